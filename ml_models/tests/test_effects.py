import json
import math

import numpy as np
import pytest

from ml_models import effects
from ml_models.effects import geometry, shapes
from ml_models.effects.layers import KINDS


def test_it_works():
    chosen = effects.parse([{"name": "lipstick", "color": "#B3123C", "opacity": 0.6, "finish": "matte"}])
    assert chosen[0].name == "lipstick"
    assert dict(chosen[0].parameters) == {"color": "#b3123c", "opacity": 0.6, "finish": "matte", "softness": 0.3}

    (layer,) = effects.compile(chosen, strength=0.5)
    assert (layer.kind, layer.color, layer.opacity) == ("tint", "#b3123c", 0.3)


def test_effects_are_drawn_in_their_own_order():
    chosen = effects.parse([{"name": "glasses"}, {"name": "lipstick"}, {"name": "smoothing"}])
    assert [effect.name for effect in chosen] == ["smoothing", "lipstick", "glasses"]
    order = [chosen.name for chosen in effects.parse([{"name": name} for name in sorted(effects.EFFECTS)])]
    for lower, upper in (
        *(("smoothing", "foundation"), ("foundation", "blush"), ("foundation", "brows"), ("blush", "lipstick"), ("lipstick", "lip_liner")),
        *(("eye_shadow", "lashes"), ("lashes", "eyeliner"), ("eyeliner", "glasses"), ("lip_liner", "glasses"), ("glasses", "mesh")),
    ):
        assert order.index(lower) < order.index(upper)


@pytest.mark.parametrize("name", effects.EFFECTS)
def test_every_parameter_is_seen(name):
    for key, parameter in effects.EFFECTS[name].PARAMETERS.items():
        values = {
            "number": (parameter.low, parameter.high),
            "color": ("#010203", "#fdfcfb"),
            "choice": [value for value, *_ in parameter.choices],
        }[parameter.type]
        drawn = [effects.compile(effects.parse([{"name": name, key: value}])) for value in values]
        assert len(set(drawn)) == len(drawn), key


@pytest.mark.parametrize(
    ("name", "shades"),
    [
        ("eye_shadow", {"lids": "color", "creases": "crease", "outer_corners": "crease", "lower_lids": "crease"}),
        ("glasses", {"round.lens": "lens", "round.rim": "color", "round.arms": "color"}),
    ],
)
def test_each_shade_lies_where_its_name_says(name, shades):
    keys = set(shades.values())
    chosen = {key: f"#{number:06x}" for number, key in enumerate(sorted(keys), 1)}
    layers = effects.compile(effects.parse([{"name": name, **chosen}]))
    for shape, key in shades.items():
        assert chosen[key] in {layer.color for layer in layers if shape in layer.add}
        assert not (set(chosen.values()) - {chosen[key]}) & {layer.color for layer in layers if shape in layer.add}


def place(shape):
    """Where a shape on the person's right lies on the canonical face: x and y in centimetres, to the image's right and down."""
    points = np.concatenate([geometry.outline(polygon) for polygon in shapes.polygons(shape)])
    return points[points[:, 0] < 0].mean(axis=0)


def test_blush_is_placed_as_its_names_say():
    apples, lifted, draped = (place(effects.EFFECTS["blush"].PLACEMENTS[name][0]) for name in ("apples", "lifted", "draped"))
    assert apples[1] > lifted[1] > draped[1]  # ever higher


def test_the_heads_axes_are_red_to_the_right_green_upwards_blue_ahead():
    colors = {layer.add[0]: layer.color for layer in effects.compile(effects.parse([{"name": "pose"}]))}
    for name, leads in (("axis_x", 0), ("axis_y", 1), ("axis_z", 2)):
        channels = [int(colors[name][at : at + 2], 16) for at in (1, 3, 5)]
        assert channels.index(max(channels)) == leads
    tips = {name: geometry.outline(shapes.polygons(name)[0]) for name in ("axis_x", "axis_y")}
    assert np.ptp(tips["axis_x"][:, 0]) > 3 > np.ptp(tips["axis_x"][:, 1])
    assert np.ptp(tips["axis_y"][:, 1]) > 3 > np.ptp(tips["axis_y"][:, 0])


