"""The styles that Eva can put in words: name, description and three tips each, in her voice.

A network may be trained on any classes; a label that is not in the table is shown under its own name.
"""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Style:
    key: str
    name: str
    description: str = ""
    tips: tuple[str, ...] = ()


STYLES = (
    Style(
        "academia",
        _("Academia"),
        _("Tweed, knitwear and pleats, as if the library closed an hour ago and you stayed. Clever, and a touch romantic about it."),
        (
            _("Layer a collar under a knit: two centimetres showing is the whole trick."),
            _("Keep to brown, forest and oxblood, then let one brass button shine."),
            _("Loafers with socks that you would be proud to be caught in."),
        ),
    ),
    Style(
        "alt",
        _("Alt"),
        _("Black as a base, hardware as punctuation. You dress the way a good guitar riff sounds."),
        (
            _("Mix textures before colours: mesh, leather, worn cotton."),
            _("One loud piece is a statement, four are an argument. Pick your battle."),
            _("Heavy boots make any hem look intentional."),
        ),
    ),
    Style(
        "cottagecore",
        _("Cottagecore"),
        _("Linen, lace and small flowers. I can nearly smell the bread that you did or did not bake."),
        (
            _("Puffed sleeves want a quiet skirt; let one of them do the talking."),
            _("Cream, sage and butter yellow forgive everything, even the picnic."),
            _("Swap the handbag for a basket and watch people smile."),
        ),
    ),
    Style(
        "y2k",
        _("Y2K"),
        _("Low rise, high shine, zero irony. The millennium called, and you picked up on a flip phone."),
        (
            _("Baby tee or big trousers: choose one volume and commit."),
            _("A tiny shoulder bag does more than a necklace here."),
            _("Add one metallic or one pink. Both, on a Friday."),
        ),
    ),
    Style(
        "boho",
        _("Boho"),
        _("Fringe, prints and fabric that moves before you do. You look like the good part of a festival."),
        (
            _("Belt the flow somewhere, so that it is a shape and not a curtain."),
            _("Stack rings and bangles in one metal to keep the peace."),
            _("Suede boots ground even the dreamiest dress."),
        ),
    ),
    Style(
        "hyper-feminine",
        _("Hyper-feminine"),
        _("Bows, blush and ruffles, with full conviction. Softness is a power move and you know it."),
        (
            _("Choose one sweet detail as the lead and let the others hum along."),
            _("A crisp fabric under the ruffles keeps sweet from turning sugary."),
            _("Ballet flats say the same as heels, and dance longer."),
        ),
    ),
    Style(
        "quiet-luxury",
        _("Quiet luxury"),
        _("No logo, perfect seams, colours that whisper. You let the cut do the talking, and it is well spoken."),
        (
            _("Tailor one thing you own. It will look twice its price."),
            _("Stay within three neighbouring shades of camel, cream or navy."),
            _("Leave one accessory at home. Then one more."),
        ),
    ),
    Style(
        "grandpa-chic",
        _("Grandpa chic"),
        _("A cardigan with stories, trousers with pleats, socks with opinions. Wonderfully at ease."),
        (
            _("Oversize the knit, not everything: a neat shoe keeps it sharp."),
            _("Argyle, checks and cables get along if they share one colour."),
            _("A cap or a tote from another decade finishes the tale."),
        ),
    ),
    Style(
        "casual",
        _("Casual"),
        _("Easy pieces, worn with ease. You look like the day is going well, which is harder than it seems."),
        (
            _("Roll a sleeve or tuck a corner: one small decision lifts the lot."),
            _("White trainers, kept white, are the best tip that I have."),
            _("Add a jacket with a collar and you are dressed for dinner too."),
        ),
    ),
    Style(
        "formal",
        _("Formal"),
        _("Clean lines, a plan, and somewhere to be. The room straightens its tie when you come in."),
        (
            _("Shoulders first: if they fit, everything else can be altered."),
            _("Let the belt and the shoes be friends, if not twins."),
            _("A pocket square or a brooch is a wink. One is plenty."),
        ),
    ),
    Style(
        "streetwear",
        _("Streetwear"),
        _("Relaxed cuts, sharp trainers, a city behind you. Effortless, with rather good taste in effort."),
        (
            _("Balance the volume: wide below, cropped above, or the other way round."),
            _("Build from the shoes up, then repeat their colour once."),
            _("Keep the graphics to one piece, and make it the good one."),
        ),
    ),
)

_by_key = {style.key: style for style in STYLES}


def get(key: str) -> Style:
    """The style of a network's label."""
    return _by_key.get(key) or Style(key, capfirst(key.replace("_", " ").replace("-", " ")))
