"""Real pictures for tests and benches: public-domain ones that installed packages carry."""

from pathlib import Path


def picture_path(name: str) -> Path:
    """A public-domain picture that a test package carries: "astronaut" (Eileen Collins), "grace_hopper", or a scene."""
    if name == "grace_hopper":
        import matplotlib

        return Path(matplotlib.__file__).parent / "mpl-data/sample_data/grace_hopper.jpg"
    import skimage

    return next((Path(skimage.__file__).parent / "data").glob(f"{name}.*"))


def group_photo(rows: int = 4, columns: int = 5, width: int = 4000, height: int = 3000):
    """A made-up group photo, uint8 (height, width, 3) RGB, and where its faces are: (x, y) of their middles.

    Two real heads, in turn, of varying size on a wooden table.
    """
    import cv2

    table = cv2.resize(cv2.imread(str(picture_path("coffee")))[:, :, ::-1], (width, height))
    heads = [
        cv2.imread(str(picture_path("astronaut")))[20:220, 125:325, ::-1],
        cv2.imread(str(picture_path("grace_hopper")))[40:440, 70:470, ::-1],
    ]
    middles = []
    for index in range(rows * columns):
        x = round(width * (index % columns + 0.5) / columns)
        y = round(height * (index // columns + 0.5) / rows)
        half = round(width * (0.036 + 0.004 * (index % 7)))
        table[y - half : y + half, x - half : x + half] = cv2.resize(heads[index % 2], (2 * half, 2 * half), interpolation=cv2.INTER_AREA)
        middles.append((x, y))
    return table, middles
