"""Real pictures for tests and benches: public-domain ones that installed packages carry."""

from pathlib import Path


def picture_path(name: str) -> Path:
    """A public-domain picture that a test package carries: "astronaut" (Eileen Collins), "grace_hopper", or a scene."""
    if name == "grace_hopper":
        import matplotlib

        return Path(matplotlib.__file__).parent / "mpl-data/sample_data/grace_hopper.jpg"
    import skimage

    return next((Path(skimage.__file__).parent / "data").glob(f"{name}.*"))
