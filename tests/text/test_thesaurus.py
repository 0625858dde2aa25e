from __future__ import annotations

from pathlib import Path

import pytest

from augctl.errors import UsageError
from augctl.text.thesaurus import chinese, read_thesaurus

SAME = {"quick": ["fast", "swift"], "fast": ["quick", "swift"], "swift": ["quick", "fast"]}


def written(folder: Path, text: str, name: str = "words.txt") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "# of speed\n\nquick, fast , swift  # all\n"),
        ("a.txt", "\ufeffquick: fast, swift\nfast: quick，swift\r\nswift：quick、fast\n"),
        ("a.txt", "Ca01A01= quick fast swift\nCa01A02# quick slow\nCa01A03@ alone\n"),
        ("a.json", '[["quick", "fast", "swift"]]'),
        ("a.yaml", "quick: [fast, swift]\nfast: [quick, swift]\nswift: [quick, fast]\n"),
    ],
)
def test_every_form_says_the_same(tmp_path: Path, name: str, text: str) -> None:
    assert read_thesaurus(written(tmp_path, text, name)) == SAME


def test_groups_of_a_word_are_joined(tmp_path: Path) -> None:
    found = read_thesaurus(written(tmp_path, "Card, plastic\ncard: debit card, Card\n"))
    assert found == {"card": ["plastic", "debit card"], "plastic": ["Card"]}


@pytest.mark.parametrize("line", ["quick", "quick,", "quick: ", ": fast", "quick, quick", "a,,b"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, f"a, b\n\n{line}\n")
    with pytest.raises(UsageError) as caught:
        read_thesaurus(file)
    assert str(caught.value).startswith(f"{file}:3: expected quick, fast, rapid or ")
    assert repr(line.strip()) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "{", "not valid JSON"),
        ("a.yaml", "a: [", "not valid YAML"),
        ("a.json", '{"a": [1]}', "entry 1: expected words, found"),
        ("a.json", '[["a", "b"], 3]', "entry 2: expected words, found 3"),
        ("a.json", "3", "expected a mapping of words to words, or a list of groups"),
    ],
)
def test_a_broken_mapping_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_thesaurus(written(tmp_path, text, name))


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("酒店，宾馆".encode("gb18030"))
    with pytest.raises(UsageError, match="not UTF-8"):
        read_thesaurus(file)


def test_a_file_without_synonyms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no synonyms"):
        read_thesaurus(written(tmp_path, "# nothing yet\n\n"))


def test_our_list_of_chinese_words() -> None:
    found = chinese()
    assert found["酒店"] == ["宾馆"]
    assert len(found) > 400
    assert all(len(word) > 1 and word not in others for word, others in found.items())
