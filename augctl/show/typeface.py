"""Type: which font can show which text, how wide the text is, and its ink.

Pillow's built-in font sets all that it can, so that a preview looks alike on every machine. Other
scripts are set in a system font where there is one; what no font can show is written as its escape.

Text is drawn several times larger and averaged down. That puts glyphs between whole pixels, which
keeps small type evenly spaced, and gives a bolder weight, which the built-in font lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

from augctl.show.theme import Style

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

SHARPNESS = 8
_BOLDNESS = 0.012
_PROBE_SIZE = 32
_NO_CHARACTER = "\U0010fffd"
_BITMAP_HEIGHT = 11

_SYSTEM_FONTS = (
    ("DejaVuSans.ttf", 0),
    ("NotoSans-Regular.ttf", 0),
    # Number 2 in Noto's collection holds the forms used in mainland China.
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("DroidSansFallback.ttf", 0),
    ("PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("STHeiti Light.ttc", 0),
    ("Arial Unicode.ttf", 0),
    ("msyh.ttc", 0),
    ("simsun.ttc", 0),
    ("malgun.ttf", 0),
    ("YuGothM.ttc", 0),
    ("segoeui.ttf", 0),
    ("NotoEmoji-Regular.ttf", 0),
    ("Symbola_hint.ttf", 0),
    ("seguisym.ttf", 0),
)
_LOOKALIKES = str.maketrans(
    {
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{LEFTWARDS ARROW}": "<-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
    }
)


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    r"""Rewrite a text so that every character of it can be drawn.

    Control characters and text-direction marks become visible, line breaks become spaces.

    >>> readable("two\nlines"), readable("bad\udcff\u202e.jpg")
    ('two lines', 'bad\\udcff\\u202e.jpg')
    """
    text = unicodedata.normalize("NFC", " ".join(text.splitlines()).replace("\t", " "))
    # The spaces of the built-in font are too narrow to set a middle dot off.
    return "".join(_readable_char(char) for char in text.replace(" · ", "  ·  "))


def width_px(text: str, style: Style) -> float:
    """Return how wide a readable text is, in pixels."""
    return _width(text, round(style.size_px * SHARPNESS)) / SHARPNESS


def ink_mask(text: str, style: Style, shift_px: float) -> Image.Image:
    """Draw a readable text as a mask (L, 255 is ink), one line high.

    `shift_px`, from 0 to below 1, moves it to the right by a part of a pixel. The mask is one line
    high and begins one line height to the left of the text, to hold what overhangs.
    """
    size = round(style.size_px * SHARPNESS)
    left = style.line_px
    width = int(width_px(text, style) + 1) + 2 * left
    large = Image.new("L", (width * SHARPNESS, style.line_px * SHARPNESS))
    draw = ImageDraw.Draw(large)
    # The baseline sits so that capitals and descenders together are centred in the line.
    baseline = round(style.line_px * 0.5 + style.size_px * 0.29) * SHARPNESS
    x = (left + shift_px) * SHARPNESS
    for number, run in _runs(text):
        font = _font(number, size)
        if isinstance(font, ImageFont.FreeTypeFont):
            stroke = max(1, round(size * _BOLDNESS)) if style.bold else 0
            draw.text((x, baseline), run, fill=255, font=font, anchor="ls", stroke_width=stroke)
        else:
            _draw_bitmap(large, (round(x), baseline), run, font, size)
        x += _length(font, run, size)
    return large.resize((width, style.line_px), Image.Resampling.BOX)


@lru_cache(maxsize=16384)
def _width(text: str, size: int) -> float:
    return sum(_length(_font(number, size), run, size) for number, run in _runs(text))


def _length(font: Font, text: str, size: int) -> float:
    if isinstance(font, ImageFont.FreeTypeFont):
        return font.getlength(text)
    return font.getlength(text) * size / _BITMAP_HEIGHT


def _draw_bitmap(
    large: Image.Image, place: tuple[int, int], text: str, font: ImageFont.ImageFont, size: int
) -> None:
    """Set text in the fixed-size font of a Pillow without FreeType."""
    _, _, width, height = font.getbbox(text)
    small = Image.new("L", (max(1, int(width)), max(1, int(height))))
    ImageDraw.Draw(small).text((0, 0), text, fill=255, font=font)
    factor = size / _BITMAP_HEIGHT
    shape = (max(1, round(small.width * factor)), max(1, round(small.height * factor)))
    glyphs = small.resize(shape)
    large.paste(255, (place[0], place[1] - round(0.8 * glyphs.height)), glyphs)


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into pieces of one font each; where one font has all of it, that one is best."""
    for number in _fonts():
        if all(_covers(number, char) for char in text):
            yield number, text
            return
    start, current = 0, -1
    for place, char in enumerate(text):
        number = next((n for n in _fonts() if _covers(n, char)), 0)
        if number != current and place:
            yield current, text[start:place]
            start = place
        current = number
    yield current, text[start:]


def _readable_char(char: str) -> str:
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return char.encode("unicode_escape").decode("ascii")
    if any(_covers(number, char) for number in _fonts()):
        return char
    parts = unicodedata.normalize("NFKD", char.translate(_LOOKALIKES))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    if plain not in {"", char} and all(_covers(0, part) for part in plain):
        return plain
    return char.encode("unicode_escape").decode("ascii")


def _fonts() -> Iterator[int]:
    """Number the fonts that exist here: 0 is built in, the others are looked up when needed."""
    yield 0
    for number in range(1, len(_SYSTEM_FONTS) + 1):
        if _exists(number):
            yield number


@cache
def _exists(number: int) -> bool:
    try:
        font = _font(number, _PROBE_SIZE)
    except (OSError, ImportError):
        return False
    return isinstance(font, ImageFont.FreeTypeFont)


@lru_cache(maxsize=128)
def _font(number: int, size: int) -> Font:
    if number:
        name, index = _SYSTEM_FONTS[number - 1]
        return ImageFont.truetype(name, size, index=index)
    try:
        return ImageFont.load_default(size)
    except ImportError:
        return ImageFont.load_default()


@cache
def _covers(number: int, char: str) -> bool:
    if isinstance(_font(number, _PROBE_SIZE), ImageFont.ImageFont):
        return " " <= char <= "~"
    return char == " " or _shape(number, char) != _shape(number, _NO_CHARACTER)


@lru_cache(maxsize=4096)
def _shape(number: int, char: str) -> bytes:
    """Draw one character: a font draws all those that it lacks in the same way."""
    probe = Image.new("L", (2 * _PROBE_SIZE, 2 * _PROBE_SIZE))
    place = (_PROBE_SIZE // 2, _PROBE_SIZE // 2)
    ImageDraw.Draw(probe).text(place, char, fill=255, font=_probe(number))
    return probe.tobytes()


@cache
def _probe(number: int) -> Font:
    """Return a font that sets each letter by itself: others lend a mark that they lack a circle."""
    font = _font(number, _PROBE_SIZE)
    if isinstance(font, ImageFont.FreeTypeFont):
        return font.font_variant(layout_engine=ImageFont.Layout.BASIC)
    return font
