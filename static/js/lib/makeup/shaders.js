// The shaders of the make-up. The formulas are those of the layers' description; the server draws the same ones.
// Places in the picture are in pixels from its top left corner, so the first pixel's centre is (0.5, 0.5).

/** Everything in the viewport: one triangle that is larger than it. */
export const EVERYWHERE = `
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

/** A polygon's points (xy, moved outwards along zw), at whole numbers in the centres of pixels, into a cell: p * place.x + place.yz. */
export const FILL = `
in vec4 position;
uniform vec3 place;
uniform vec2 size;
uniform float swell;
void main() {
  gl_Position = vec4(2.0 * ((position.xy + swell * position.zw + 0.5) * place.x + place.yz) / size - 1.0, 0.0, 1.0);
}`;

export const WHITE = `
out vec4 result;
void main() {
  result = vec4(1.0);
}`;

/** One instance a line: a quad around it with room for its soft edge. */
export const LINE = `
in vec4 position;
uniform vec3 place;
uniform vec2 size;
uniform float reach;
out vec2 along;
out float length_;
void main() {
  vec2 start = (position.xy + 0.5) * place.x + place.yz;
  vec2 end = (position.zw + 0.5) * place.x + place.yz;
  vec2 way = end - start;
  length_ = length(way);
  vec2 forward = length_ > 1e-4 ? way / length_ : vec2(1.0, 0.0);
  float x = (gl_VertexID & 1) == 0 ? -reach : length_ + reach;
  float y = (gl_VertexID & 2) == 0 ? -reach : reach;
  along = vec2(x, y);
  gl_Position = vec4(2.0 * (start + x * forward + y * vec2(-forward.y, forward.x)) / size - 1.0, 0.0, 1.0);
}`;

export const STROKE = `
in vec2 along;
in float length_;
uniform float halfWidth;
out vec4 result;
void main() {
  float distance_ = length(vec2(along.x - clamp(along.x, 0.0, length_), along.y));
  result = vec4(clamp(halfWidth + 0.5 - distance_, 0.0, 1.0));
}`;

/** A blur along one axis; places outside of lowest..highest repeat the edge. */
const blur = (reach, weight) => `
uniform sampler2D source;
uniform ivec2 lowest, highest, direction;
uniform float sigma;
out vec4 result;
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int reach = int(${reach} * sigma);
  vec4 sum = vec4(0.0);
  float total = 0.0;
  for (int step = -reach; step <= reach; step += 1) {
    float weight = ${weight};
    sum += weight * texelFetch(source, clamp(at + step * direction, lowest, highest), 0);
    total += weight;
  }
  result = sum / total;
}`;

export const GAUSSIAN = blur("3.0", "exp(-0.5 * float(step * step) / (sigma * sigma))");

/** Two boxes in a row, nearly a Gaussian: what the server blurs masks with. It ends after 2.5 deviations. */
export const TENT = blur("2.5", "2.5 * sigma - abs(float(step))");

/** Means of factor x factor pixels: R, G, B less 0.5, and the square of (luma less 0.5): halves are precise near 0. */
export const SHRINK = `
uniform sampler2D source;
uniform ivec2 origin, highest;
uniform int factor;
out vec4 result;
void main() {
  ivec2 corner = origin + factor * ivec2(gl_FragCoord.xy);
  vec4 sum = vec4(0.0);
  for (int y = 0; y < factor; y += 1) {
    for (int x = 0; x < factor; x += 1) {
      vec3 color = texelFetch(source, min(corner + ivec2(x, y), highest), 0).rgb - 0.5;
      float luma = dot(color, vec3(0.299, 0.587, 0.114));
      sum += vec4(color, luma * luma);
    }
  }
  result = sum / float(factor * factor);
}`;

const LAB = `
vec3 toLab(vec3 rgb) {
  vec3 linear = mix(rgb / 12.92, pow((rgb + 0.055) / 1.055, vec3(2.4)), step(0.04045, rgb));
  vec3 xyz = linear * mat3(0.433953, 0.376219, 0.189828, 0.212671, 0.715160, 0.072169, 0.017758, 0.109477, 0.872766);
  vec3 f = mix(7.787037 * xyz + 16.0 / 116.0, pow(max(xyz, 1e-6), vec3(1.0 / 3.0)), step(0.008856, xyz));
  return vec3(116.0 * f.y - 16.0, 500.0 * (f.x - f.y), 200.0 * (f.y - f.z));
}
vec3 toRgb(vec3 lab) {
  float y = (lab.x + 16.0) / 116.0;
  vec3 f = vec3(y + lab.y / 500.0, y, y - lab.z / 200.0);
  vec3 xyz = mix((f - 16.0 / 116.0) / 7.787037, f * f * f, step(0.206893, f));
  xyz *= vec3(0.950456, 1.0, 1.088754);
  vec3 linear = xyz * mat3(3.240479, -1.537150, -0.498535, -0.969256, 1.875992, 0.041556, 0.055648, -0.204043, 1.057311);
  linear = clamp(linear, 0.0, 1.0);
  return mix(12.92 * linear, 1.055 * pow(max(linear, 1e-6), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, linear));
}`;

/**
 * M at a place of the picture: cells are what is added, clips and subtracts: x scale, yz offset, w 0 for no such limit,
 * 1 for one that is drawn, 2 for one that lies elsewhere.
 */
const MASK = `
uniform sampler2D atlas;
uniform vec4 cells[3], bounds[3];
float blurred(int cell, vec2 at) {
  vec2 place = clamp(at * cells[cell].x + cells[cell].yz, bounds[cell].xy, bounds[cell].zw);
  return textureLod(atlas, place / vec2(textureSize(atlas, 0)), 0.0).r;
}
float maskAt(vec2 at) {
  float mask = blurred(0, at);
  if (cells[1].w > 1.5) return 0.0;
  if (cells[1].w > 0.5) mask *= clamp(2.0 * blurred(1, at) - 1.0, 0.0, 1.0);
  if (cells[2].w > 0.5 && cells[2].w < 1.5) mask *= 1.0 - clamp(2.0 * blurred(2, at), 0.0, 1.0);
  return mask;
}`;

/** Lab and M, weighted with M, in a grid of 16 x 16 over the region `box`, 4 x 4 samples each. */
export const SAMPLE = `${LAB}${MASK}
uniform sampler2D picture;
uniform vec4 box;
out vec4 result;
void main() {
  result = vec4(0.0);
  for (int index = 0; index < 16; index += 1) {
    vec2 share = (gl_FragCoord.xy - 0.5 + (vec2(index & 3, index >> 2) + 0.5) / 4.0) / 16.0;
    vec2 at = floor(mix(box.xy, box.zw, share)) + 0.5;
    float mask = maskAt(at);
    result += vec4(toLab(texelFetch(picture, ivec2(at), 0).rgb) * mask, mask) / 16.0;
  }
}`;

/** The mean of the samples, to be mixed with that of the frames before by `share`. */
export const GATHER = `
uniform sampler2D samples;
uniform float share;
out vec4 result;
void main() {
  vec4 sum = vec4(0.0);
  for (int index = 0; index < 256; index += 1) sum += texelFetch(samples, ivec2(index & 15, index >> 4), 0);
  result = vec4(sum.rgb / max(sum.a, 1e-4), share);
}`;

const HEAD = `${LAB}${MASK}
uniform sampler2D picture, references;
uniform ivec2 slot;
uniform float opacity, gate, dim;
uniform vec3 color;
out vec4 result;
float gateAt(vec3 lab, vec3 reference) {
  if (gate <= 0.0) return 1.0;
  return 1.0 - smoothstep(gate, 2.0 * gate, distance(vec3(0.6, 1.0, 1.0) * lab, vec3(0.6, 1.0, 1.0) * reference));
}`;

const layer = (uniforms, body) => `${HEAD}${uniforms}
void main() {
  vec4 before = texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
  float w = opacity * maskAt(gl_FragCoord.xy);
  result = before;
  if (w < 0.001) return;
  vec3 rgb = before.rgb;
  vec3 reference = texelFetch(references, slot, 0).rgb;
  if (gate > 0.0) w *= gateAt(toLab(rgb), reference);
  ${body}
}`;

export const TINT = layer(
  "uniform bool colored;\nuniform float lightness, contrast, gloss;",
  `vec3 lab = toLab(rgb);
  vec3 goal = colored ? dim * color : reference;
  float level = reference.x + lightness * (goal.x - reference.x);
  float shade = lab.x - reference.x;
  float scale = clamp((level + 16.0) / (reference.x + 16.0), 0.4, 1.6);
  float light = level + shade * contrast * scale + gloss * max(0.0, shade - 2.0);
  result.rgb = toRgb(mix(lab, vec3(light, goal.yz), w));`,
);

export const PAINT = layer("", "result.rgb = mix(rgb, dim * color, w);");

export const SMOOTH = layer(
  `uniform sampler2D coarse, fine;
