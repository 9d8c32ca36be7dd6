"""Draws the card by which a result is shown elsewhere: 1200 x 630, the photo, the style, the score, the heat map and Eva.

Pure drawing: whose it is, whether it may be seen and where it is kept is for `card_services`.
"""

import io
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from PIL import Image, ImageDraw, ImageOps

from leaderboard.card_text import DISPLAY, PLAIN, display_path, fit, font, wrap

WIDTH, HEIGHT = 1200, 630
MOST_BYTES = 900_000  # some sites fetch no more than a megabyte
VERSION = 1  # of the design: raise it and every card is drawn anew
PAPER, INK, SOFT, ACCENT, TAPE, LINE = "#faf0ea", "#2b1620", "#6b4754", "#b3153a", "#f6ba2f", "#e3cdc3"
NARROWEST, WIDEST = 430, 620  # of the photo's column
MARGIN = 56
INSET = 196  # the heat map's longer side
EVA = 76


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on a card. `photo`: uint8 (height, width, 3) RGB; `heat`: uint8 RGBA of the photo's aspect, or None.

    The texts are drawable already; `byline` and `caption` may be "". `score`: 0 to 1.
    """

    photo: np.ndarray
    heat: np.ndarray | None
    style: str
    kicker: str
    score: float
    byline: str
    caption: str


def draw_card(facts: Facts) -> bytes:
    """The card as a PNG of at most MOST_BYTES, without metadata."""
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    photo = Image.fromarray(facts.photo)
    column = round(min(WIDEST, max(NARROWEST, HEIGHT * photo.width / photo.height)))
    # Faces are above the middle of most photos of a whole person.
    card.paste(ImageOps.fit(photo, (column, HEIGHT), Image.Resampling.LANCZOS, centering=(0.5, 0.3)))
    if facts.heat is not None:
        _draw_inset(card, photo, Image.fromarray(facts.heat), column)
    _draw_words(card, facts, column)
    return _encode(card)


def _draw_inset(card, photo, heat, column):
    """The whole photo, small, with where Eva saw the style."""
    small = ImageOps.contain(photo, (INSET, INSET), Image.Resampling.LANCZOS).convert("RGBA")
    small.alpha_composite(heat.resize(small.size, Image.Resampling.BILINEAR))
    x, y = column - small.width - 24, HEIGHT - small.height - 24
    frame = (x - 6, y - 6, x + small.width + 5, y + small.height + 5)
    ImageDraw.Draw(card).rounded_rectangle(frame, 14, fill=PAPER)
    card.paste(small.convert("RGB"), (x, y), _rounded(small.size, 10))


def _rounded(size, radius):
    """A mask drawn four times as large, so that its edge is smooth."""
    mask = Image.new("L", (4 * size[0], 4 * size[1]), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 4 * size[0] - 1, 4 * size[1] - 1), 4 * radius, fill=255)
    return mask.resize(size, Image.Resampling.LANCZOS)


def _draw_words(card, facts, column):
    draw = ImageDraw.Draw(card)
    x, width = column + MARGIN, WIDTH - column - 2 * MARGIN
    kicker, size = fit(facts.kicker, PLAIN, range(26, 17, -1), width, 1)
    draw.text((x, 60), kicker[0], SOFT, font(PLAIN, size))
    face = display_path(facts.style)
    one = wrap(facts.style, face, 72, width, 1)
    rows, size = fit(facts.style, face, range(104, 71, -4), width, 1) if one else fit(facts.style, face, range(80, 35, -4), width, 2)
    y = 102
    for row in rows:
        draw.text((x - size // 28, y), row, INK, font(face, size))
        y += round(1.12 * size)
    y = _draw_tape(draw, x, y + 34, width, facts.score)
    if facts.byline:
        rows, size = fit(facts.byline, PLAIN, range(30, 21, -2), width, 1)
        draw.text((x, y + 26), rows[0], INK, font(PLAIN, size))
        y += 26 + round(1.3 * size)
    room = (HEIGHT - MARGIN - EVA - 20 - y) // 36  # lines above Eva
    if facts.caption and room > 0:
        rows, size = fit(f"“{facts.caption}”", PLAIN, range(26, 23, -2), width, min(2, room))
        for number, row in enumerate(rows):
            draw.text((x, y + 12 + 36 * number), row, SOFT, font(PLAIN, size))
    _draw_mark(card, draw, x)


def _draw_tape(draw, x, y, width, score):
    """Eva's tape measure, laid out as far as the score; what follows it is below."""
    percent = f"{round(100 * score)}%"
    number = font(DISPLAY[0], 64)
    room = width - number.getlength("100%") - 22
    draw.rounded_rectangle((x, y + 14, x + room, y + 54), 10, fill=LINE)
    end = x + max(24, room * score)
    draw.rounded_rectangle((x, y + 14, end, y + 54), 10, fill=TAPE)
    for step in range(1, 20):
        at = x + room * step / 20
        if at < end - 6:
            draw.line((at, y + 14, at, y + (36 if step % 5 == 0 else 26)), INK, 3)
    draw.text((x + width, y + 34), percent, ACCENT, number, anchor="rm")
    return y + 68


def _draw_mark(card, draw, x):
    with Image.open(settings.BASE_DIR / "static/img/icon-192.png") as icon:
        eva = ImageOps.fit(icon.convert("RGB"), (EVA, EVA), Image.Resampling.LANCZOS)
    y = HEIGHT - MARGIN - EVA + 14
    card.paste(eva, (x, y), _rounded((EVA, EVA), EVA // 2))
    draw.text((x + EVA + 20, y + EVA // 2), "EvaRanks", INK, font(DISPLAY[0], 42), anchor="lm")


def _encode(card):
    data = _png(card)
    # Grain costs the most; nobody sees it gone in a thumbnail of a chat.
    return data if len(data) <= MOST_BYTES else _png(card.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG))


def _png(picture):
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=4)
    return file.getvalue()
