from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from augctl.documents.document import Document, Place
from augctl.documents.flow import one_line
from augctl.documents.text import parse

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
printable = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


def trees(texts: st.SearchStrategy[str], *, infinite: bool) -> st.SearchStrategy[Any]:
    numbers = st.floats(allow_nan=False, allow_infinity=infinite) | st.integers(-(9**30), 9**30)
    return st.recursive(
        st.booleans() | numbers | texts,
        lambda inner: (
            st.lists(inner | st.none(), max_size=4) | st.dictionaries(texts, inner, max_size=4)
        ),
        max_leaves=12,
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("off", "off"),
        ("y", "y"),
        ("010", 10),
        ("-010", -10),
        ("+7", 7),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("1:30", "1:30"),
        ("2024-01-31", "2024-01-31"),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5e+2", -50.0),
        ("-0", 0),
        ("1e999", math.inf),
        ("9" * 400, math.inf),
        ("-" + "9" * 400, -math.inf),
        ("0" * 400 + "7", 7.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("+.inf", math.inf),
        ("True", True),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("'010'", "010"),
        ('"true"', "true"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("e5", "e5"),
        ("١٢", "١٢"),
    ],
)
def test_scalars_mean_what_a_person_reads(written: str, read: Any) -> None:
    found = parse(f"key: {written}").data["key"]
    assert (found, type(found)) == (read, type(read))


def test_nan_is_read_and_block_texts_are_texts() -> None:
    document = parse("a: .nan\nb: |\n  12\nc: >-\n  no\n  yes\n12: keys are text\n")
    assert math.isnan(document.data.pop("a"))
    assert document.data == {"b": "12\n", "c": "no yes", "12": "keys are text"}


@given(trees(printable, infinite=False))
def test_json_is_read_as_it_is(value: Any) -> None:
    assert parse(json.dumps(value, ensure_ascii=False)).data == value


@given(trees(texts, infinite=True))
def test_what_is_written_on_one_line_is_read_back(value: Any) -> None:
    line = one_line({"key": value})
    assert "\n" not in line
    assert parse(line).data == {"key": value}


def marks(node: yaml.Node, path: Place = ()) -> dict[Place, tuple[int, int]]:
    """Map every value to its place, by PyYAML's own tree."""
    found = {path: (node.start_mark.line + 1, node.start_mark.column + 1)}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= marks(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            found |= marks(value, (*path, i))
    return found


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_places_in_our_recipes(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert parse(text).values == marks(yaml.compose(text, Loader=yaml.SafeLoader))


@settings(deadline=None)
@given(trees(texts, infinite=True), st.booleans())
def test_places_are_those_of_pyyaml(value: Any, flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    assert parse(text).values == marks(yaml.compose(text, Loader=yaml.SafeLoader))


def test_places_of_keys_and_of_repeated_texts() -> None:
    document = parse("a: 1\nlist:\n  - {a: 2, b: 2}\n")
    assert document.keys == {
        ("a",): (1, 1),
        ("list",): (2, 1),
        ("list", 0, "a"): (3, 6),
        ("list", 0, "b"): (3, 12),
    }


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("cat", "cat"),
        ("7", "7"),
        ("010", "010"),
        ("1e3", "1e3"),
        ("No", "No"),
        ("TRUE", "TRUE"),
        ("'null'", "null"),
        ("null", None),
        ("", None),
        ("''", None),
        ("[a]", None),
    ],
)
def test_names_of_classes_are_kept_as_written(written: str, label: str | None) -> None:
    document = parse(f"key: {written}")
    assert document.label(("key",), document.data["key"]) == label


def test_data_without_a_file_is_read_like_yaml() -> None:
    document = Document.of({"a": (1, 2.5), 3: {"b": Path("x")}, "c": 10**400})
    assert document.data == {"a": [1, 2.5], "3": {"b": "x"}, "c": math.inf}
    assert document.problems == []


def test_data_without_a_file_is_plain_and_not_endless() -> None:
    endless: dict[str, Any] = {"object": object(), "half": "\ud800"}
    endless["again"] = [endless]
    document = Document.of(endless)
    found = {problem.found for problem in document.problems}
    assert found == {"an object of type object", r"'\ud800'", "a deeper one"}
