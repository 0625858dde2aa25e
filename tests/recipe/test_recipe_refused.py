"""Files and texts that are no recipe, whatever they say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from marked import SIGN, places, problems

from augctl.documents.document import MAX_DEPTH, MAX_PROBLEMS
from augctl.documents.text import MAX_BYTES
from augctl.errors import Problem, RecipeError
from augctl.recipe.compile import load


def failure(file: Path) -> Problem:
    with pytest.raises(RecipeError) as raised:
        load(file)
    (problem,) = raised.value.problems
    assert problem.file == str(file)
    return problem


def written(folder: Path, data: bytes) -> Path:
    file = folder / "recipe.yaml"
    file.write_bytes(data)
    return file


def test_missing_file(tmp_path: Path) -> None:
    assert failure(tmp_path / "none.yaml").found == "nothing there"
    assert "nothing there" in str(failure(tmp_path / "none" / "none.yaml"))


def test_folder(tmp_path: Path) -> None:
    assert failure(tmp_path).found == "a folder"


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, b"version: 1")

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", refuse)
    assert failure(file).expected == "a readable file"
    assert failure(file).found == "Permission denied"


def test_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert failure(tmp_path / ("x" * 300)).found == "File name too long"
    with pytest.raises(RecipeError, match="found embedded null byte"):
        load("a\0b")


def test_empty_files(tmp_path: Path) -> None:
    for data in (b"", b"\n\n", b"# nothing\n", b"---\n...\n", b"null", b"\xef\xbb\xbf"):
        assert failure(written(tmp_path, data)).found == "an empty file"


def test_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xef\xbb\xbfversion: 1\nname: bom")).name == "bom"


def test_size_has_a_limit(tmp_path: Path) -> None:
    text = b"version: 1\n#"
    assert load(written(tmp_path, text.ljust(MAX_BYTES, b"x"))).chains == ()
    assert failure(written(tmp_path, text.ljust(MAX_BYTES + 1, b"x"))).found == "a larger file"


def test_encoding_is_utf_8(tmp_path: Path) -> None:
    problem = failure(written(tmp_path, "version: 1\nname: naïve caf".encode() + b"\xe9\n"))
    assert (problem.line, problem.column) == (2, 16)
    assert (problem.expected, problem.found) == ("UTF-8 text", "byte 0xe9")
    assert failure(written(tmp_path, "version: 1".encode("utf-16"))).found == "byte 0xff"


def test_depth_has_a_limit() -> None:
    deepest, deeper = ("[" * n + "]" * n for n in (MAX_DEPTH, MAX_DEPTH + 1))
    assert [problem.expected[:9] for problem in problems(deepest)] == ["a mapping"]
    (problem,) = problems(deeper)
    assert (problem.line, problem.column) == (1, MAX_DEPTH + 1)
    assert problem.expected == f"at most {MAX_DEPTH} levels"


CASES = {
    "anchor": ("version: 1\nname: «&a x", "no anchors", "&a"),
    "anchor of a mapping": ("version: 1\ninput: «&a {}", "no anchors", "&a"),
    "anchor of a key": ("version: 1\n«&a name: x", "no anchors", "&a"),
    "alias": ("version: 1\nname: «*a", "no aliases", "*a"),
    "alias as key": ("version: 1\n«*a : x", "no aliases", "*a"),
    "merge key": ("version: 1\n«<<: {name: x}", "no merge keys", "<<"),
    "tag": ("version: 1\nname: «!!str x", "no tags", "tag:yaml.org,2002:str"),
    "own tag": ("version: 1\nname: «!python/object x", "no tags", "!python/object"),
    "tag without a name": ("version: 1\nseed: «! 12", "no tags", "!"),
    "duplicate key": ("version: 1\nname: x\n«name: y", "each key once", "'name' again (first at"),
    "second document": ("version: 1\n«---\nversion: 1", "one document", "a second one"),
    "list as key": ("version: 1\n? «[a]\n: b", "a name as key", "a list or mapping"),
    "empty key": ("{version: 1, ?« : }", "one of", "''"),
    "half a character": ('version: 1\nname: «"\\ud83d"', "Unicode text", r"'\ud83d'"),
    "half a character as key": ('version: 1\n«"\\udce9": 1', "Unicode text", r"'\udce9'"),
    "NUL": ("version: 1\nname: a«\0b", "text that can be read", r"the character '\x00'"),
    "escape sequence": ("version: 1\nname: «\x1b[31m", "text that can be read", r"'\x1b'"),
    "no character": ('version: 1\nname: "a\\U«FFFFFFFF"', "valid YAML", "int too large"),
    "tab": ("version: 1\ninput:\n«\tpath: x", "valid YAML", "a tab (YAML indents with spaces)"),
    "open list": ("version: 1\nchains: [a, b\n«", "valid YAML", "expected ',' or ']'"),
    "open quotes": ('version: 1\nname: "x\n«', "valid YAML", "unexpected end of stream"),
    "two values": ("version: 1\nname: x«: y", "valid YAML", "mapping values are not allowed"),
    "no colon": (
        "version: 1\nchains:\n- stages:\n  - tabular.copula\n    p«: 0.5",
        "valid YAML",
        "a colon is missing behind tabular.copula in line 4",
    ),
    "no colon, and a remark": (
        "version: 1\nchains:\n- stages:\n  - image.flip_lr # all\n\n    «p: 0.5",
        "valid YAML",
        "a colon is missing behind image.flip_lr in line 4",
    ),
    "wrong indent": ("version: 1\ninput:\n    path: x\n  «name: y", "valid YAML", "<block end>"),
    "version of YAML": ("«%YAML 3.0\n---\nversion: 1", "valid YAML", "incompatible YAML document"),
    "a text": ("«version 1", "a mapping that starts with `version: 1`", "'version 1'"),
    "a list": ("«- version: 1", "a mapping that starts with `version: 1`", "[{version: 1}]"),
}


@pytest.mark.parametrize(("text", "expected", "found"), CASES.values(), ids=CASES.keys())
def test_text_is_refused_at_its_place(text: str, expected: str, found: str) -> None:
    clean, [place] = places(text)
    problem = next(p for p in problems(clean) if (p.line, p.column) == place)
    assert problem.expected.startswith(expected)
    assert found in problem.found


def test_what_cannot_be_read_is_named_once() -> None:
    clean, expected = places(f"version: {SIGN}*a\nchains: {SIGN}*b\noutput: {SIGN}!x 3\n")
    assert [(p.line, p.column) for p in problems(clean)] == expected


def test_the_number_of_problems_has_a_limit() -> None:
    assert len(problems("[" + "&a 1, " * 150_000 + "]")) == MAX_PROBLEMS
    assert len(problems("version: 1\n" + "".join(f"key{i}: 1\n" for i in range(5000)))) == (
        MAX_PROBLEMS
    )
