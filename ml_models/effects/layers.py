"""What an effect draws, as plain data that two renderers read: `renderer.py` (OpenCV) and the page's (WebGL2).

Geometry. Points are those of the 468-point mesh in pixels, (x, y), pixel centres at whole numbers, y downwards; where
there are 478, the last ten are the irises: centre, right, top, left, bottom of the person's right (468-472), then left
(473-477). W, the face's width, is the distance of points 234 and 454. A *shape* (`shapes.py`) is a list of polygons, a
polygon a list of points, a point a list of [index, weight]: the weighted sum of mesh points. A layer names shapes in
`add`, `subtract` and `clip`; an entry is a name, or a list of [name, factor]: the sum, point by point, of shapes with
equally many points, so that lengths and widths may vary (`[["liner", 1], ["liner.wing", 0.5]]`).
With `cull`, polygons of `add` that are wound backwards, turned away from the viewer, are left out: those whose sum of
x[i] y[i+1] - x[i+1] y[i] is below zero.

Mask. C(S) is 1 within the union of the polygons, 0 outside. B(S, f) is C(S) under a Gaussian of standard deviation
max(0.6 pixels, f W), cut at three deviations or thereabouts. In 0..1 for each pixel:
    M = B(add, feather) * clamp(2 B(clip, edge) - 1) * (1 - clamp(2 B(subtract, edge)))
so nothing is painted within what is subtracted, nor outside of what clips (a missing list leaves its factor out).

Colours. Lab is CIELAB (D65, 2 degrees) of sRGB: L 0..100. "Reference": the means of L, a, b weighted with M over the
picture as the layers before left it (every second pixel will do). Layers are drawn in order, each face's in turn.
    gate   1 where gate = 0; else 1 - smoothstep(gate, 2 gate, d), d the distance of the pixel's
           (0.6 L, a, b) from the reference's: skin is taken, hair on it is not
    w      opacity * M * gate
    dim    the light on the face, 0..1, see `light.py`: a face in the dark is made up in colours as dark

Kinds.
tint    C = Lab of `color` times dim, or the reference where it is null; R the reference.
        T  = R.L + lightness (C.L - R.L)                      the mean lightness to reach
        d  = (L - R.L) contrast s,  s = clamp((T + 16) / (R.L + 16), 0.4, 1.6)    the skin's own shading, as reflectance scales it
        L += w (T + d + gloss max(0, L - R.L - 2) - L);  a += w (C.a - a);  b += w (C.b - b)
paint   RGB += w (dim color - RGB), in sRGB as encoded.
lines   RGB += w (color - RGB), M being the outlines of the `add` polygons, `width` W wide (at least 1 pixel); feather, edge, clip and
        subtract do not matter. A polygon of two points is a line.
smooth  a guided filter (He et al. 2013) that gives back the finest detail. G(f) is the picture under a Gaussian of f W.
        v = G(radius) of Y squared - (G(radius) of Y) squared, Y = (0.299 R + 0.587 G + 0.114 B) / 255;  e = v / (v + 0.0016)
        RGB += w (1 - e) (G(radius) + texture (RGB - G(radius / 5)) - RGB), in sRGB as encoded
whiten  t = smoothstep(0.55 R.L, 0.85 R.L, L) (1 - smoothstep(9, 17, a)) (1 - smoothstep(28, 45, b));  then with w t in place of w:
        L += w 0.28 (96 dim - L);  a -= w 0.6 a;  b -= w 0.8 b
Results are clipped to the gamut by channel. Where M is 0 the pixel keeps its bits.
"""

from dataclasses import asdict, dataclass

KINDS = ("tint", "paint", "lines", "smooth", "whiten")

# One shape, or a sum of several: (name, factor), ...
Entry = str | tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One step of drawing.

    Attributes:
        kind: one of KINDS.
        add, subtract, clip: shapes, see above.
        color: "#rrggbb" (sRGB), or None for the region's own mean (tint) or where the kind has no colour.
        opacity: 0..1.
        feather: softness of the outline; edge: that of `subtract` and `clip`; radius: of "smooth"; width: of "lines".
            All in widths of the face.
        lightness: share, 0..1, of the way from the region's lightness to the colour's.
        contrast: scales the region's shading; gloss: lifts its highlights.
        texture: share, 0..1, of the finest detail that smoothing gives back.
        gate: distance in Lab up to which a pixel counts as the region's kind; 0: all do.
        cull: whether polygons that are turned away are left out.
    """

    kind: str
    add: tuple[Entry, ...]
    subtract: tuple[Entry, ...] = ()
    clip: tuple[Entry, ...] = ()
    color: str | None = None
    opacity: float = 1.0
    feather: float = 0.0
    edge: float = 0.004
    radius: float = 0.0
    width: float = 0.0
    lightness: float = 1.0
    contrast: float = 1.0
    gloss: float = 0.0
    texture: float = 0.0
    gate: float = 0.0
    cull: bool = False

    def to_json(self) -> dict:
        """All fields; JSON turns the tuples into lists."""
        return asdict(self)

    def shapes(self) -> set[str]:
        """Names of the shapes that it uses."""
        entries = (*self.add, *self.subtract, *self.clip)
        return {name for entry in entries for name in ([entry] if isinstance(entry, str) else [part for part, _ in entry])}
