import json

import pytest

from ml_models import presets


def test_it_works():
    preset = presets.load("eva-styles")
    assert len(preset.labels) == len(set(preset.labels)) == 11
    assert preset.path.stat().st_size < 25 * 1024 * 1024


@pytest.mark.parametrize("name", [path.stem for path in presets.WEIGHTS.glob("*.json") if not path.name.endswith(".metrics.json")])
def test_every_shipped_preset_finds_the_file_it_was_made_for(name):
    assert presets.load(name).licence


def test_the_environment_names_the_served_one(monkeypatch):
    monkeypatch.setenv("STYLE_PRESET", "my-styles")
    assert presets.default_style() == "my-styles"


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(presets.PresetError, match=r"nothing-like-it.*eva-styles"):
        presets.load("nothing-like-it")


def test_another_file_under_the_same_name_is_refused(tmp_path):
    (tmp_path / "mine.tflite").write_bytes(b"something else")
    description = {"file": "mine.tflite", "sha256": "0" * 64, "licence": "MIT", "input_size": 96, "mean": 0.0, "std": 1.0}
    (tmp_path / "mine.json").write_text(json.dumps(description))
    with pytest.raises(presets.PresetError, match="SHA-256"):
        presets.load("mine", tmp_path)


def test_a_package_that_is_not_installed_is_named(tmp_path):
    description = {"package": "no_such_package_here", "file": "a", "sha256": "", "licence": "", "input_size": 1, "mean": 0.0, "std": 1.0}
    (tmp_path / "far.json").write_text(json.dumps(description))
    with pytest.raises(presets.PresetError, match="no_such_package_here"):
        presets.load("far", tmp_path)
