// A chart of lines over time, drawn as SVG: the newest point at the right edge, the scale by the highest.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 300;
const HEIGHT = 100;
const FEWEST = 20; // points across the chart while there are not many

/** `figure` holds an svg and a dl.legend; lines without a row there get one, named as their key. */
export function makeChart(figure, most) {
  const plot = figure.querySelector("svg");
  const legend = figure.querySelector("dl");
  const scale = figure.querySelector("[data-scale]");
  const lines = new Map();

  function line(key) {
    if (lines.has(key)) return lines.get(key);
    const row = legend.querySelector(`[data-line="${key}"]`) ?? legend.appendChild(makeRow(key));
    const path = plot.appendChild(document.createElementNS(SVG, "polyline"));
    lines.set(key, { path, shown: row.querySelector("dd"), values: [] });
    return lines.get(key);
  }

  for (const row of legend.children) line(row.dataset.line);

  /** @param {Object<string, number|null>} values by line; null where there is none in this step. */
  function add(values) {
    for (const [key, value] of Object.entries(values)) {
      const { values: kept, shown } = line(key);
      kept.push(value);
      if (kept.length > most) kept.shift();
      shown.textContent = value === null ? "–" : short(value);
    }
    draw();
  }

  function draw() {
    const highest = Math.max(1, ...[...lines.values()].flatMap(({ values }) => values.filter((value) => value !== null)));
    const across = Math.max(FEWEST, ...[...lines.values()].map(({ values }) => values.length));
    scale.textContent = short(highest);
    for (const { path, values } of lines.values()) {
      const points = [];
      values.forEach((value, place) => {
        if (value === null) return;
        const x = WIDTH - ((values.length - 1 - place) * WIDTH) / (across - 1);
        points.push(`${x.toFixed(1)},${(HEIGHT - 2 - (value / highest) * (HEIGHT - 6)).toFixed(1)}`);
      });
      path.setAttribute("points", points.join(" "));
    }
  }

  return { add };
}

function makeRow(key) {
  const row = document.createElement("div");
  row.dataset.line = key;
  row.append(document.createElement("dt"), document.createElement("dd"));
  row.firstChild.textContent = key;
  return row;
}

function short(value) {
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
