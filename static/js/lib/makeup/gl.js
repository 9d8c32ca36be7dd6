// The little of WebGL2 that the renderer needs, without its ceremony.

/** @returns {{program, at: Object<string, WebGLUniformLocation>}}; throws with the compiler's words. */
export function makeProgram(gl, vertex, fragment) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader); // goes with the program
  }
  gl.bindAttribLocation(program, 0, "position");
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = gl.getAttachedShaders(program).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`shader: ${[...logs, gl.getProgramInfoLog(program)].join(" ")}`);
  }
  const at = {};
  const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0; // null while the context is lost
  for (let index = 0; index < count; index += 1) {
    const { name } = gl.getActiveUniform(program, index);
    at[name.replace("[0]", "")] = gl.getUniformLocation(program, name);
  }
  return { program, at };
}

/** A texture that can be drawn into, of the size last asked for. */
function makeTarget(gl, internal, format, type, filter) {
  const target = { texture: gl.createTexture(), framebuffer: gl.createFramebuffer(), width: 0, height: 0, resize };

  function resize(width, height) {
    if (width === target.width && height === target.height) return;
    target.width = width;
    target.height = height;
    gl.bindTexture(gl.TEXTURE_2D, target.texture);
    setSampling(gl, filter);
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target.framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target.texture, 0);
  }

  return target;
}

export const makeBytes = (gl, filter = gl.NEAREST) => makeTarget(gl, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, filter);
export const makeHalves = (gl, filter = gl.NEAREST) => makeTarget(gl, gl.RGBA16F, gl.RGBA, gl.HALF_FLOAT, filter);
export const makeMask = (gl) => makeTarget(gl, gl.R8, gl.RED, gl.UNSIGNED_BYTE, gl.LINEAR);

export function setSampling(gl, filter) {
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

/** Binds `texture` to a unit, for the sampler of this name. */
export function setTexture(gl, { at }, name, unit, texture) {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.uniform1i(at[name], unit);
}

/** Runs the fragment shader over a rectangle of a framebuffer (null: the canvas). */
export function cover(gl, framebuffer, x, y, width, height) {
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.viewport(x, y, width, height);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}
