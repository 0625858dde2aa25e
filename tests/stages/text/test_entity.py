from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from table_stores import store, training_of, units

from augctl.errors import UsageError
from augctl.seeds import rng_for
from augctl.stages.text.entity import Entity
from augctl.tables.schema import Column

CITIES = [[name, "type", "city"] for name in ("Paris", "Oslo", "Athens", "New York", "York")]
FACTS = [
    *CITIES,
    ["Paris", "alias", "City of Light"],
    ["Oslo", "capital of", "Norway"],
    ["Paris", "capital of", "France"],
    ["New York", "alias", "NYC"],
    ["北京", "type", "city"],
    ["上海", "type", "city"],
    ["天津", "type", "city"],
    ["Ford", "type", "maker"],
    ["Kia", "type", "maker"],
    ["ID2", "name", "Ford"],
    ["ID2", "type", "president"],
    ["Seat", "type", "maker"],
    ["ID1", "name", "Opel"],
    ["ID1", "type", "maker"],
]
TEXT, SPANS = Column("text", "text", "word", edited=1), Column("spans", "spans", "word")


def made(
    folder: Path, text: str, spans: str | None = None, uses: int = 60, **given: Any
) -> list[tuple[str, str | None]]:
    """Return what becomes of a text, each result once, sorted."""
    stage = Entity(**{"graph": FACTS, **given})
    table = store(folder, words=[(text, spans)], columns=(TEXT, SPANS))
    training = training_of(table)
    state = stage.ready(stage.fit(training, [0], rng_for(7, "fit")))
    block, draws = units(table, [0] * uses)
    found = stage.apply(block, stage.draw(block, draws, training, state), training, state)
    return sorted({(a, b) for a, b in found.words.tolist()}, key=str)


def texts(*given: Any, **more: Any) -> list[str]:
    return [text for text, _ in made(*given, **more)]


def test_an_entity_becomes_another_of_its_type(tmp_path: Path) -> None:
    others = ("Athens", "New York", "Oslo", "York")
    assert texts(tmp_path, "I was in Paris!") == [f"I was in {name}!" for name in others]
    assert texts(tmp_path, "the City of Light") == sorted(f"the {name}" for name in others)
    assert texts(tmp_path, "Kia's car") == [f"{name}'s car" for name in ("Ford", "Opel", "Seat")]
    assert texts(tmp_path, "in PARIS") == sorted(f"in {name.upper()}" for name in others)


def test_the_longest_name_and_whole_words(tmp_path: Path) -> None:
    assert "in New Oslo" not in texts(tmp_path, "in New York")
    assert "in Paris" in texts(tmp_path, "in New York")
    for text in (
        "Parisian",
        "paris",
        "http://Paris.fr/Oslo",
        "@Oslo",
        "pre-Oslo",
        "xOslo",
        "Os lo",
    ):
        assert texts(tmp_path, text) == [text]
    for text in ("with Paris Hilton", "at the Bank of Athens", "Lake Oslo is deep"):
        assert texts(tmp_path, text) == [text]
    assert "Visit Oslo now" in texts(tmp_path, "Visit Paris now")
    assert "in oslo" in texts(tmp_path, "in paris", match_case=False)


def test_two_mentions_become_the_same_and_two_cities_stay_two(tmp_path: Path) -> None:
    for text in texts(tmp_path, "from Paris to Athens, then Paris"):
        first, rest = text.removeprefix("from ").split(" to ")
        second, again = rest.split(", then ")
        assert first == again != second
        assert not {first, second} & {"Paris", "Athens"}
    half = texts(tmp_path, "from Paris to Athens", share=0.5)
    assert all(("Paris" in text) != ("Athens" in text) for text in half)
    assert texts(tmp_path, "from Paris", share=0) == ["from Paris"]


def test_what_hangs_together_stays(tmp_path: Path) -> None:
    for text in ("Paris is in France", "Oslo or the Oslo Opera", "Ford was here"):
        assert texts(tmp_path, text, types=("city", "president", "maker")) == [text]


