"""Small Pascal VOC datasets, written as text, and an XML reader that is not augctl's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.dom import minidom

from coco_files import check_outcomes
from PIL import Image

from augctl.io.annotations.model import Dataset, Oddity
from augctl.io.annotations.voc import READER, WRITER

SIZE = (100, 80)

DEVKIT = """\
<annotation>
	<folder>VOC2007</folder>
	<filename>000007.png</filename>
	<source>
		<database>The VOC2007 Database</database>
		<flickrid>0329</flickrid>
	</source>
	<owner>
		<name>Tom &amp; &lt;Jerry&gt;</name>
	</owner>
	<size>
		<width>100</width>
		<height>80</height>
		<depth>3</depth>
	</size>
	<segmented>0</segmented>
	<weather>sunny</weather>
	<object>
		<name>person</name>
		<pose>Left</pose>
		<truncated>1</truncated>
		<difficult>0</difficult>
		<occluded>1</occluded>
		<bndbox>
			<xmin>1</xmin>
			<ymin>1</ymin>
			<xmax>100</xmax>
			<ymax>80</ymax>
		</bndbox>
		<part>
			<name>head</name>
			<bndbox>
				<xmin>10</xmin>
				<ymin>11</ymin>
				<xmax>20</xmax>
				<ymax>21</ymax>
			</bndbox>
		</part>
		<part>
			<name>foot</name>
			<bndbox>
				<xmin>30</xmin>
				<ymin>61</ymin>
				<xmax>40</xmax>
				<ymax>71</ymax>
			</bndbox>
		</part>
		<actions>
			<jumping>1</jumping>
		</actions>
	</object>
	<object>
		<name>Hund</name>
		<bndbox>
			<xmin>7</xmin>
			<ymin>9</ymin>
			<xmax>7</xmax>
			<ymax>30</ymax>
		</bndbox>
	</object>
</annotation>
"""


def thing(name: str, *box: object, more: str = "") -> str:
    """Return an object; the box is xmin, ymin, xmax, ymax as they are written."""
    sides = zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
    inside = "".join(f"<{side}>{value}</{side}>" for side, value in sides)
    return f"<object><name>{name}</name>{more}<bndbox>{inside}</bndbox></object>"


def annotation(*things: str, name: str = "a.png", size: tuple[int, int] | None = SIZE) -> str:
    """Return an annotation: one line for the head, and one for each object."""
    told = f"<size><width>{size[0]}</width><height>{size[1]}</height></size>" if size else ""
    head = f"<annotation><filename>{name}</filename>{told}"
    return "\n".join([head, *things, "</annotation>"])


def put(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files; an empty PNG becomes a picture."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if content or not name.endswith(".png"):
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        else:
            Image.new("RGB", SIZE).save(file)
    return root


def read(root: Path) -> tuple[Dataset, list, list[Oddity]]:
    """Read a dataset: what it is, its pictures, and what is odd about it."""
    found: list[Oddity] = []
    dataset = READER.read(root, found.append)
    pictures = list(dataset.pictures)
    check_outcomes(found)
    return dataset, pictures, found


def write(dataset: Dataset, pictures: Iterable, root: Path, alike: bool = True) -> Path:
    """Write a dataset as VOC, with pictures of one colour."""
    writer = WRITER.alike(dataset.form) if alike else WRITER
    pictures = list(pictures)
    files: dict[str, str | bytes] = {picture.file_name: "" for picture in pictures}
    for picture in pictures:
        files |= dict(writer.beside(picture, dataset.categories))
    whole = Dataset(dataset.categories, pictures, dataset.extra, dataset.form)
    files |= {name: b"".join(parts) for name, parts in writer.together(whole)}
    return put(root, files)


def objects(file: Path) -> list[tuple[str, list[float]]]:
    """Read names and boxes by another XML reader, as a trainer would."""
    tree = minidom.parse(str(file))
    return [
        (
            _text(element, "name"),
            [float(_text(element, side)) for side in ("xmin", "ymin", "xmax", "ymax")],
        )
        for element in tree.getElementsByTagName("object")
    ]


def _text(element: minidom.Element, tag: str) -> str:
    return element.getElementsByTagName(tag)[0].firstChild.data
