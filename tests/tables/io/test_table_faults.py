"""What is wrong with tables: rows that are left out, and tables that cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from table_files import read

from augctl.errors import InputError, UsageError
from augctl.tables.rules import ColumnRule, TableRules

FAULTS = {
    "ragged_row": (b"a,b\n1,x\n2\n3,y,z\n4,y\n", ["t.csv:3: expected 2 cells, found 1", "t.csv:4"]),
    "broken_quotes": (b'a,b\n1,x\n2,"y\n3,y\n4,y\n', ["t.csv:3: a quote is opened and never"]),
    "nul_byte": (b"a,b\n1,x\n2,\0\n4,y\n", ["t.csv:3"]),
    "bad_encoding": (b"a,b\n1,\xc3\xa4\n2,\xff\n4,\xc3\xb6\n", ["t.csv:3"]),
    "line_too_long": (b"a,b\n1,x\n2," + b"y" * (17 << 20) + b"\n4,y\n", ["t.csv:3"]),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_rows_that_are_left_out(reason: str, tmp_path: Path) -> None:
    content, messages = FAULTS[reason]
    found = read(tmp_path, content)
    assert set(found.reasons) == {reason}
    assert [o.mended for o in found.odd] == [False] * len(messages)
    for oddity, message in zip(found.odd, messages, strict=True):
        assert oddity.message.startswith(message)
        assert oddity.path == "t.csv"
    assert set(found.originals()) <= set(content.splitlines(keepends=True))
    assert found.originals()[-1].startswith(b"4,")
    assert found.originals()[0].startswith(b"1,")


def test_a_quote_that_ends_lines_later_costs_one_row(tmp_path: Path) -> None:
    found = read(tmp_path, 'a,b\n1,"x\n2,y\n3,"z"\n4,v\n')
    assert found.originals() == [b"2,y\n", b'3,"z"\n', b"4,v\n"]
    assert len(found.odd) == 1
    assert found.odd[0].message.startswith("t.csv:2:")


def test_mixed_types(tmp_path: Path) -> None:
    rows = [f"{i},x" for i in range(100)]
    for line in (5, 50, 70, 90):
        rows[line - 2] = "unknown,x"
    content = "\n".join(["age,c", *rows]) + "\n"
    found = read(tmp_path, content)
    assert found.reasons == ["mixed_types"]
    message = found.odd[0].message
    assert "4 rows have something else (line 5: 'unknown', line 50" in message
    assert "and 1 more" in message
    assert "columns: {age: categorical}" in message
    assert found.table.count == 96
    assert all(b"unknown" not in row for row in found.originals())
    assert len(found.originals()) == 96
    rules = TableRules(columns={"age": ColumnRule("categorical")})
    found = read(tmp_path, content, "b.csv", rules)
    assert (found.odd, found.table.count) == ([], 100)


def test_a_column_of_numbers_and_as_many_words_is_no_number(tmp_path: Path) -> None:
    found = read(tmp_path, "a,b\n1,x\nsmall,x\n3,x\nlarge,y\n")
    assert found.roles()["a"] == "categorical"
    assert found.odd == []


def test_all_missing_and_one_class(tmp_path: Path) -> None:
    found = read(tmp_path, "a,label\n,x\nNA,x\n,x\n")
    assert found.reasons == ["all_missing", "one_class"]
    assert all(oddity.kept for oddity in found.odd)
    assert found.roles() == {"a": "text", "label": "target"}
    assert found.made() == found.originals()


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", InputError, "t.csv is empty"),
        (b"\n\n", InputError, "t.csv is empty"),
        (b"a,b\n", InputError, "has a header and no rows"),
        (b"a,b\n1\n2\n", InputError, "no row that can be read; the first fault is t.csv:2: exp"),
        (b"# exported\na,b\n1,2\n", InputError, "t.csv:2: expected 1 cell, found 2"),
        (b"a,label\n1,\n2,NA\n", UsageError, "target 'label' has no cell that is filled"),
        (b"a,y\n1,\n2,\n", UsageError, "target 'y' has no cell that is filled"),
        (b"a,b,a\n1,2,3\n", UsageError, "t.csv:1: there are two columns 'a'"),
        (b"1,2.5,3\n4,5.5,6\n", UsageError, "expected the names of columns, found '1,2.5,3'"),
        (b"bob,2.5\neve,5.5\n", UsageError, "expected the names of columns"),
        (b'a,"b\n1,2\n', UsageError, "t.csv:1: the header is broken"),
        (gzip.compress(b"a,b\n1,2\n" * 99)[:-12], InputError, "is a broken gzip file"),
        (b"\x1f\x8bnothing", InputError, "is a broken gzip file"),
    ],
)
def test_tables_that_cannot_be_read(
    content: bytes, error: type, message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message) as caught:
        read(tmp_path, content)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("rule", "message"),
    [("integer", "given as integer and has fractions"), ("datetime", "given as datetime")],
)
def test_roles_that_do_not_fit(rule, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        read(tmp_path, "a,b\n1.5,x\n", rules=TableRules(columns={"a": ColumnRule(rule)}))


def test_numbers_on_the_user_s_word(tmp_path: Path) -> None:
    rules = TableRules(columns={"a": ColumnRule("numeric")})
    found = read(tmp_path, "a,b\n1.5,x\nno,x\nno,y\n", rules=rules)
    assert (found.reasons, found.table.count) == (["mixed_types"], 1)