def test_chinese_names_need_no_spaces_and_are_no_parts_of_words(tmp_path: Path) -> None:
    assert texts(tmp_path, "我在北京工作") == ["我在上海工作", "我在天津工作"]
    graph = [["大理", "type", "城市"], ["苏州", "type", "城市"]]
    assert texts(tmp_path, "大理石很好看", graph=graph) == ["大理石很好看"]
    assert texts(tmp_path, "大理很好看", graph=graph) == ["苏州很好看"]


def test_a_and_an_follow(tmp_path: Path) -> None:
    found = texts(tmp_path, "a Paris trip, An Oslo trip", share=1)
    for text in found:
        for word in ("Athens", "Oslo"):
            assert f"a {word}" not in text.lower().replace(word.lower(), word)
        for word in ("New York", "York", "Paris"):
            assert f"an {word}" not in text.lower().replace(word.lower(), word)
    assert any("an Athens" in text for text in found)
    graph = [["UK", "type", "land"], ["US", "type", "land"], ["Peru", "type", "land"]]
    assert texts(tmp_path, "a UK bank", graph=graph) == ["a US bank"]
    assert texts(tmp_path, "from the UK", graph=graph) == ["from the US"]


def test_an_article_that_is_none_of_the_names_stays(tmp_path: Path) -> None:
    graph = [
        *[["Vitamin A", "type", "vitamin"], ["Vitamin B", "type", "vitamin"]],
        *[["cream", "type", "form"], ["ointment", "type", "form"]],
    ]
    assert texts(tmp_path, "Vitamin A cream", graph=graph) == ["Vitamin B ointment"]
    found = texts(tmp_path, "Vitamin A cream", graph=graph, types=("form",))
    assert found == ["Vitamin A ointment"]
    unclear = [*graph, ["Vitamin A", "type", "song"], ["V", "alias", "Vitamin A"]]
    assert texts(tmp_path, "Vitamin A cream", graph=unclear) == ["Vitamin A ointment"]
    assert texts(tmp_path, "a cream", graph=graph) == ["an ointment"]
    for text, spans in (("a cream", '[[0, 1, "X"]]'), ("@a cream", None)):
        assert "an ointment" not in texts(tmp_path, text, spans, graph=graph)[0]


def test_marks_move_and_keep_their_label(tmp_path: Path) -> None:
    cell = '[[8, 13, "LOC"], [15, 18, "X"]]'
    for text, spans in made(tmp_path, "Not in  Paris, but", cell):
        marked = {label: text[a:b] for a, b, label in json.loads(spans)}
        assert marked == {
            "LOC": text.split()[2].rstrip(",") if "New" not in text else "New York",
            "X": "but",
        }
    assert len(made(tmp_path, "Not in  Paris, but", cell)) == 4
    # A mark around more than the name, or around a part of it.
    for cell in ('[[7, 19, "ORG"]]', '[[7, 9, "ORG"]]'):
        assert texts(tmp_path, "in the Paris branch", cell) == ["in the Paris branch"]
    # Marked, it is no part of a longer name.
    assert len(made(tmp_path, "to Oslo Airport", '[[3, 7, "LOC"]]')) == 4


def test_another_on_the_same_side_of_a_relation(tmp_path: Path) -> None:
    assert texts(tmp_path, "in Paris", same_relation=True) == ["in Oslo"]
    assert texts(tmp_path, "in Athens", same_relation=True) == ["in Athens"]
    graph = [["Ann", "works at", "Shell"], ["Bob", "works at", "Total"]]
    assert texts(tmp_path, "ask Ann", graph=graph) == ["ask Bob"]
    assert texts(tmp_path, "at Shell", graph=graph) == ["at Total"]


