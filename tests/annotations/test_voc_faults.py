"""Bad Pascal VOC: each fault is named with its file and line, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from voc_files import SIZE, annotation, put, read, thing

from augctl.errors import UsageError
from augctl.io.annotations.voc import READER
from augctl.io.annotations.voc_xml import parse

GOOD = thing("cat", 2, 3, 10, 11)


@pytest.mark.parametrize(
    ("bad", "reason", "words"),
    [
        (GOOD.replace("<name>cat</name>", ""), "no_name", "expected a <name>"),
        ("<object><name>cat</name></object>", "no_box", "expected a <bndbox>"),
        (GOOD.replace("<ymax>11</ymax>", ""), "no_box", "expected <ymax>"),
        (thing("cat", "nan", 1, 5, 5), "box_not_finite", "number in <xmin>, found 'nan'"),
        (thing("cat", 1, 1, "inf", 5), "box_not_finite", "number in <xmax>, found 'inf'"),
        (thing("cat", 1, "five", 5, 5), "box_not_finite", "number in <ymin>, found 'five'"),
        (thing("cat", 10, 1, 5, 5), "box_inverted", "xmin 10, ymin 1, xmax 5, ymax 5"),
        (thing("cat", 6, 1, 5, 5), "box_inverted", "xmin 6, ymin 1, xmax 5, ymax 5"),
        (thing("cat", 101, 1, 120, 5), "box_outside", "picture of 100 x 80"),
    ],
)
def test_a_bad_object_is_left_out(bad: str, reason: str, words: str, tmp_path: Path) -> None:
    put(tmp_path, {"a.png": "", "a.xml": annotation(GOOD, bad, GOOD)})
    _, (picture,), (odd,) = read(tmp_path)
    assert picture.marks.boxes.tolist() == [[1, 2, 10, 11]] * 2
    assert [thing.number for thing in picture.marks.things] == [0, 1]
    assert (odd.path, odd.reason) == ("a.xml", reason)
    assert odd.message.startswith("a.xml:3: ")
    assert odd.message.endswith("it is left out")
    assert words in odd.message


def test_a_box_without_area_among_edges(tmp_path: Path) -> None:
    things = [thing("cat", 0, 0, 9, 9), thing("cat", 5, 5, 5, 9)]
    put(tmp_path, {"a.png": "", "a.xml": annotation(*things)})
    _, (picture,), odd = read(tmp_path)
    assert len(picture.marks) == 1
    assert [o.reason for o in odd] == ["counts_from_0", "box_empty"]


def test_a_box_over_the_edge_is_cut_and_said(tmp_path: Path) -> None:
    put(tmp_path, {"a.png": "", "a.xml": annotation(thing("cat", 90, 1, 120, 200))})
    _, (picture,), (odd,) = read(tmp_path)
    assert picture.marks.boxes.tolist() == [[89, 0, 100, 80]]
    assert (odd.reason, odd.message[:8]) == ("box_cut", "a.xml:2:")


@pytest.mark.parametrize("size", [None, (0, 0)])
def test_without_a_size_the_picture_tells_it(size: tuple[int, int] | None, tmp_path: Path) -> None:
    put(tmp_path, {"a.png": "", "a.xml": annotation(thing("cat", 90, 1, 120, 200), size=size)})
    _, (picture,), odd = read(tmp_path)
    assert picture.size is None
    assert picture.marks.boxes.tolist() == [[89, 0, *SIZE]]
    assert [o.reason for o in odd] == ["no_size", "box_cut"]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("<annotation>\n<object>\n</annotation>", "broken_xml", 3),
        ("", "broken_xml", 1),
        ("not xml", "broken_xml", 1),
        ("<annotation>\n\n&nbsp;</annotation>", "broken_xml", 3),
        (b"<annotation>\n\xff</annotation>", "broken_xml", 2),
        (b'<?xml version="1.0" encoding="klingon"?><annotation/>', "broken_xml", 1),
        ("<annotation>" * 60, "xml_refused", 1),
        ("<annotations>\n</annotations>", "no_annotation", 1),
    ],
)
def test_a_broken_file_costs_its_picture(
    text: str | bytes, reason: str, line: int, tmp_path: Path
) -> None:
    put(tmp_path, {"a.png": "", "b.png": "", "b.xml": annotation(GOOD, name="b.png")})
    (tmp_path / "a.xml").write_bytes(text if isinstance(text, bytes) else text.encode())
    _, (picture,), odd = read(tmp_path)
    assert picture.file_name == "b.png"
    assert (odd[0].path, odd[0].reason) == ("a.xml", reason)
    assert odd[0].message.startswith(f"a.xml:{line}: ")


BOMB = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
SECRET = "the words of a file outside"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE a [<!ENTITY x0 "ha">{BOMB}]>',
        '<!DOCTYPE a [<!ENTITY x9 SYSTEM "secret.txt">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(
    declared: str, encoding: str, tmp_path: Path
) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n{declared}'
    xml = head + annotation(thing("&x9;", 1, 1, 5, 5))
    put(tmp_path, {"a.png": "", "a.xml": xml.encode(encoding), "secret.txt": SECRET})
    dataset, pictures, (odd,) = read(tmp_path)
    assert (dataset.categories, pictures) == ((), [])
    assert (odd.reason, odd.message[:9]) == ("xml_refused", "a.xml:2: ")
    assert "DOCTYPE" in odd.message


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, {"a.png": "", "a.xml": annotation("<!--" + "x" * (9 * 2**20) + "-->")})
    _, pictures, (odd,) = read(tmp_path)
    assert (pictures, odd.reason) == ([], "too_large")


@pytest.mark.parametrize("name", ["../a.png", "/a.png", "C:\\a.png", "x/../../a.png"])
def test_a_name_that_leads_outside_is_ignored(name: str, tmp_path: Path) -> None:
    put(tmp_path / "in", {"a.xml": annotation(name=name)})
    put(tmp_path, {"a.png": ""})
    _, pictures, odd = read(tmp_path / "in")
    assert pictures == []
    assert [o.reason for o in odd] == ["path_outside", "annotation_without_image"]
    put(tmp_path / "in", {"a.png": ""})
    _, pictures, odd = read(tmp_path / "in")
    assert [picture.file_name for picture in pictures] == ["a.png"]
    assert [o.reason for o in odd] == ["path_outside"]


def test_halves_are_named(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "Annotations/a.xml": annotation(GOOD),
            "Annotations/z.xml": annotation(name="a.png"),
            "Annotations/lost.xml": annotation(name="gone.png"),
            "JPEGImages/a.png": "",
            "JPEGImages/b.png": "",
            "ImageSets/Main/train.txt": "a\n\nnowhere\n",
            "ImageSets/Main/test.txt": "a\n",
        },
    )
    _, (picture,), odd = read(tmp_path)
    assert (picture.file_name, picture.split) == ("JPEGImages/a.png", "train")
    assert [(o.path, o.reason) for o in odd] == [
        ("Annotations/lost.xml", "annotation_without_image"),
        ("Annotations/z.xml", "two_annotations"),
        ("JPEGImages/b.png", "image_without_annotation"),
        ("ImageSets/Main/train.txt", "listed_without_image"),
        ("ImageSets/Main/test.txt", "in_two_splits"),
    ]
    assert "train.txt:3: there is no picture 'nowhere'" in odd[3].message


def test_pictures_in_no_list(tmp_path: Path) -> None:
    both = {f"Annotations/{name}.xml": annotation(GOOD, name=f"{name}.png") for name in "ab"}
    put(tmp_path, {**both, "JPEGImages/a.png": "", "JPEGImages/b.png": ""})
    assert read(tmp_path)[2] == []
    put(tmp_path, {"ImageSets/Main/val.txt": "a\n"})
    _, pictures, odd = read(tmp_path)
    assert [picture.split for picture in pictures] == ["val", None]
    (unlisted,) = odd
    assert (unlisted.path, unlisted.reason) == ("JPEGImages/b.png", "in_no_split")
    assert "taken for one of train" in unlisted.message


def test_a_picture_of_the_same_name_is_meant_rather_than_the_one_that_is_named(
    tmp_path: Path,
) -> None:
    put(tmp_path, {"a.xml": annotation(GOOD, name="b.png"), "a.png": "", "b.png": ""})
    _, (picture,), odd = read(tmp_path)
    assert picture.file_name == "a.png"
    assert [o.reason for o in odd] == ["filename_differs", "image_without_annotation"]


def test_nothing_to_read_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    put(tmp_path, {"a.png": ""})
    with pytest.raises(UsageError, match="no annotations of Pascal VOC") as caught:
        READER.read(tmp_path, print)
    assert "Annotations" in caught.value.hint


def test_a_list_in_another_encoding_is_an_error_with_its_line(tmp_path: Path) -> None:
    put(tmp_path, {"a.png": "", "a.xml": annotation(), "ImageSets/Main/train.txt": b"a\n\xe9\n"})
    with pytest.raises(UsageError, match=r"train\.txt:2: expected UTF-8 text, found byte 0xE9"):
        READER.read(tmp_path, print)


def test_text_in_several_pieces_is_one() -> None:
    xml = b"<a>\n  Tom &amp; <![CDATA[<Jerry>]]>\n<b/></a>"
    assert parse(xml).text == "Tom & <Jerry>"
