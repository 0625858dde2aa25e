"""Which format a folder has, and what is said where it could be several."""

from __future__ import annotations

from pathlib import Path

import pytest
from voc_files import annotation, put

from augctl.errors import UsageError
from augctl.io.annotations import csv_table, masks, voc
from augctl.io.annotations.detect import detect

READERS = {"voc": voc.READER, "masks": masks.READER, "csv": csv_table.READER}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Annotations/a.xml": annotation(), "JPEGImages/a.png": ""}, "voc"),
        ({"a.png": "", "a.xml": annotation()}, "voc"),
        ({"JPEGImages/a.png": "", "SegmentationClass/a.png": ""}, "voc"),
        ({"images/a.png": "", "masks/a.png": ""}, "masks"),
        ({"train/images/a.png": "", "train/labels/a.png": ""}, "masks"),
        ({"a.png": "", "labels.csv": "file_name,label\na.png,cat\n"}, "csv"),
        ({"a.png": "", "labels.csv": "file_name,cat\na.png,1"}, "csv"),
        # Class folders, with names of all kinds, and what may lie beside them.
        ({"cat/a.png": "", "dog/a.png": ""}, None),
        ({"images/a.png": "", "masks/b.png": ""}, None),
        ({"a.png": "", "b.png": ""}, None),
        ({"a.png": "", "prices.csv": "item,price\n1,2\n", "pom.xml": "<project/>"}, None),
        ({"a.png": "", "bad.csv": b"\xff\xff\xff", "images/a.txt": "0 0 0 1 1"}, None),
    ],
)
def test_the_one_format(
    files: dict[str, str | bytes], expected: str | None, tmp_path: Path
) -> None:
    assert detect(put(tmp_path, files), READERS) == expected


def test_a_tie_names_both_and_what_they_see(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "images/a.png": "",
            "annotations/a.xml": annotation(),
            "labels.csv": "file_name,label\nimages/a.png,cat\n",
        },
    )
    with pytest.raises(UsageError) as caught:
        detect(tmp_path, READERS)
    assert "could be voc (annotations/a.xml) and csv (labels.csv)" in caught.value.message
    hint = "Set input.format in the recipe to one of them, or --format of inspect: voc, csv."
    assert caught.value.hint == hint


def test_an_empty_folder_and_none_at_all(tmp_path: Path) -> None:
    assert detect(tmp_path, READERS) is None
    assert detect(tmp_path / "gone", READERS) is None
