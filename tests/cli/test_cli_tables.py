"""How `inspect` and `preview` of a table look on a terminal, in a pipe, and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import augctl
from PIL import Image
from rich.cells import cell_len

HEADER = ["id", "a_very_long_name_of_a_column_that_goes_on", "price", "town", "kind"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of two classes, with a broken line and a column without a cell."""
    lines = [
        f"{300 + i},2024-05-{1 + i % 28:02d} 10:{i % 60:02d},{i * 1.5:.2f},Bad Town {i % 3},"
        f"{'yes' if i % 4 else 'no'}"
        for i in range(60)
    ]
    lines[20] += ",more"
    file = tmp_path / "sales.csv"
    file.write_text("\n".join([",".join([*HEADER, "none"]), *(line + "," for line in lines)]))
    return file


def recipe(folder: Path) -> Path:
    file = folder / "r.yaml"
    chain = "{name: noise, copies: 1, stages: [tabular.jitter]}"
    file.write_text(f"version: 1\ninput: {{target: kind}}\nchains: [{chain}]\n")
    return file


def test_inspect_in_a_pipe_tells_all_on_one_line_per_column(table: Path) -> None:
    ended = augctl("inspect", table, "--target", "kind")
    lines = ended.out.splitlines()
    assert lines[0] == "59 rows of 6 columns, csv, delimiter comma, utf-8"
    assert lines[1] == "target  kind, 2 classes"
    for name in HEADER:
        assert sum(line.startswith(name) for line in lines) == 1
    price = next(line for line in lines if line.startswith("price"))
    assert price.split() == [
        "price",
        "numeric",
        "0.00",
        "to",
        "88.50",
        "2",
        "0.00,",
        "1.50,",
        "3.00",
    ]
    assert any(line.startswith("none") and "100 %" in line for line in lines)
    assert any("sales.csv:22" in line for line in lines)
    assert ended.code == 0


def test_inspect_fits_a_terminal_of_80_columns(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = augctl("inspect", table, "--target", "kind").out
    lines = plain.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert max(map(cell_len, lines)) <= 80
    town = next(line for line in lines if line.startswith("town"))
    assert town.split()[:4] == ["town", "categorical", "3", "distinct"]
    assert len(lines) < 30


def test_a_wide_table_is_told_in_part_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "wide.csv"
    rows = [",".join(f"{i * j % 7}.5" for j in range(200)) for i in range(1, 9)]
    file.write_text("\n".join([",".join(f"x{j}" for j in range(200)), *rows]))
    assert len(augctl("inspect", file).out.splitlines()) > 200
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    shown = augctl("inspect", file).out
    assert len(shown.splitlines()) < 60
    assert "and 160 more" in shown
    assert "no target" in shown


def test_json_of_inspect_is_one_object(table: Path) -> None:
    ended = augctl("inspect", table, "--target", "kind", "--json")
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
    found = ended.json
    assert (found["rows"], found["target"], found["delimiter"]) == (59, "kind", ",")
    assert [column["name"] for column in found["columns"]] == [*HEADER, "none"]
    assert found["classes"]["no"]["train"] + found["classes"]["yes"]["train"] == 59


def test_cells_give_a_terminal_no_commands(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a,label\n" + "\x1b[31mred,x\n=cmd,y\n" * 10)
    out = augctl("inspect", file).out
    assert "\x1b[31m" not in out
    assert "=cmd" in out


def test_preview_of_a_table_says_what_it_drew(table: Path, tmp_path: Path) -> None:
    picture = tmp_path / "grid.png"
    ended = augctl("preview", table, "-r", recipe(tmp_path), "-o", picture)
    with Image.open(picture) as image:
        width, height = image.size
    size = f"{width} x {height} pixels"
    assert ended.out == f"{picture}: 59 new rows beside 59 originals, {size}\n"
