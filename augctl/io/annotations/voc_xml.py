"""XML as Pascal VOC has it, from hands that are not trusted: elements and text, and no more.

A file with a DTD is refused, so that there are no entities to expand and none to fetch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from augctl.errors import BadInput

LARGEST = 8 * 2**20
"""Bytes; ten thousand boxes take a third of it."""

_DEEPEST = 50
_TAG = re.compile(r"(?!(?i:xml))[^\W\d][\w.-]*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT, _ATTRIBUTE = "#text", "@"


@dataclass(slots=True)
class Element:
    """One element; `line` counts from 1, `text` is all text right in it, without outer blanks."""

    tag: str
    line: int
    attributes: Mapping[str, str]
    children: list[Element]
    text: str = ""

    def find(self, tag: str) -> Element | None:
        """Return the first child of a tag."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None

    def all(self, tag: str) -> list[Element]:
        """Return the children of a tag."""
        return [child for child in self.children if child.tag == tag]


def parse(data: bytes) -> Element:
    """Read a file.

    Raises:
        BadInput: `broken_xml`, `xml_refused` (a DTD, or nested too deep), or `too_large`; the
            message begins with the line.
    """
    if len(data) > LARGEST:
        raise BadInput("too_large", f"1: more than {LARGEST // 2**20} MiB of XML for one picture")
    reader = expat.ParserCreate()
    reader.buffer_text = True
    top = Element("", 0, {}, [])
    open_elements = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > _DEEPEST:
            raise refused(f"elements more than {_DEEPEST} deep")
        element = Element(tag, reader.CurrentLineNumber, attributes, [])
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def text(characters: str) -> None:
        # Most is what indents, and need not be kept.
        if not characters.isspace():
            element = open_elements[-1]
            element.text = (element.text + characters).strip()

    def doctype(*_: Any) -> None:
        raise refused("a DOCTYPE, which annotations do not need")

    def refused(what: str) -> BadInput:
        return BadInput("xml_refused", f"{reader.CurrentLineNumber}: {what}")

    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = text
    reader.StartDoctypeDeclHandler = doctype
    try:
        reader.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise BadInput("broken_xml", f"{error.lineno}: broken XML: {reason}") from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise BadInput("broken_xml", f"{reader.CurrentLineNumber}: {error}") from None
    return top.children[0]


def value(element: Element) -> Any:
    """Return an element as a JSON value: text, a whole number, or a mapping of its children.

    >>> value(parse(b"<part><name>head</name><n>1</n><n>02</n></part>"))
    {'name': 'head', 'n': [1, '02']}
    """
    if not element.children and not element.attributes:
        return _plain(element.text)
    result: dict[str, Any] = {_ATTRIBUTE + name: text for name, text in element.attributes.items()}
    result |= values(element.children)
    if element.text:
        result[_TEXT] = element.text
    return result


def values(elements: list[Element]) -> dict[str, Any]:
    """Return elements as JSON values by tag; those of the same tag become a list."""
    result: dict[str, Any] = {}
    repeated = set()
    for element in elements:
        if element.tag not in result:
            result[element.tag] = value(element)
        elif element.tag in repeated:
            result[element.tag].append(value(element))
        else:
            result[element.tag] = [result[element.tag], value(element)]
            repeated.add(element.tag)
    return result


def _plain(text: str) -> int | str:
    """Read a whole number where writing it gives the same text again."""
    if len(text) < 16 and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
        number = int(text)
        return number if str(number) == text else text
    return text


@lru_cache(maxsize=1024)  # the same few names stand in every file
def writable(tag: str) -> bool:
    """Say whether a name can be that of an element."""
    return _TAG.fullmatch(tag) is not None


def lines(tag: str, content: Any, depth: int = 0) -> Iterator[str]:
    r"""Walk the lines of an element that holds a JSON value; what cannot be a tag is left out.

    >>> "".join(lines("a", {"b": [1, "x < y"], "c": None}))
    '<a>\n\t<b>1</b>\n\t<b>x &lt; y</b>\n\t<c></c>\n</a>\n'
    """
    indent = "\t" * depth
    if isinstance(content, list):
        for item in content:
            yield from lines(tag, {"item": item} if isinstance(item, list) else item, depth)
        return
    if not isinstance(content, Mapping):
        yield f"{indent}<{tag}>{_text(content)}</{tag}>\n"
        return
    attributes = "".join(
        f' {name[1:]}="{_text(text, quoted=True)}"'
        for name, text in content.items()
        if name.startswith(_ATTRIBUTE) and writable(name[1:])
    )
    inside = [
        line
        for name, item in content.items()
        if writable(name)
        for line in lines(name, item, depth + 1)
    ]
    text = _text(content.get(_TEXT))
    if not inside:
        yield f"{indent}<{tag}{attributes}>{text}</{tag}>\n"
        return
    yield f"{indent}<{tag}{attributes}>{text}\n"
    yield from inside
    yield f"{indent}</{tag}>\n"


def _text(content: Any, quoted: bool = False) -> str:
    if content is None:
        return ""
    if isinstance(content, (int, float)):
        return str(int(content) if isinstance(content, bool) else content)
    text = str(content)
    return escape(_NOT_XML.sub("\ufffd", text), {'"': "&quot;", "\n": "&#10;"} if quoted else {})
