"""Captions from traces, and how they are set in lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import ImageFont

from augctl.show import typeface
from augctl.show.captions import Caption, caption_lines, short
from augctl.show.theme import Theme
from augctl.show.wrap import line_width, wrap_caption, wrap_text

THEME = Theme(200)


def said(*stages: dict[str, object]) -> list[str]:
    return [str(caption) for caption in caption_lines(stages)]


def test_each_stage_is_one_caption() -> None:
    assert said(
        {"stage": "image.rotate", "drawn": {"angle_deg": -12.345}},
        {"stage": "image.flip_lr", "drawn": {}},
        {"stage": "image.flip_ud"},
        {"stage": "imgaug.Snowflakes", "drawn": {"seed": 8399}},
    ) == ["rotate  angle_deg -12.3", "flip_lr", "flip_ud", "Snowflakes  seed 8399"]


def test_a_mix_names_its_partners() -> None:
    partners = [{"file": f"cat/{number}.jpg", "stages": []} for number in range(4)]
    assert said(
        {"stage": "image.mixup", "drawn": {"lambda": 0.31}, "partners": partners[:1]},
        {"stage": "image.mosaic", "drawn": {"seed": 5}, "partners": partners},
    ) == ["mixup  lambda 0.31  with cat/0.jpg", "mosaic  with cat/0.jpg, cat/1.jpg, 2 more"]


def test_noise_gives_way_to_values_that_tell_something() -> None:
    drawn = {"offsets": [[1, 2]], "std": 7.1, "a_seed": 3, "noise": 1 << 31}
    assert said({"stage": "image.gaussian_noise", "drawn": drawn}) == ["gaussian_noise  std 7.1"]


def test_nested_values_are_flattened() -> None:
    stage = {"stage": "image.shift", "drawn": {"by": {"x_px": 3, "y_px": -4}, "wrap": True}}
    assert said(stage) == ["shift  x_px 3  y_px -4  wrap yes"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.12345, "0.123"),
        (99.95, "100"),
        (999.7, "1000"),
        (123456.7, "123457"),
        (1e9, "1e+09"),
        (float("nan"), "nan"),
        (123456, "123456"),
        (None, "none"),
        (False, "no"),
        ([], "()"),
        ([[1, 2]], "1 value"),
        ("reflect", "reflect"),
    ],
)
def test_values_are_brief(value: object, text: str) -> None:
    assert short(value) == text


def test_a_value_stays_with_its_name_and_follow_on_lines_are_indented() -> None:
    values = (("brightness", "1.2"), ("contrast", "0.9"), ("saturation", "1.1"), ("hue", "0.03"))
    lines = wrap_caption(Caption("color_jitter", values), THEME, 200, 4)
    texts = [[span.text for span in line] for line in lines]
    assert texts == [
        ["color_jitter", "brightness", "1.2"],
        ["contrast", "0.9", "saturation", "1.1"],
        ["hue", "0.03"],
    ]
    assert [line[0].x for line in lines] == [0, THEME.indent, THEME.indent]


def test_a_caption_too_long_for_its_lines_ends_with_an_ellipsis() -> None:
    lines = wrap_caption(Caption("s", tuple((f"k{i}", "0") for i in range(60))), THEME, 200, 2)
    assert len(lines) == 2
    assert lines[-1][-1].text == "…"
    assert all(line_width(line) <= 200 for line in lines)


def test_a_long_partner_keeps_both_ends_of_its_name() -> None:
    caption = Caption("mixup", partners=("a_class/" + "long_" * 30 + "0042.jpg",))
    text = wrap_caption(caption, THEME, 200, 3)[-1][-1].text
    assert text.startswith("a_cl")
    assert text.endswith("42.jpg")
    assert "…" in text


def test_a_long_name_loses_its_middle_and_a_long_text_its_end() -> None:
    name = wrap_text("cat/" + "x" * 5000 + "7.jpg", THEME.title, 200, 2, name=True)
    assert len(name) == 2
    assert name[0][0].text.startswith("cat/")
    assert name[1][0].text.endswith("7.jpg")
    text = wrap_text("word " * 500, THEME.remark, 200, 2)
    assert text[0][0].text.startswith("word word")
    assert text[1][0].text.endswith("…")


def test_numbers_do_not_break_after_their_sign() -> None:
    lines = wrap_text("angle_deg is -12.3 or so -12.3 or", THEME.remark, 60, 9, name=True)
    assert not any(line[0].text.endswith(" -") for line in lines)


@pytest.fixture
def _no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(typeface, "_SYSTEM_FONTS", (("no-such-font.ttf", 0),))
    clear_caches()
    yield
    clear_caches()


def clear_caches() -> None:
    for name in ("readable", "_width", "_exists", "_font", "_covers", "_shape"):
        getattr(typeface, name).cache_clear()


@pytest.mark.usefixtures("_no_fonts")
def test_without_fonts_for_a_script_texts_stay_readable() -> None:
    assert typeface.readable("caf\u00e9/\u72d7 3\u00d74") == "cafe/\\u72d7 3x4"


@pytest.mark.parametrize("width", [0, -1])
def test_no_room_at_all_breaks_after_every_letter(width: int) -> None:
    lines = wrap_text("abc", THEME.remark, width, 9)
    assert [span.text for line in lines for span in line] == ["a", "b", "c"]


@pytest.mark.skipif(
    not hasattr(ImageFont, "load_default_imagefont"),
    reason="this Pillow cannot give its fixed font",
)
@pytest.mark.usefixtures("_no_fonts")
def test_without_freetype_the_fixed_font_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = ImageFont.load_default_imagefont()

    def load_default(size: float | None = None) -> ImageFont.ImageFont:
        if size is not None:
            raise ImportError("no FreeType")
        return fixed

    monkeypatch.setattr(ImageFont, "load_default", load_default)
    line = wrap_text("a long text … that needs a cut " * 9, THEME.remark, 200, 1)[0]
    assert line[0].text.endswith("...")
    assert line_width(line) <= 200
    assert typeface.ink_mask(line[0].text, THEME.remark, 0.5).getbbox() is not None
