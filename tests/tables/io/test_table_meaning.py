"""What cells mean that are no plain numbers, and that made ones are written as they are."""

from __future__ import annotations

import datetime
import uuid
from pathlib import Path

import numpy as np
import pytest
from table_files import Read, read
from test_table_roles import N, table

from augctl.errors import RecipeError, UsageError
from augctl.recipe.compile import load
from augctl.tables.finish import finished
from augctl.tables.rules import ColumnRule, TableRules


def made(found: Read, numbers=None, start: int = 0) -> list[list[str]]:
    """Finish rows of a table, perhaps with other numbers, and return their cells."""
    block = found.table.block(np.arange(found.table.count))
    if numbers is not None:
        block.numbers[:] = numbers
    done = finished(block, found.table.schema, np.arange(start, start + len(block)))
    return [line.decode().rstrip("\n").split(",") for line in found.text.text(done)]


NO_IDS = {
    "prices": [f"${100 + i * 7.31:.2f}" for i in range(N)],
    "shares": [f"{i * 1.017:.3f}%" for i in range(N)],
    "mails": [f"person{i}@mail.org" for i in range(N)],
    "times": [f"{i % 24:02d}:{i:02d}" for i in range(N)],
    "postcodes": [f"0{1000 + 37 * i}" for i in range(N)],
}


@pytest.mark.parametrize("name", NO_IDS)
def test_texts_that_all_differ_are_no_ids(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, table(feature=NO_IDS[name], other=["q"] * N))
    assert found.roles()["feature"] == "text"
    assert [row[0] for row in made(found)] == NO_IDS[name]


def test_numbers_in_steps_are_ids_by_name_or_as_the_first_column(tmp_path: Path) -> None:
    steps = list(range(1500, 1500 + N))
    found = read(tmp_path, table(other=["q"] * N, feature=steps, nr=steps, invoice_no=steps))
    assert list(found.roles().values()) == ["categorical", "integer", "id", "id"]
    assert read(tmp_path, table(year=steps, a=steps), "y.csv").roles()["year"] == "integer"
    assert read(tmp_path, table(line=steps, paid=steps), "i.csv").roles() == {
        "line": "id",
        "paid": "integer",
    }


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([f"C{100000 + i}" for i in range(N)], "C100060"),
        ([f"A{i:04d}-x" for i in range(N)], "A0060-x"),
        ([f"inv_{i}" for i in reversed(range(N))], "inv_60"),
        ([10**17 + 3 * i for i in range(N)], str(10**17 + 3 * (N - 1) + 1)),
        ([2**60 + 3 * i for i in range(N)], str(2**60 + 3 * (N - 1) + 1)),
    ],
)
def test_ids_go_on(cells: list, expected: str, tmp_path: Path) -> None:
    found = read(tmp_path, table(code=cells, other=["q"] * N))
    assert found.roles()["code"] == "id"
    assert found.odd == []
    ids = [row[0] for row in made(found)]
    assert ids[0] == expected
    assert len({*ids, *map(str, cells)}) == 2 * N


@pytest.mark.parametrize("kind", ["uuid", "UUID", "hash"])
def test_ids_that_do_not_count_have_new_ones_of_their_shape(kind: str, tmp_path: Path) -> None:
    cells = [str(uuid.UUID(int=(i + 7) * 3**70 % 2**128, version=4)) for i in range(N)]
    if kind != "uuid":
        cells = [cell.upper() if kind == "UUID" else cell.replace("-", "") for cell in cells]
    found = read(tmp_path, table(code=cells, other=["q"] * N))
    ids = [row[0] for row in made(found)]
    assert {len(cell) for cell in ids} == {len(cells[0])}
    assert kind == "hash" or all(uuid.UUID(cell).version == 4 for cell in ids)
    assert all(cell.isupper() == (kind == "UUID") for cell in ids)
    assert len({*ids, *cells}) == 2 * N
    # A table that has these rows already gets others.
    again = read(tmp_path, table(code=[*cells, *ids], other=["q"] * 2 * N), "again.csv")
    assert not {row[0] for row in made(again)} & {*ids, *cells}