def test_facts_are_added(tmp_path: Path) -> None:
    added = {"mode": "add_fact"}
    assert texts(tmp_path, "in Oslo, twice", **added) == ["in Oslo (capital of Norway), twice"]
    for text in ("in Oslo, Norway", "Oslo's sea", "in Athens", "(in Oslo)"):
        assert texts(tmp_path, text, **added) == [text]
    templates = {"capital of": "{head} is the capital of {tail}."}
    assert texts(tmp_path, "I like Oslo", **added, templates=templates) == [
        "I like Oslo. Oslo is the capital of Norway."
    ]
    graph = [["北京", "国家", "中国"]]
    assert texts(tmp_path, "北京很大", graph=graph, **added) == ["北京（国家：中国）很大"]
    marked = made(tmp_path, "in Oslo now", '[[3, 7, "LOC"], [8, 11, "T"]]', **added)
    assert marked == [("in Oslo (capital of Norway) now", '[[3, 7, "LOC"], [28, 31, "T"]]')]


def test_with_vectors_the_nearest_stand_in(tmp_path: Path) -> None:
    rng = rng_for(3, "entity")
    names = [f"{a}{b}ton" for a in "BCDFG" for b in ("a", "e", "i", "o")]
    vectors = rng.normal(size=(len(names), 4))
    file = tmp_path / "vectors.txt"
    lines = [f"{n} {' '.join(map(str, v))}" for n, v in zip(names[:-1], vectors, strict=False)]
    file.write_text("\n".join(lines), encoding="utf-8")
    unit = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    near = [names[i] for i in np.argsort(-(unit[:-1] @ unit[0])) if i][:3]
    graph = [[name, "type", "town"] for name in names]
    found = texts(tmp_path / "t", "in Baton", graph=graph, vectors=file, neighbors=3, uses=200)
    assert found == sorted(f"in {name}" for name in near)
    without = texts(tmp_path / "t", f"in {names[-1]}", graph=graph, vectors=file, uses=400)
    assert len(without) == len(names) - 1


def test_vectors_far_down_a_file_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("augctl.text.vectors.MOST", 3)
    file = tmp_path / "vectors.txt"
    lines = [*(f"word{i} 0 1" for i in range(9)), "Oslo 1 0", "New_York 1 0.1", "Athens 0 1"]
    file.write_text("\n".join(lines), encoding="utf-8")
    found = texts(tmp_path / "t", "in Oslo", graph=FACTS, vectors=file, neighbors=1)
    assert found == ["in New York"]


def test_with_vectors_the_words_around_tell_who_is_meant(tmp_path: Path) -> None:
    graph = [
        *[["Q1", "name", "Mercury"], ["Q1", "type", "planet"], ["Mars", "type", "planet"]],
        *[["Q2", "name", "Mercury"], ["Q2", "type", "singer"], ["Prince", "type", "singer"]],
    ]
    vectors = {"Q1": (1, 0), "mars": (1, 0.1), "Q2": (0, 1), "Prince": (0.1, 1)}
    words = {"orbit": (0.9, 0.2), "sang": (0.2, 0.9), "so": (1, 1), "Mercury": (5, 0)}
    lines = [f"{word} {a} {b}" for word, (a, b) in {**vectors, **words}.items()]
    file = tmp_path / "vectors.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    given = {"graph": graph, "vectors": file}
    assert texts(tmp_path / "a", "Mercury has an orbit", **given) == ["Mars has an orbit"]
    assert texts(tmp_path / "b", "so Mercury sang, Mercury!", **given) == [
        "so Prince sang, Prince!"
    ]
    for text in ("so Mercury is", "it is Mercury"):  # as near to both; nothing is known
        assert texts(tmp_path / text, text, **given) == [text]
    assert texts(tmp_path / "c", "Mercury sang", graph=graph) == ["Mercury sang"]
    file.write_text("\n".join(lines[1:]), encoding="utf-8")  # Q1 has that of its name
    assert texts(tmp_path / "d", "Mercury sang", **given) == ["Prince sang"]
    file.write_text("\n".join(lines[1:-1]), encoding="utf-8")  # and now none
    assert texts(tmp_path / "e", "Mercury sang", **given) == ["Mercury sang"]


