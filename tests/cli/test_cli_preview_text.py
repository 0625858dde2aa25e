"""How `preview` of texts looks on a terminal, in a pipe, and as JSON."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from folders import augctl
from rich.cells import cell_len

TEXTS = [
    "I would like to return the blue chair that I bought last week, please.",
    "我上周买的椅子坏了，想要退货，请问应该怎么办理？谢谢你们的帮助！",
    "שלום, אני רוצה להחזיר את הכיסא שקניתי בשבוע שעבר",
    "Two lines\nof one text, and a \x1b[31mcommand\u202e of a terminal",
    "An unbreakably" + "long" * 30 + " word and some others follow here",
]
_STYLES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "mails.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["text", "label"], *([text, "mail"] for text in TEXTS)])
    return file


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    file = tmp_path / "r.yaml"
    swap = "{name: swaps, copies: 2, stages: [text.swap: {share: 0.3, pairs: any}]}"
    file.write_text(f"version: 1\ninput: {{text: text, target: label}}\nchains: [{swap}]\n")
    return file


def terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def visible(text: str) -> str:
    return text.replace("\n", r"\n").replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")


def test_in_a_pipe_plain_marks_tell_both_texts(table: Path, recipe: Path) -> None:
    ended = augctl("preview", table, "-r", recipe, "--originals", "9", "--variants", "2")
    assert "\x1b" not in ended.out
    blocks = ended.out.split("\nmails.csv#")[1:]
    assert len(blocks) == len(TEXTS)
    for block in blocks:
        number, text, *lines = block.splitlines()
        old = visible(TEXTS[int(number.split()[0])])
        assert text.strip() == old
        variants = [line for line in lines if re.match("  [12] ", line)]
        assert len(variants) == 2
        for line in variants:
            marked = line[4:]
            assert re.sub(r"\[-(.*?)-\]|\{\+.*?\+\}", r"\1", marked) == old
            new = re.sub(r"\[-.*?-\]|\{\+(.*?)\+\}", r"\1", marked)
            assert new != old
            assert sorted(new.replace(" ", "")) == sorted(old.replace(" ", ""))


@pytest.mark.parametrize("width", [20, 46, 100])
def test_on_a_terminal_what_went_is_struck_out_and_what_came_underlined(
    width: int, table: Path, recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(monkeypatch, width)
    out = augctl("preview", table, "-r", recipe, "--originals", "9", "--variants", "1").out
    assert "[-" not in out
    assert "{+" not in out
    assert re.search(r"\x1b\[9;31m\S", out)
    assert re.search(r"\x1b\[1;4;32m\S", out)
    assert "\u202e" not in out
    lines = _STYLES.sub("", out).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert "\x1b[31mcommand" not in out


def test_without_colours_a_terminal_has_plain_marks_too(
    table: Path, recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(monkeypatch, 80)
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as changed:
            changed.setenv(name, value)
            out = augctl("preview", table, "-r", recipe, "--originals", "1").out
            assert "[-" in out
            assert "{+" in out


def test_json_is_one_object_with_the_pieces(table: Path, recipe: Path, tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    ended = augctl("preview", table, "-r", recipe, "--originals", "2", "--json", "-o", page)
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
    found = ended.json
    assert (found["file"], found["originals"], found["variants"]) == (str(page), 2, 10)
    (section,) = found["texts"]
    for original in section["originals"]:
        (text,) = original["texts"]
        old = "".join(piece["text"] for piece in text["pieces"])
        assert old == TEXTS[int(original["name"].rpartition("#")[2])]
        for variant in original["variants"]:
            pieces = variant["texts"][0]["pieces"]
            assert "".join(p["text"] for p in pieces if p["kind"] != "new") in (old, "")


def test_the_file_and_what_only_a_picture_shows_are_named_last(
    table: Path, recipe: Path, tmp_path: Path
) -> None:
    page = tmp_path / "diff.html"
    ended = augctl("preview", table, "-r", recipe, "--originals", "2", "-o", page)
    assert ended.out.splitlines()[-1] == f"{page}: 10 variants of 2 originals"
    more = "  - {name: same, copies: 1, stages: [tabular.random_oversample]}\n"
    chains = recipe.read_text().replace("chains: [", "chains:\n  - ").replace("}]}]", "}]}")
    recipe.write_text(chains + more)
    ended = augctl("preview", table, "-r", recipe, "--originals", "1")
    assert ended.out.splitlines()[-1] == (
        "The chain same has no stage for text; a PNG shows it: -o grid.png"
    )