@pytest.mark.parametrize("name", effects.EFFECTS)
def test_layers_of_every_effect_can_be_sent_and_use_what_there_is(name):
    layers = effects.compile(effects.parse([{"name": name}]))
    assert layers
    for layer in layers:
        assert layer.kind in KINDS
        assert json.loads(json.dumps(layer.to_json()))["kind"] == layer.kind
        assert layer.shapes() <= set(shapes.SHAPES)


@pytest.mark.parametrize("name", effects.EFFECTS)
def test_every_end_of_every_range_is_allowed(name):
    for key, parameter in effects.EFFECTS[name].PARAMETERS.items():
        ends = {
            "number": [parameter.low, parameter.high, int(parameter.high)],
            "color": ["#000000", "#FFFFFF"],
            "choice": [value for value, *_ in parameter.choices],
        }[parameter.type]
        for value in ends:
            for layer in effects.compile(effects.parse([{"name": name, key: value}])):
                assert 0 < layer.opacity <= 1
                assert layer.feather >= 0


HOSTILE = [
    ("nothing at all", None),
    ("a dict", {"name": "lipstick"}),
    ("too many", [{"name": "lipstick"}] * 200),
    ("twice", [{"name": "lipstick"}, {"name": "lipstick"}]),
    ("no name", [{}]),
    ("a list in it", [["lipstick"]]),
    ("unknown", [{"name": "__init__"}]),
    ("a name that cannot be a key", [{"name": ["lipstick"]}]),
    ("unknown parameter", [{"name": "lipstick", "layers": 1}]),
    ("not a number", [{"name": "lipstick", "opacity": "1"}]),
    ("NaN", [{"name": "lipstick", "opacity": math.nan}]),
    ("infinite", [{"name": "lipstick", "opacity": math.inf}]),
    ("too large an integer", [{"name": "lipstick", "opacity": 10**400}]),
    ("truth", [{"name": "lipstick", "opacity": True}]),
    ("over the range", [{"name": "lipstick", "opacity": 1.0001}]),
    ("under the range", [{"name": "lipstick", "opacity": -0.1}]),
    ("no colour", [{"name": "lipstick", "color": "red"}]),
    ("a colour and more", [{"name": "lipstick", "color": "#b3123c\n"}]),
    ("null", [{"name": "lipstick", "color": None}]),
    ("unknown choice", [{"name": "lipstick", "finish": "chrome"}]),
    ("a choice that cannot be a key", [{"name": "lipstick", "finish": {}}]),
]


@pytest.mark.parametrize("items", [items for _, items in HOSTILE], ids=[told for told, _ in HOSTILE])
def test_what_cannot_be_drawn_is_refused(items):
    with pytest.raises(effects.InvalidEffect) as caught:
        effects.parse(items)
    assert len(str(caught.value)) < 400


def test_strength_thins_make_up_but_not_glasses():
    chosen = effects.parse([{"name": "blush", "opacity": 0.4}, {"name": "glasses"}])
    blush, *glasses = effects.compile(chosen, strength=0.5)
    assert blush.opacity == 0.2
    assert tuple(glasses) == effects.compile(chosen[1:], strength=1.0)
    assert effects.compile(chosen[:1], strength=0.0) == ()


def test_only_the_eye_colour_needs_irises():
    needing = [name for name in effects.EFFECTS if effects.needs_iris(effects.compile(effects.parse([{"name": name}])))]
    assert needing == ["iris"]


def test_the_description_is_whole_and_json():
    told = json.loads(json.dumps(effects.describe()))
    assert [effect["name"] for effect in told["effects"]] == list(effects.EFFECTS)
    for effect in told["effects"]:
        for parameter in effect["parameters"].values():
            assert parameter["label"]
            assert {"number": "high", "choice": "choices", "color": "default"}[parameter["type"]] in parameter
    assert set(told["shapes"]) == set(shapes.SHAPES)


def test_shapes_are_weighted_sums_that_move_with_the_face():
    changes = {name for name in shapes.SHAPES if name.startswith(("liner.", "lashes.", "lower_lashes."))}
    for name, polygons in shapes.to_json().items():
        assert polygons
        sums = [sum(weight for _, weight in point) for polygon in polygons for point in polygon]
        assert np.allclose(sums, 0 if name in changes else 1, atol=2e-4), name
