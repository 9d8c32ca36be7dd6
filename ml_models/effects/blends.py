"""How each kind of layer changes a window's pixels; the formulas are those of `layers.py`.

Lab is computed in float32: OpenCV's float conversion took 1.2 ms for 300x300 there and back, the 8-bit one 0.9 ms, but
its whole steps of a and b are bands on soft edges.
"""

import cv2
import numpy as np

from .layers import Layer

RADIUS_CELLS = 2.0  # smoothing's standard deviation on the small picture that it works on
VARIANCE = 0.0016


def lab_of(color: np.ndarray) -> np.ndarray:
    """CIELAB, float32 (3,), of (r, g, b), 0..255."""
    return cv2.cvtColor((color[None, None] / 255).astype(np.float32), cv2.COLOR_RGB2LAB)[0, 0]


def rgb(color: str) -> np.ndarray:
    """float32 (3,), 0..255, of "#rrggbb"."""
    return np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)], np.float32)


def tint(layer: Layer, parts: list[tuple[np.ndarray, np.ndarray]], _face_width: float, dim: float) -> None:
    smalls = [_fit(pixels, mask) for pixels, mask in parts]
    planes = [_to_lab(small) for small in smalls]
    reference = _reference(planes, [mask for _, mask in parts])
    target = reference if layer.color is None else dim * lab_of(rgb(layer.color))
    middle = reference[0] + layer.lightness * (target[0] - reference[0])
    slope = layer.contrast * np.clip((middle + 16) / (reference[0] + 16), 0.4, 1.6)
    for (pixels, mask), small, (light, a, b) in zip(parts, smalls, planes, strict=True):
        weight = mask * np.float32(layer.opacity / 255)
        if layer.gate:
            weight *= _gate(layer.gate, (light, a, b), reference)
        # L + w (middle + slope (L - R) + gloss max(0, L - R - 2) - L), in few passes
        change = cv2.addWeighted(light, slope - 1, light, 0, middle - slope * reference[0])
        if layer.gloss:
            change += layer.gloss * np.maximum(0, light - (reference[0] + 2))
        light += weight * change
        a += weight * (target[1] - a)
        b += weight * (target[2] - b)
        if small is pixels:
            _put_lab(pixels, mask, (light, a, b))
        else:  # the change is as soft as the mask: it is added at full size, and the finest detail stays
            _put_lab(changed := small.copy(), mask, (light, a, b))
            _add(pixels, small, changed)


def paint(layer: Layer, parts, _face_width, dim: float) -> None:
    color = tuple(int(value) for value in dim * rgb(layer.color))
    for pixels, mask in parts:
        flat = np.empty_like(pixels)
        flat[:] = color
        _blend(pixels, flat, cv2.convertScaleAbs(mask, alpha=layer.opacity))


def lines(layer: Layer, parts, face_width, _dim) -> None:
    """Drawn for whoever looks at the picture, not worn: as bright in the dark."""
    paint(layer, parts, face_width, 1.0)


def smooth(layer: Layer, parts, face_width: float, _dim) -> None:
    """The picture minus its details of middling size, weighted by how flat it is: computed small, as the fast guided
    filter is (He and Sun 2015, arXiv:1505.00996)."""
    texture = min(layer.texture, 0.95)
    for pixels, mask in parts:
        height, width = pixels.shape[:2]
        shrink = max(1.0, layer.radius * face_width / RADIUS_CELLS)
        size = max(1, round(width / shrink)), max(1, round(height / shrink))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        deviation = max(0.6, layer.radius * face_width * size[0] / width)
        coarse = cv2.GaussianBlur(small, (0, 0), deviation)
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
        grey_mean = cv2.GaussianBlur(grey, (0, 0), deviation)
        variance = np.maximum(0, cv2.GaussianBlur(grey * grey, (0, 0), deviation) - grey_mean * grey_mean)
        flat = (VARIANCE / (variance + VARIANCE)) * (255 * layer.opacity * (1 - texture))
        # (1 - t) (target - RGB) = coarse - t fine - (1 - t) RGB: one blend with the picture (coarse - t fine) / (1 - t)
        target = coarse
        if texture:
            fine = cv2.GaussianBlur(small, (0, 0), max(0.3, deviation / 5))
            target = cv2.addWeighted(coarse, 1 / (1 - texture), fine, -texture / (1 - texture), 0)
        weight = cv2.multiply(mask, cv2.resize(flat.astype(np.uint8), mask.shape[::-1]), scale=1 / 255)
        if mask.shape != (height, width):
            weight = cv2.resize(weight, (width, height))
        _blend(pixels, cv2.resize(target, (width, height)), weight)


