"""Tables of lines: every dialect is found, and written again byte for byte."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_files import Read, read

from augctl.io.tables.endings import is_table

SAMPLE = Path(__file__).parents[3] / "sample_data" / "table" / "parcels.csv"

TABLES = {
    "comma": "a,b,c\n1,2.50,x\n3,0.25,y\n-4,10.00,x\n",
    "crlf": "a,b,c\r\n1,2.50,x\r\n3,0.25,y\r\n",
    "old mac": "a,b,c\r1,2.5,x\r3,0.2,y\r",
    "semicolon and decimal comma": "a;b;c\n1;2,50;x\n3;0,25;y\n",
    "tab": "a\tb\tc\n1\t2.5\tx, y\n3\t0.2\ty\n",
    "bar": "a|b|c\n1|2.5|x\n3|0.2|y\n",
    "needed quotes": 'a,b,c\n1,2.5,"x, ""y"""\n3,0.2,y\n',
    "all quoted": '"a","b","c"\n"1","2.5","x"\n"3","0.2","y"\n',
    "text quoted": '"a","b","c"\n1,2.5,"x"\n3,0.2,"y"\n',
    "single quotes": "'a'\t'b'\t'c'\n1\t2.5\t'x'\n3\t0.2\t'y'\n",
    "line end in a cell": 'a,b,c\n1,2.5,"x\ny"\n3,0.2,y\n',
    "spaced": 'a, b, "c"\n1, 2.5, "x, y"\n3, 0.2, z\n',
    "formula": "a,b,c\n1,2.5,=cmd|' /C calc'!A0\n3,0.2,@SUM(1)\n",
    "one column": "a\n1\n3\n",
    "no last line end": "a,b,c\n1,2.5,x\n3,0.2,y",
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_comes_back(name: str, encoding: str, tmp_path: Path) -> None:
    content = TABLES[name].encode(encoding)
    found = read(tmp_path, content)
    assert found.odd == []
    assert found.assembled(tmp_path / "out", found.originals()) == content
    # Made of cells, it is the same, but that its last line ends.
    made = found.assembled(tmp_path / "out", found.made())
    assert made.decode(encoding).rstrip() == TABLES[name].rstrip()


def test_the_sample(tmp_path: Path) -> None:
    found = Read(SAMPLE, tmp_path / "store")
    content = SAMPLE.read_bytes()
    assert found.odd == []
    assert found.assembled(tmp_path / "out", found.originals()) == content
    truth = pd.read_csv(SAMPLE)
    numbers = [c.name for c in found.table.schema.numbers if c.role != "datetime"]
    assert set(numbers) == set(truth.select_dtypes("number")) - {"parcel_id"}
    held = found.table.numbers[:, [c.name in numbers for c in found.table.schema.numbers]]
    assert np.array_equal(truth[numbers].to_numpy(float), held, equal_nan=True)


def test_gzip_gives_the_same_bytes_always(tmp_path: Path) -> None:
    packed = gzip.compress(TABLES["crlf"].encode())
    found = read(tmp_path, packed, "t.csv.gz")
    first = found.assembled(tmp_path / "a", found.originals())
    assert gzip.decompress(first) == TABLES["crlf"].encode()
    assert first == found.assembled(tmp_path / "b", found.originals())


def test_another_encoding_is_named_and_kept(tmp_path: Path) -> None:
    content = "größe,label\n1,süß\n2,bitter\n".encode("cp1252")
    found = read(tmp_path, content)
    assert found.reasons == ["encoding"]
    assert "cp1252" in found.odd[0].message
    assert found.table.classes == ("bitter", "süß")
    assert found.assembled(tmp_path / "out", found.made()) == content


def test_ascii_that_turns_out_to_be_another_encoding(tmp_path: Path) -> None:
    content = b"a,label\n" + b"1,x\n" * 400_000 + "2,süß\n".encode("cp1252") * 2
    found = read(tmp_path, content)
    assert found.table.classes == ("süß", "x")
    assert found.assembled(tmp_path / "out", found.made()) == content


def test_a_row_without_a_line_end_gets_one_if_another_follows(tmp_path: Path) -> None:
    found = read(tmp_path, TABLES["no last line end"])
    rows = [*found.originals(), *found.made()]
    assert found.assembled(tmp_path / "out", rows) == (
        b"a,b,c\n1,2.5,x\n3,0.2,y\n1,2.5,x\n3,0.2,y\n"
    )


cells = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\",;\n\r\t' =@"), max_size=12
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(cells, cells), min_size=1, max_size=30),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_any_cells_come_back(
    rows: list, delimiter: str, quoting: int, ending: str, tmp_path_factory
) -> None:
    tmp_path = tmp_path_factory.mktemp("any")
    text = io.StringIO()
    # Python's writer quotes a lone \r only if it ends lines with one.
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    every = [(str(i), *row, "v") for i, row in enumerate(rows)]
    body = []
    for row in [("n", "first", "second", "last"), *every]:
        text.seek(0)
        text.truncate()
        writer.writerow(row)
        body.append(text.getvalue().removesuffix("\r\n") + ending)
    content = "".join(body).encode()
    found = read(tmp_path, content)
    assert found.odd == [] or set(found.reasons) == {"all_missing"}
    assert found.assembled(tmp_path / "out", found.originals()) == content
    made = found.assembled(tmp_path / "made", found.made()).decode()
    back = list(csv.reader(io.StringIO(made, newline=""), delimiter=delimiter))[1:]
    assert [tuple(row[1:3]) for row in back] == [tuple(row) for row in rows]


def test_what_is_a_table(tmp_path: Path) -> None:
    for name, content, expected in [
        ("a.csv", "a,b\n1,2\n", True),
        ("a.tsv.gz", "", True),
        ("a.txt", "a\tb\n1\t2\n", True),
        ("b.txt", "Dear all,\nhere I am.\n", False),
        ("a.jsonl", "{}", True),
        ("a.parquet", "", True),
        ("a.png", "", False),
    ]:
        (tmp_path / name).write_text(content)
        assert is_table(tmp_path / name) == expected, name
    assert not is_table(tmp_path)