uniform vec2 origin, last;
uniform float factor, grain;`,
  `vec2 place = min((gl_FragCoord.xy - origin) / factor, last) / vec2(textureSize(coarse, 0));
  vec4 wide = textureLod(coarse, place, 0.0);
  vec3 near = textureLod(fine, place, 0.0).rgb + 0.5;
  float luma = dot(wide.rgb, vec3(0.299, 0.587, 0.114));
  float variance = max(0.0, wide.a - luma * luma);
  float edges = variance / (variance + 0.0016);
  result.rgb = rgb + w * (1.0 - edges) * (wide.rgb + 0.5 + grain * (rgb - near) - rgb);`,
);

export const WHITEN = layer(
  "",
  `vec3 lab = toLab(rgb);
  float tooth = smoothstep(0.55 * reference.x, 0.85 * reference.x, lab.x);
  tooth *= (1.0 - smoothstep(9.0, 17.0, lab.y)) * (1.0 - smoothstep(28.0, 45.0, lab.z));
  result.rgb = toRgb(mix(lab, vec3(96.0 * dim, 0.0, 0.0), w * tooth * vec3(0.28, 0.6, 0.8)));`,
);

/** The whole picture on the canvas: mirrored where asked, made up from `split` (a share of the width) on. */
export const SHOW = `
uniform sampler2D before, after;
uniform vec2 size;
uniform bool mirror;
uniform float split;
out vec4 result;
void main() {
  ivec2 at = ivec2(gl_FragCoord.x, size.y - gl_FragCoord.y);
  if (mirror) at.x = int(size.x) - 1 - at.x;
  result = vec4((gl_FragCoord.x < split * size.x ? texelFetch(before, at, 0) : texelFetch(after, at, 0)).rgb, 1.0);
}`;