def test_ids_without_a_pattern_are_empty_and_said_to_be(tmp_path: Path) -> None:
    words = ["".join(chr(97 + i // 26**k % 26) for k in range(4)) for i in range(N)]
    content = table(user_id=words, other=["q"] * N)
    found = read(tmp_path, content)
    assert found.reasons == ["ids_empty"]
    assert found.odd[0].kept
    assert "'user_id' holds ids that do not count up" in found.odd[0].message
    assert {row[0] for row in made(found)} == {""}
    assert read(tmp_path, content, "b.csv", TableRules(fresh_ids=False)).odd == []


def test_powers_of_ten_and_plus_signs_are_kept(tmp_path: Path) -> None:
    power = ["1.478e+00", "-2.500e-03", "9.999e+10"]
    plus = ["+1.25", "-0.50", "+3.00"]
    mixed = ["0.5", "1.25e-07", "12"]
    found = read(tmp_path, table(power=power, plus=plus, mixed=mixed))
    assert made(found) == [list(row) for row in zip(power, plus, mixed, strict=True)]
    rows = made(found, [[0.49530016533259313, 1.0, 3.3333e-6]])
    assert rows[0] == ["4.953e-01", "+1.00", "3.33e-06"]
    rows = made(found, [[1e30, -1e30, 1e30]])
    assert rows[0] == ["9.999e+10", "-0.50", "12"]
    upper = read(tmp_path, table(a=["1.5E+00", "2.5E-03"], b=["x", "y"]), "upper.csv")
    assert made(upper)[1][0] == "2.5E-03"


@pytest.mark.parametrize(
    ("cells", "between"),
    [
        (["2024-01-01 00:00:00", "2024-03-01 00:00:00"], "%d 00:00:00"),
        (["2024-01-01T05:00", "2024-03-01T07:00"], "%dT%H:00"),
        (["2024-01-01 05:10:00", "2024-03-01 07:20:00"], "%d %H:%M:00"),
        (["2024-01-01 05:10:00.000", "2024-03-01 07:20:31.000"], "%d %H:%M:%S.000"),
        (["2024-01-01 05:10:00.125000", "2024-03-01 07:20:31.250000"], "%d %H:%M:%S.%f"),
    ],
)
def test_times_get_no_finer_unit(cells: list[str], between: str, tmp_path: Path) -> None:
    found = read(tmp_path, table(when=[*cells, cells[0]], n=[1, 2, 3]))
    assert [row[0] for row in made(found)] == [*cells, cells[0]]
    low, high = found.table.numbers[:2, 0].tolist()
    for share in (0.123456789, 0.7):
        cell = made(found, [[low + share * (high - low), 1]])[0][0]
        moment = datetime.datetime.fromisoformat(cell)
        assert cell == moment.strftime("%Y-%m-" + between)
        assert moment.microsecond % 1000 == 0
        assert cells[0] <= cell <= cells[1]


def test_times_of_parquet_get_no_finer_unit(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    days = [datetime.datetime(2024, 1, 1), datetime.datetime(2024, 3, 1)]
    source = pa.table({"when": pa.array(days, pa.timestamp("ns")), "n": [1, 2]})
    parquet.write_table(source, tmp_path / "t.parquet")
    found = Read(tmp_path / "t.parquet", tmp_path / "store")
    block = found.table.block(np.arange(2))
    block.numbers[:, 0] += [86400 * 3.3, -86400 * 7.6]
    done = finished(block, found.table.schema, np.arange(2))
    found.text.assemble(tmp_path / "o.parquet", found.text.text(done))
    moments = parquet.read_table(tmp_path / "o.parquet")["when"].to_pylist()
    assert [moment.time() for moment in moments] == [datetime.time()] * 2


def test_infinity_is_missing_in_what_is_made(tmp_path: Path) -> None:
    cells = ["1.5", "inf", "-inf", "Infinity", "NaN", "null", "+INF", "NA", "2.5"]
    found = read(tmp_path, table(a=cells, b=["x"] * len(cells)))
    assert found.column("a").role == "numeric"
    assert (found.column("a").low, found.column("a").high) == (1.5, 2.5)
    assert found.column("a").missing == 7
    assert found.reasons == ["infinite"]
    assert found.odd[0].kept
    assert "4 cells of infinity (lines 3, 4, 5, …)" in found.odd[0].message
    assert [row.split(b",")[0].decode() for row in found.originals()] == cells
    assert np.isfinite(found.table.numbers[:, 0]).tolist() == [True, *[False] * 7, True]
    assert not any("inf" in row[0].lower() for row in made(found))


def test_infinity_of_json_costs_no_row(tmp_path: Path) -> None:
    lines = ['{"a": 1.5}', '{"a": Infinity}', '{"a": NaN}', '{"a": -Infinity}', '{"a": 2.5}']
    found = read(tmp_path, "\n".join(lines) + "\n", "t.jsonl")
    assert (found.table.count, found.reasons) == (5, ["infinite"])
    assert found.column("a").role == "numeric"


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_blank_lines_are_told(name: str, tmp_path: Path) -> None:
    content = {
        "t.csv": "a,b\n1,x\n\n2,y\n  \n3,z\n\n",
        "t.jsonl": '{"a": 0}\n{"a": 1}\n\n{"a": 2}\n  \n{"a": 3}\n\n',
    }[name]
    found = read(tmp_path, content, name)
    assert found.reasons == ["blank_lines"]
    assert found.odd[0].mended
    assert found.odd[0].message.startswith(f"{name}:3: 3 blank lines, the first")
    assert b"\n" not in [row.strip(b" ") for row in found.originals()]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (ColumnRule(low=30), "goes from 1 to 20, and min 30 is given"),
        (ColumnRule(high=-1), "and max -1 is given"),
        (ColumnRule(low=40, high=90), "min 40 and max 90 is given"),
        (ColumnRule(low=3.2, high=3.7), "no whole number is within"),
    ],
)
def test_bounds_that_leave_nothing(rule: ColumnRule, message: str, tmp_path: Path) -> None:
    content = table(a=range(1, 21), b=["x"] * 20)
    with pytest.raises(UsageError, match=message) as caught:
        read(tmp_path, content, rules=TableRules(columns={"a": rule}))
    assert "input.columns.a" in str(caught.value)


def test_bounds_of_words_are_refused(tmp_path: Path) -> None:
    rules = TableRules(columns={"b": ColumnRule(low=5)})
    with pytest.raises(UsageError, match=r"'b' has bounds or decimals .* holds no numbers"):
        read(tmp_path, table(a=range(1, 21), b=["x"] * 20), rules=rules)


def test_narrow_bounds_are_kept(tmp_path: Path) -> None:
    rules = TableRules(columns={"a": ColumnRule(low=5, high=7)})
    found = read(tmp_path, table(a=range(1, 21), b=["x"] * 20), rules=rules)
    assert {row[0] for row in made(found)} == {"5", "6", "7"}


def test_a_min_above_max_is_refused_with_its_place(tmp_path: Path) -> None:
    recipe = tmp_path / "r.yaml"
    recipe.write_text(
        "version: 1\nname: n\nseed: 1\ninput:\n  columns:\n    age: {min: 30, max: 20}\n"
        "chains:\n  - {name: c, copies: 1, stages: [tabular.jitter]}\n"
    )
    with pytest.raises(RecipeError, match="a min that is not above max") as caught:
        load(recipe)
    (problem,) = caught.value.problems
    assert (problem.line, problem.where) == (6, "input.columns.age")


def test_columns_that_are_not_there_are_told_all_at_once(tmp_path: Path) -> None:
    from augctl.engine.row_scan import list_table

    recipe = tmp_path / "r.yaml"
    recipe.write_text(
        "version: 1\nname: n\nseed: 1\ninput:\n  target: lable\n  columns:\n    agee: integer\n"
        "chains:\n  - {name: c, copies: 1, stages: [tabular.jitter]}\n"
    )
    file = tmp_path / "t.csv"
    file.write_text("age,label\n1,x\n2,y\n")
    with pytest.raises(RecipeError) as caught:
        list_table(file, tmp_path / "index", load(recipe), lambda: None)
    found = [(p.line, p.found, p.nearest) for p in caught.value.problems]
    assert found == [(5, "'lable'", "label"), (7, "'agee'", "age")]