def test_a_file_of_vectors_of_other_things_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "vectors.txt"
    file.write_text("dog 1 0\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"vectors.txt: no vector of any"):
        texts(tmp_path / "t", "in Oslo", vectors=file)


def test_of_many_each_is_as_likely(tmp_path: Path) -> None:
    names = [f"T{a}{b}" for a in "abcdefgh" for b in "klmnopqr"]
    stage = Entity(graph=[[name, "type", "town"] for name in names])
    table = store(tmp_path, words=[("in Tak", None)], columns=(TEXT, SPANS))
    training = training_of(table)
    state = stage.ready(stage.fit(training, [0], rng_for(7, "fit")))
    block, draws = units(table, [0] * 6300)
    edits = stage.draw(block, draws, training, state)["edits"].tolist()
    counts = np.unique([edit[0][2] for edit in edits], return_counts=True)[1]
    assert len(counts) == 63
    assert abs(counts - 100).max() < 45  # 4.5 standard deviations


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("g.csv", "head,relation,tail,tail_type\nOslo,capital of,Norway,land\nOslo,type,city,\n"),
        ("g.tsv", "Tail\tHead\tRelation\nNorway\tOslo\tcapital of\ncity\tOslo\ttype\n"),
        ("g.jsonl", '{"head": "Oslo", "relation": "capital of", "tail": "Norway"}\n\n'),
    ],
)
def test_files(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = texts(tmp_path / "t", "in Oslo", graph=str(tmp_path / name), mode="add_fact")
    assert found == ["in Oslo (capital of Norway)"]
    assert Entity(graph=tmp_path / name).inputs() == [tmp_path / name]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("g.csv", "head,rel,tail\na,b,c\n", "g.csv:1: .*no relation"),
        ("g.csv", "head,relation,tail\na,b,c\na,b\n", "g.csv:3: .*2 cells where"),
        ("g.csv", "head,relation,tail\na,b,c\na,,d\n", "g.csv:3: .*no relation"),
        ("g.csv", 'head,relation,tail\na,"b"x,c\n', "g.csv:2: "),
        ("g.jsonl", '{"head": "a"\n', "g.jsonl:1: .*no JSON"),
        ("g.jsonl", '{"head": "a", "relation": "b", "tail": ["c"]}\n', "g.jsonl:1: .*for tail"),
        ("g.csv", "head,relation,tail\n", "no facts"),
    ],
)
def test_broken_files_name_the_line(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        texts(tmp_path / "t", "a", graph=tmp_path / name)


def test_vectors_of_the_wrong_width_name_the_line(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("Oslo 1 2 3\nParis 1 2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"v.txt:2: expected a word and 3 numbers, .* 2 num"):
        texts(tmp_path / "t", "a", vectors=tmp_path / "v.txt")


def test_bad_parameters() -> None:
    with pytest.raises(ValidationError, match="number 2 has 2 values"):
        Entity(graph=[["a", "b", "c"], ["a", "b"]])
    with pytest.raises(ValidationError, match=r"with \{tail\}"):
        Entity(graph=FACTS, templates={"capital of": "of it"})


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"neighbors": 3}, "vectors"),
        ({"templates": {"capital of": "of {tail}"}}, "mode: add_fact"),
        ({"mode": "add_fact", "same_relation": True}, "mode: replace"),
    ],
)
def test_what_does_nothing_is_refused(given: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValidationError, match=f"{missing} beside {list(given)[-1]}"):
        Entity(graph=FACTS, **given)
    assert Entity(graph=FACTS, neighbors=5, templates={}) == Entity(graph=FACTS)


def test_a_type_that_the_graph_lacks(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'ciy'\. Did you mean 'city'"):
        texts(tmp_path, "a", types=("ciy",))
