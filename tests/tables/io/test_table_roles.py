"""What columns are taken for, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from table_files import read

from augctl.errors import UsageError
from augctl.tables.rules import ColumnRule, TableRules


def table(**columns: list) -> str:
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]) + "\n"


N = 60
ROLES = {
    "integer": [i % 7 for i in range(N)],
    "numeric": [f"{i / 8:.3f}" for i in range(N)],
    "integer as pandas writes it": [f"{i % 7}.0" for i in range(N)],
    "categorical": ["ab"[i % 2] for i in range(N)],
    "boolean": ["TrueFalse"[4 * (i % 2) :][: 4 + i % 2] for i in range(N)],
    "datetime": [f"2024-01-{i % 28 + 1:02d}" for i in range(N)],
    "text": [f"one of many rather long remarks {i}" for i in range(N)],
    "id": [f"A{i:04d}-x" for i in range(N)],
    "id in steps": list(range(100, 100 + N)),
    "categorical by zeros": [f"{i % 3:03d}" for i in range(N)],
    "id beyond floats": [2**60 + 3 * i for i in range(N)],
    "categorical zero one": ["x" if i else "=1+1" for i in range(N)],
}


@pytest.mark.parametrize("name", ROLES)
def test_roles_by_their_cells(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, table(column=ROLES[name], other=["q"] * N))
    assert found.roles()["column"] == name.split()[0]
    assert found.made() == found.originals()


def test_a_large_number_by_name_and_not(tmp_path: Path) -> None:
    scattered = [(7919 * i) % 1000 for i in range(N)]
    found = read(tmp_path, table(user_id=scattered, amount=scattered, split=["train"] * N))
    assert found.roles() == {"user_id": "id", "amount": "integer", "split": "text"}
    assert found.column("user_id").fresh == max(scattered)
    other = read(tmp_path, table(user_id=scattered), "u.csv", TableRules(fresh_ids=False))
    assert other.column("user_id").fresh is None


def test_numbers_are_those_of_pandas(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    cells = rng.normal(size=(500, 4)) * [1, 1e9, 1e-9, 1e300]
    content = pd.DataFrame(cells, columns=list("abcd")).to_csv(index=False)
    found = read(tmp_path, content)
    assert (found.table.numbers == cells).all()
    assert [c.low for c in found.table.schema.columns] == cells.min(axis=0).tolist()
    assert [c.high for c in found.table.schema.columns] == cells.max(axis=0).tolist()
    assert found.made() == found.originals()


def test_missing_cells_keep_their_words(tmp_path: Path) -> None:
    content = "n,c,t,label\n1.5,a,one two three four five,x\nNA,?,,y\n2.25,b,None,x\nNA,a,null,\n"
    found = read(tmp_path, content, rules=TableRules(columns={"t": ColumnRule("text")}))
    assert [(c.missing, c.empty) for c in found.table.schema.columns] == [
        (2, "NA"),
        (1, "?"),
        (1, ""),
        (1, ""),
    ]
    assert np.isnan(found.table.numbers[:, 0]).tolist() == [False, True, False, True]
    assert found.table.codes[:, 0].tolist() == [0, -1, 1, 0]
    assert found.table.labels.tolist() == [0, 1, 0, -1]
    assert found.table.words(np.arange(4))[:, 0].tolist()[1:] == [None, "None", "null"]
    # Beside text, a cell that did not change is as the file has it.
    assert found.made() == found.originals()


def test_targets(tmp_path: Path) -> None:
    few = table(a=[1] * N, Label=[i % 20 for i in range(N)])
    found = read(tmp_path, few, "few.csv")
    assert found.table.classes == tuple(map(str, range(20)))
    many = table(a=[1] * N, y=[i % 21 for i in range(N)])
    found = read(tmp_path, many, "many.csv")
    assert found.table.schema.regression
    assert found.table.targets.tolist() == [i % 21 for i in range(N)]
    rules = TableRules(columns={"y": ColumnRule("categorical")})
    assert len(read(tmp_path, many, "given.csv", rules).table.classes) == 21
    rules = TableRules(target="a", columns={"a": ColumnRule("numeric", 0, 9, 2)})
    target = read(tmp_path, few, "other.csv", rules).table.schema.target
    assert target is not None
    assert (target.low, target.high, target.decimals, target.kind) == (0, 9, 2, "number")
    assert read(tmp_path, "a,b\n1,2\n", "none.csv").table.schema.target is None
    shares = table(y=[f"{i % 4}.5" for i in range(N)])
    assert read(tmp_path, shares, "shares.csv").table.schema.regression


def test_targets_that_cannot_be_meant(tmp_path: Path) -> None:
    texts = table(y=[f"word {i}" for i in range(5000)])
    with pytest.raises(UsageError, match="more than 4,096 different texts"):
        read(tmp_path, texts, "texts.csv")
    mixed = table(y=[*range(200_000), *["?!"] * 100_000])
    with pytest.raises(UsageError, match=r"too much that is none \(line 200002: '\?!'"):
        read(tmp_path, mixed, "mixed.csv")
    codes = table(y=[f"{i % 30:03d}" for i in range(90)])
    assert len(read(tmp_path, codes, "codes.csv").table.classes) == 30


def test_a_target_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no column 'lable'.*target.*'label'"):
        read(tmp_path, "a,label\n1,x\n", rules=TableRules(target="lable"))
    rules = TableRules(target="label", columns={"a": ColumnRule("target")})
    with pytest.raises(UsageError, match="2 targets, a, label"):
        read(tmp_path, "a,label\n1,x\n", "two.csv", rules)


@pytest.mark.parametrize(
    "cells",
    [
        ["2024-02-29", "1999-12-31"],
        ["31.01.2024", "01.02.2024"],
        ["01/31/2024", "02/01/2024"],
        ["31/01/2024", "01/02/2024"],
        ["2024-01-31T10:20:30Z", "2024-02-01T00:00:00Z"],
        ["2024-01-31 10:20", "2024-02-01 23:59"],
        ["2024-01-31 10:20:30.125", "2024-02-01 00:00:00.500"],
        ["2024-01-31T10:20:30+02:00", "2024-02-01T00:00:00+02:00"],
    ],
)
def test_dates(cells: list[str], tmp_path: Path) -> None:
    found = read(tmp_path, table(when=[*cells, ""], n=[1, 2, 3]))
    assert found.roles()["when"] == "datetime"
    assert found.made() == found.originals()
    naive = [cell.removesuffix("Z").removesuffix("+02:00") for cell in cells]
    truth = pd.to_datetime(naive, format=None, dayfirst=cells[0][:2] == "31")
    seconds = (truth - pd.Timestamp("1970-01-01")) / pd.Timedelta(seconds=1)
    assert found.table.numbers[:2, 0].tolist() == seconds.tolist()


def test_what_comes_after_the_first_megabyte(tmp_path: Path) -> None:
    """Each column turns out to be something else than its beginning promised."""
    count = 40_000
    early = pd.DataFrame(
        {
            "number": np.arange(count) % 9,
            "code": np.arange(count) % 9,
            "date": "2024-01-01",
            "american": "01/02/2024",
            "empty": "",
            "word": "a",
        }
    ).astype(str)
    late = pd.DataFrame(
        {
            "number": [f"w{i % 3}" for i in range(count)],
            "code": "007",
            "date": "some day",
            "american": "13/02/2024",
            "empty": "2.5",
            "word": [f"w{i}" for i in range(count)],
        }
    )
    late["american"] = "31/01/2024"
    content = pd.concat([early, late]).to_csv(index=False)
    found = read(tmp_path, content)
    assert found.odd == []
    assert found.roles() == {
        "number": "categorical",
        "code": "categorical",
        "date": "categorical",
        "american": "datetime",
        "empty": "numeric",
        "word": "text",
    }
    assert found.column("american").form == "%d/%m/%Y"
    assert found.table.count == 2 * count
    assert found.made() == found.originals()
