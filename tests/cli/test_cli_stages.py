from __future__ import annotations

import re

import pytest
from folders import augctl
from rich.cells import cell_len

from augctl.registry import names


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let rich take what a command prints to for a terminal without colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    return monkeypatch


def bare(text: str) -> list[str]:
    return re.sub(r"\x1b\[[\d;]*m", "", text).splitlines()


def test_all_stages_stand_in_a_pipe_one_per_line() -> None:
    ended = augctl("stages")
    listed = [line.split()[0] for line in ended.out.splitlines() if line.startswith("  ")]
    assert sorted(listed) == sorted(names())
    families = re.findall(r"^([\w.]+)  \d+ stages$", ended.out, re.M)
    assert families[0] == "image"
    assert "…" not in ended.out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_all_stages_fit_a_terminal(width: int, terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("COLUMNS", str(width))
    lines = bare(augctl("stages").out)
    assert max(map(cell_len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    for name in names():
        assert name in words or name.rpartition(".")[2] in words, name
    assert len(lines) < len(names())


@pytest.mark.parametrize("width", [50, 80, 120])
def test_one_stage_tells_all(width: int, terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("COLUMNS", str(width))
    lines = bare(augctl("stages", "image.smote").out)
    assert max(map(cell_len, lines)) <= width
    text = " ".join(" ".join(lines).split())
    assert text.startswith("image.smote mix Make a new image on the line between")
    assert "neighbors 1 to 100; default 5 How many nearest originals" in text
    assert "References: Chawla" in text
    assert "- image.smote: {neighbors: 5} Takes" in text
    assert text.endswith("grey, RGB, RGBA, grey 16-bit, RGB 16-bit, RGBA 16-bit")


def test_a_parameter_has_unit_limits_default_and_meaning() -> None:
    text = augctl("stages", "image.rotate").out
    assert "  angle_deg  degrees, -3600 to 3600, can vary; default [-15, 15]\n" in text
    assert "      Angle, counter-clockwise.\n" in text
    assert "{choice: [...]}" in text
    assert "  - image.rotate: {angle_deg: [-15, 15]}\n" in text
    assert text.index("\n  angle_deg") < text.index("\n  fill")
    gate = augctl("stages", "quality.ssim").out
    assert " or null; default null" in gate
    assert "can vary" not in gate
    assert "Any" not in augctl("stages", "imgaug.Affine").out


def test_a_family_lists_its_own_and_what_is_withheld() -> None:
    ended = augctl("stages", "imgaug.pillike")
    listed = [line.split()[0] for line in ended.out.splitlines() if line.startswith("  ")]
    assert listed == [name for name in names() if name.startswith("imgaug.pillike.")]
    whole = augctl("stages", "imgaug").out
    assert "not offered" in whole
    assert "imgaug.Lambda" in whole
    assert "not offered" not in augctl("stages", "image").out


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("image.rotat", "There is no stage 'image.rotat'.", "Did you mean 'image.rotate'?"),
        ("imgaug.Snowflake", "There is no stage 'imgaug.Snowflake'.", "'imgaug.Snowflakes'"),
        ("nonsense", "There is no stage 'nonsense'.", ""),
        ("imgaug.Lambda", "imgaug.Lambda is not offered: its work is a Python function", ""),
    ],
)
def test_a_wrong_name_has_a_way_out(name: str, message: str, hint: str) -> None:
    ended = augctl("stages", name)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert hint in ended.err


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("image.rotate", "grey, RGB, RGBA, grey 16-bit, RGB 16-bit, RGBA 16-bit"),
        ("quality.ssim", "grey, RGB, RGBA, grey 16-bit, RGB 16-bit, RGBA 16-bit"),
        ("imgaug.Snowflakes", "grey, RGB, RGBA"),
        ("imgaug.pillike.Affine", "RGB"),
    ],
)
def test_which_kinds_a_stage_takes(name: str, kinds: str) -> None:
    line = "Takes  with these parameters; what comes out is of the same kind"
    assert augctl("stages", name).out.endswith(f"\n{line}\n  {kinds}\n")
    (stage,) = augctl("stages", name, "--json").json["stages"]
    assert ", ".join(stage["kinds"]) == kinds


def test_as_json() -> None:
    (stage,) = augctl("stages", "image.rotate", "--json").json["stages"]
    assert stage["kind"] == "transform"
    assert [parameter["name"] for parameter in stage["parameters"]] == ["angle_deg", "fill"]
    assert stage["parameters"][0]["varies"] is True
    body = augctl("stages", "imgaug", "--json").json
    assert "imgaug.Lambda" in body["withheld"]
    assert len(body["stages"]) > 100