def whiten(layer: Layer, parts, _face_width, dim: float) -> None:
    planes = [_to_lab(pixels) for pixels, _ in parts]
    reference = _reference(planes, [mask for _, mask in parts])[0]
    for (pixels, mask), (light, a, b) in zip(parts, planes, strict=True):
        tooth = _smoothstep(0.55 * reference, 0.85 * reference, light) * (1 - _smoothstep(9, 17, a)) * (1 - _smoothstep(28, 45, b))
        weight = tooth * mask * np.float32(layer.opacity / 255)
        light += weight * 0.28 * (96 * dim - light)
        a -= weight * 0.6 * a
        b -= weight * 0.8 * b
        _put_lab(pixels, mask, (light, a, b))


KINDS = {"tint": tint, "paint": paint, "lines": lines, "smooth": smooth, "whiten": whiten}


def _fit(pixels, mask):
    """The pixels at the mask's size."""
    return pixels if mask.shape == pixels.shape[:2] else cv2.resize(pixels, mask.shape[::-1], interpolation=cv2.INTER_AREA)


def _add(pixels, before, after):
    """Add a smaller picture's change, in place."""
    change = cv2.resize(cv2.subtract(after, before, dtype=cv2.CV_16S), pixels.shape[1::-1])
    cv2.add(pixels, change, dst=pixels, dtype=cv2.CV_8U)


def _to_lab(pixels):
    return cv2.split(cv2.cvtColor(cv2.multiply(pixels, (1 / 255,) * 4, dtype=cv2.CV_32F), cv2.COLOR_RGB2LAB))


def _put_lab(pixels, mask, planes):
    """Write the planes back where the mask is not 0, in place."""
    back = cv2.cvtColor(cv2.merge(planes), cv2.COLOR_LAB2RGB)
    cv2.copyTo(cv2.multiply(back, (255,) * 4, dtype=cv2.CV_8U), mask, pixels)


def _reference(planes, masks):
    """Means of L, a, b over every second pixel, weighted with the masks."""
    total, sums = 1e-6, np.zeros(3)
    for window, mask in zip(planes, masks, strict=True):
        weights = mask[::2, ::2].astype(np.float32)
        total += float(weights.sum())
        sums += [float((plane[::2, ::2] * weights).sum()) for plane in window]
    return (sums / total).astype(np.float32)


def _gate(limit, planes, reference):
    light, a, b = (plane - middle for plane, middle in zip(planes, reference, strict=True))
    return 1 - _smoothstep(limit, 2 * limit, cv2.sqrt(0.36 * light * light + a * a + b * b))


def _smoothstep(low, high, values):
    share = np.clip((values - low) / max(1e-6, high - low), 0, 1)
    return share * share * (3 - 2 * share)


def _blend(pixels, target, weight):
    """pixels + weight / 255 (target - pixels), in place; where the weight is 0 the bits stay."""
    weights = cv2.merge([weight, weight, weight])
    kept = cv2.multiply(pixels, cv2.bitwise_not(weights), scale=1 / 255)
    cv2.add(kept, cv2.multiply(target, weights, scale=1 / 255), dst=pixels)
