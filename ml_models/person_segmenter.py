"""Where in the picture are people? MediaPipe's selfie segmentation (Apache-2.0) on LiteRT."""

import cv2
import numpy as np

from . import images, presets, runtime, stages


@stages.timed("segment")
def segment(image: np.ndarray) -> np.ndarray:
    """How much each pixel belongs to a person.

    Args:
        image: uint8 (height, width, 3), RGB. The network sees it stretched to a square, as it was trained.

    Returns:
        float32 (256, 256), 0..1, covering the whole image.
    """
    preset = presets.load("selfie-segmentation")
    network = runtime.interpreter(preset.path, runtime.spare_cores())
    size = preset.input_size
    pixels = cv2.resize(image, (size, size), interpolation=images.interpolation(max(image.shape[:2]) / size))
    network.set_tensor(network.get_input_details()[0]["index"], pixels[None].astype(np.float32) / preset.std)
    network.invoke()
    return network.get_tensor(network.get_output_details()[0]["index"])[0, :, :, 0]
