// The page's translated sentences, from its <template data-words>.
export function readWords(root = document) {
  const template = root.querySelector("template[data-words]");
  return (key, values = {}) => {
    const text = template.content.querySelector(`[data-key="${key}"]`).textContent;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}
