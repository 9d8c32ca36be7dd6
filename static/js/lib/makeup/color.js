// Colours as the shaders take them.

/** "#rrggbb" as [r, g, b], 0..1. */
export function readHex(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
}

/** CIELAB (D65, 2 degrees) of sRGB 0..1: [L 0..100, a, b]. */
export function toLab(rgb) {
  const [r, g, b] = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const [x, y, z] = [
    0.433953 * r + 0.376219 * g + 0.189828 * b,
    0.212671 * r + 0.71516 * g + 0.072169 * b,
    0.017758 * r + 0.109477 * g + 0.872766 * b,
  ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787037 * value + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
