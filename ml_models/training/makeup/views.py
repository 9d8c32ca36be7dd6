"""What cameras and life do to a face: other light, blur, compression, noise, hair and glasses before it."""

import cv2
import numpy as np

from ...makeup_layout import EYES, SIZE, layout


def change_light(pictures: list[np.ndarray], random: np.random.Generator, most: float = 1.0) -> list[np.ndarray]:
    """The same brightness, contrast, colour of the light and direction for all of them, uint8 (256, 256, 3)."""
    gamma = np.exp(random.normal(0, 0.16 * most))
    gains = np.exp(random.normal(0, 0.12 * most) + random.normal(0, 0.04 * most, 3))
    levels = np.arange(256) / 255
    table = np.clip(levels[:, None] ** gamma * gains * 255, 0, 255).round().astype(np.uint8)[None]
    changed = [cv2.LUT(picture, table) for picture in pictures]
    if random.random() < 0.4 * most:
        ramp = np.linspace(-1, 1, SIZE, dtype=np.float32)
        across, down = random.normal(0, (0.16, 0.08))
        shade = cv2.merge([1 + across * ramp[None, :] + down * ramp[:, None]] * 3)
        changed = [cv2.multiply(picture, shade, dtype=cv2.CV_8U) for picture in changed]
    return changed


def degrade(pictures: list[np.ndarray], random: np.random.Generator) -> list[np.ndarray]:
    """The same blur, noise or compression for all of them."""
    which = random.random()
    if which < 0.2:
        deviation = random.uniform(0.5, 2.2)
        return [cv2.GaussianBlur(picture, (0, 0), deviation) for picture in pictures]
    if which < 0.35:
        noise = random.normal(0, random.uniform(2, 10), (SIZE // 2, SIZE // 2, 3)).astype(np.float32)
        noise = cv2.resize(noise, (SIZE, SIZE))
        return [cv2.add(picture, noise, dtype=cv2.CV_8U) for picture in pictures]
    if which < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 80))]
        return [cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR) for picture in pictures]
    return pictures


def occlude(pictures: list[np.ndarray], random: np.random.Generator) -> list[np.ndarray]:
    """The same strands of hair, or glasses, before all of them."""
    cover = np.zeros((SIZE, SIZE), np.float32)
    if random.random() < 0.3:
        _glasses(cover, random)
    else:
        _hair(cover, random)
    cover = cv2.GaussianBlur(cover, (0, 0), random.uniform(0.5, 1.2))[..., None]
    color = np.array(random.choice([(20, 16, 14), (60, 40, 28), (110, 80, 50), (170, 140, 100), (120, 120, 125)]), np.float32)
    color = color * random.uniform(0.7, 1.2)
    return [(picture * (1 - cover) + color * cover).astype(np.uint8) for picture in pictures]


def _hair(cover, random):
    side, wide = random.choice([0, SIZE]), random.uniform(10, 70)
    for _ in range(int(random.integers(3, 25))):
        top = np.array([random.uniform(0.1, 0.9) * SIZE, -5])
        bottom = np.array([abs(side - random.uniform(0, wide)), random.uniform(0.4, 1.1) * SIZE])
        middle = (top + bottom) / 2 + random.normal(0, 14, 2)
        share = np.linspace(0, 1, 12)[:, None]
        curve = (1 - share) ** 2 * top + 2 * share * (1 - share) * middle + share**2 * bottom
        cv2.polylines(cover, [np.round(curve).astype(np.int32)], False, float(random.uniform(0.5, 1)), int(random.integers(1, 7)))


def _glasses(cover, random):
    wide, tall, thick = random.uniform(34, 46), random.uniform(22, 36), int(random.integers(1, 5))
    drop = random.uniform(-4, 8)
    for eye in EYES:
        x, y = np.round(layout()[list(eye)].mean(axis=0)).astype(int).tolist()
        cv2.ellipse(cover, (x, y + int(drop)), (int(wide), int(tall)), 0, 0, 360, 1.0, thick, cv2.LINE_AA)
