"""Tables of labels: read, written in the same form, and read by Python's own csv module."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from voc_files import put

from augctl.errors import UsageError
from augctl.io.annotations.csv_form import Form
from augctl.io.annotations.csv_table import READER, WRITER
from augctl.io.annotations.model import Category, Dataset, FormWriter, Picture
from augctl.marks import Marks, Thing

PICTURES = {"a.png": "", "b.png": "", "x/c d.png": ""}


def read(root: Path, table: str | bytes, name: str = "labels.csv") -> tuple[Dataset, list, list]:
    put(root, {**PICTURES, name: table})
    found: list = []
    dataset = READER.read(root, found.append)
    # Few of these tables name all of the pictures.
    odd = [oddity for oddity in found if oddity.reason != "image_without_annotation"]
    return dataset, list(dataset.pictures), odd


def test_pictures_that_no_row_names_are_reported(tmp_path: Path) -> None:
    put(tmp_path, {**PICTURES, "labels.csv": "file_name,label,split\nb.png,dog,sometime\n"})
    put(tmp_path, {"notes.txt": "no picture", ".hidden.png": ""})
    found: list = []
    assert not [*READER.read(tmp_path, found.append).pictures]
    alone = [o.path for o in found if o.reason == "image_without_annotation"]
    assert alone == sorted(PICTURES.keys() - {"b.png"})


def written(dataset: Dataset) -> dict[str, str]:
    """Write a dataset in its own form."""
    writer = WRITER.alike(dataset.form)
    assert isinstance(writer, FormWriter)
    return {name: b"".join(parts).decode() for name, parts in writer.together(dataset)}


def rows(pictures: list) -> list:
    return [(p.file_name, p.labels, p.split) for p in pictures]


TABLES = [
    "file_name,label\na.png,cat\nb.png,dog\nx/c d.png,cat\n",
    'filename;labels\na.png;cat|dog\nb.png;""\nx/c d.png;dog\n',
    "image\tclass\tsplit\na.png\tcat, big\ttrain\nb.png\tdog\tval\nx/c d.png\tcat\ttest\n",
    'author,path,label\nme,a.png,"cat ""Tom"", grey"\nyou,b.png,dog\n=1+1,x/c d.png,cat\n',
    "file_name,cat,dog,split\na.png,1,0,train\nb.png,0,0,val\nx/c d.png,1,1,test\n",
    "file_name|label\na.png|cat;dog\nb.png|\nx/c d.png|owl\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_the_form_comes_back(table: str, tmp_path: Path) -> None:
    dataset, pictures, odd = read(tmp_path, table)
    assert odd == []
    assert [picture.file_name for picture in pictures] == ["a.png", "b.png", "x/c d.png"]
    back = written(dataset)["labels.csv"].replace("'=1+1", "=1+1")
    delimiter = dataset.form["delimiter"]
    assert [*csv.reader(io.StringIO(back), delimiter=delimiter)] == [
        *csv.reader(io.StringIO(table), delimiter=delimiter)
    ]
    again, others, _ = read(tmp_path, written(dataset)["labels.csv"])
    assert (again.categories, others) == (dataset.categories, pictures)


def test_labels_and_splits(tmp_path: Path) -> None:
    _, pictures, _ = read(tmp_path, TABLES[1])
    assert [picture.labels for picture in pictures] == [("cat", "dog"), (), ("dog",)]
    dataset, pictures, _ = read(tmp_path, TABLES[4])
    assert rows(pictures)[2] == ("x/c d.png", ("cat", "dog"), "test")
    assert dataset.categories == (Category("cat"), Category("dog"))
    _, pictures, _ = read(tmp_path, TABLES[2])
    assert rows(pictures)[0] == ("a.png", ("cat, big",), "train")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_at_the_start_is_no_part_of_the_first_column(encoding: str, tmp_path: Path) -> None:
    dataset, _, odd = read(tmp_path, "file_name,label\r\na.png,Käse\r\n".encode(encoding))
    assert (dataset.categories, odd) == ((Category("Käse"),), [])
    assert READER.evidence(tmp_path) == "labels.csv"


def test_cells_like_formulas_are_text(tmp_path: Path) -> None:
    put(tmp_path, {"=a.png": "", "-b.png": ""})
    table = "file_name,label\n=a.png,=1+1\n-b.png,-5\na.png,@me\nb.png,'quoted\n"
    dataset, pictures, odd = read(tmp_path, table)
    assert odd == []
    assert [picture.labels for picture in pictures] == [("-5",), ("=1+1",), ("@me",), ("'quoted",)]
    text = written(dataset)["labels.csv"]
    assert [*csv.reader(io.StringIO(text))][1:] == [
        ["./-b.png", "-5"],
        ["./=a.png", "'=1+1"],
        ["a.png", "'@me"],
        ["b.png", "'quoted"],
    ]
    _, again, _ = read(tmp_path, text)
    assert again == pictures


def test_one_table_for_each_split(tmp_path: Path) -> None:
    put(tmp_path, {"train.csv": "file_name,label\na.png,cat\n"})
    dataset, pictures, _ = read(tmp_path, "file_name,label\nb.png,dog\n", "test.csv")
    assert rows(pictures) == [("a.png", ("cat",), "train"), ("b.png", ("dog",), "test")]
    assert written(dataset) == {
        "train.csv": "file_name,label\na.png,cat\n",
        "test.csv": "file_name,label\nb.png,dog\n",
    }


def test_paths_may_count_from_a_folder_below(tmp_path: Path) -> None:
    put(tmp_path, {"photos/1.png": "", "photos/2.png": ""})
    dataset, pictures, odd = read(tmp_path, "image,label\n1.png,cat\n2.png,dog\n")
    assert (odd, [p.file_name for p in pictures]) == ([], ["photos/1.png", "photos/2.png"])
    assert written(dataset)["labels.csv"] == "image,label\n1.png,cat\n2.png,dog\n"


def test_bad_rows_are_left_out_with_their_line(tmp_path: Path) -> None:
    table = (
        'file_name,label,split\n"a.png","cat\n tabby",train\n\n'
        "b.png,dog\nb.png,dog,train,1\n../b.png,dog,train\n/etc/passwd,dog,train\n,dog,train\n"
        "gone.png,dog,train\nb.png,dog,sometime\nb.png,dog,val\nb.png,dog,val\na.png,dog,train\n"
    )
    _, pictures, odd = read(tmp_path, table)
    assert rows(pictures) == [("a.png", ("cat\n tabby",), "train"), ("b.png", ("dog",), "val")]
    assert [(o.reason, o.message.split(": ")[0]) for o in odd] == [
        ("ragged_row", "labels.csv:5"),
        ("ragged_row", "labels.csv:6"),
        ("path_outside", "labels.csv:7"),
        ("path_outside", "labels.csv:8"),
        ("path_malformed", "labels.csv:9"),
        ("image_missing", "labels.csv:10"),
        ("split_unknown", "labels.csv:11"),
        ("duplicate_row", "labels.csv:13"),
        ("row_conflict", "labels.csv:14"),
    ]
    assert "expected 3 cells, found 2" in odd[0].message
    assert "in line 12" in odd[7].message


def test_a_column_of_a_class_holds_0_or_1(tmp_path: Path) -> None:
    _, pictures, (odd,) = read(tmp_path, "file_name,cat,dog\na.png,1,0\nb.png,1,perhaps\n")
    assert rows(pictures) == [("a.png", ("cat",), None)]
    assert odd.message.startswith("labels.csv:3: expected 0 or 1 for 'dog', found 'perhaps'")


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ("fil_name,label\na.png,cat\n", "1: expected a column of the pictures", "'fil_name'"),
        ("file_name,lable\na.png,cat\n", "1: expected a column of the labels", "'lable'"),
        ("", "found nothing", "first line"),
        ("file_name,label,label\n", "1: there are two columns 'label'", "Rename"),
        (b"file_name,label\na.png,K\xe4se\n", "2: expected UTF-8 text, found byte 0xE4", "UTF-8"),
        ('file_name,label\na.png,cat\nb.png,"dog\n', "3: the row is broken", "quotes"),
        ("filename,class,xmin,ymin,xmax,ymax\n", "holds boxes", "COCO"),
    ],
)
def test_a_table_that_cannot_be_read(
    table: str | bytes, message: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        read(tmp_path, table)
    assert "labels.csv" in caught.value.message
    assert hint in caught.value.hint


def test_which_table_is_meant(tmp_path: Path) -> None:
    put(tmp_path, {"old.csv": TABLES[0], "prices.csv": "item,price\na,1\n"})
    with pytest.raises(UsageError, match=r"several tables of labels: labels\.csv, old\.csv"):
        read(tmp_path, TABLES[0])
    put(tmp_path, {"old.csv": "other,things\n1,2\n"})
    assert len(read(tmp_path, TABLES[0])[1]) == 3


def test_without_an_example_columns_are_the_usual_ones() -> None:
    pictures = [
        Picture("a.png", "train", labels=("cat", "dog"), extra={"id": 1, "by": 2}),
        Picture("b.png", "val", labels=("cat",), marks=Marks.of([Thing("x", "b", 0)], [[0] * 4])),
    ]
    ((name, parts),) = WRITER.together(Dataset((Category("cat"), Category("dog")), pictures))
    assert name == "labels.csv"
    expected = b"file_name,label,split\na.png,cat|dog,train\nb.png,cat,val\n"
    assert b"".join(parts) == expected
    assert WRITER.losses(pictures[0]) == ("facts about the picture (by)",)
    assert WRITER.losses(pictures[1]) == ("boxes and other marks",)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="|;\0"), max_size=9)


@given(
    labels=st.lists(cells.map(str.strip), min_size=3, max_size=3),
    delimiter=st.sampled_from(",;\t|"),
)
def test_any_cell_comes_back(
    labels: list[str], delimiter: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any_cell"
    pictures = [
        Picture(name, labels=(label,) if label else (), extra={"note": label})
        for name, label in zip(PICTURES, labels, strict=True)
    ]
    form = Form(("file_name", "label", "note"), delimiter=delimiter).plain()
    ((_, parts),) = WRITER.alike(form).together(Dataset((), pictures))
    _, back, odd = read(folder, b"".join(parts))
    assert odd == []
    assert back == pictures


def test_a_label_with_a_separator_in_it_gets_a_column(tmp_path: Path) -> None:
    picture = Picture("a.png", labels=("cat|tom",))
    ((_, parts),) = WRITER.together(Dataset((Category("cat|tom"), Category("dog")), [picture]))
    _, (back,), _ = read(tmp_path, b"".join(parts))
    assert back == picture
