"""The page of compared texts, read back: it holds both texts, and nothing of it is obeyed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from augctl.show.diff import diff, whole
from augctl.show.diff_page import diff_page
from augctl.show.texts import Original, ShownText, TextSection, Variant
from augctl.text.spans import Marked

PAIRS = [
    ("I like this dog", "I love this dog"),
    ("a < b && <script>alert('x')</script>", 'a > b && <script>alert("y")</script> &amp;'),
    ("我很喜欢这只狗。", "我非常喜欢那只狗！"),
    ("שלום עולם", "שלום ירושלים"),
    ("</p></body><img src=x onerror=y>", "]]><!-- nothing"),
    ("tabs\tand\nlines\x00\u202e", "tabs\tand lines"),
]


class Reader(HTMLParser):
    """Reads texts, with and without what went and what came, and what tags there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[dict[str, str]] = []
        self.told: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("meta", "br"):
            return
        classes = dict(attrs).get("class") or ""
        self.open.append((tag, classes))
        if classes == "text":
            self.texts.append({"old": "", "new": "", "tags": "", "marked": ""})
        if classes in ("told", "wrong"):
            self.told.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags, classes = zip(*self.open, strict=True) if self.open else ((), ())
        if {"told", "wrong"} & set(classes):
            self.told[-1] += data
        if "text" not in classes:
            return
        if "tag" in classes:
            self.texts[-1]["tags"] += data
            return
        if "ins" not in tags:
            self.texts[-1]["old"] += data
        if "del" not in tags:
            self.texts[-1]["new"] += data
            self.texts[-1]["marked"] += data if "mark" in tags else ""


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def page_of(*variants: Variant, label: str = "fine", text: str = "text") -> str:
    original = Original("t.csv#1", label, [ShownText("text", whole(text))], variants)
    return diff_page([TextSection("chain", "copies: 1", [original])], "name <b>", "1 original")


def shown(text: str) -> str:
    r"""Write what nobody sees as an escape, as Python does; here only what `PAIRS` has."""
    return text.translate({ord(c): repr(c)[1:-1] for c in "\t\n\x00\u202e"})


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_without_its_marks_it_is_the_old_and_the_new_text(old: str, new: str) -> None:
    variant = Variant("chain-1", [ShownText("text", diff(old, new))])
    original, compared = read(page_of(variant, text=old)).texts
    assert original["old"] == original["new"] == shown(old)
    assert (compared["old"], compared["new"]) == (shown(old), shown(new))


def test_nothing_is_run_or_fetched_and_texts_are_no_tags() -> None:
    evil = "<script src=http://a.io/x.js></script><img onerror=alert(1)>\"'&"
    variant = Variant(evil, [ShownText(evil, diff(evil, "a"))] * 2, evil, [evil], [evil], [evil])
    wrong = Variant("chain-2", problem=evil)
    page = page_of(variant, wrong, label=evil, text=evil)
    reader = read(page)
    assert not reader.tags & {"script", "img", "link", "iframe", "object", "base", "form", "a"}
    assert reader.attributes <= {"class", "dir", "charset", "http-equiv", "content", "name"}
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_marked_spans_have_their_labels() -> None:
    spans = [Marked(0, 5, "PER<1>"), Marked(9, 11, "LOC")]
    pieces = diff("Bobby in LA", "Alice in LA", spans)
    *_, text = read(page_of(Variant("chain-1", [ShownText("text", pieces)]))).texts
    assert (text["marked"], text["tags"]) == ("AliceLA", "PER<1>LOC")


def test_all_that_is_told_of_a_variant_is_there() -> None:
    variant = Variant(
        "chain-1",
        [ShownText("text", [])],
        "a 0.70 · b 0.30",
        ["synonym", "swap"],
        ["swap left it alone: fewer than two words"],
        ["similarity 0.31 (min 0.5)"],
        ["t.csv#4"],
        rejected=5,
    )
    assert read(page_of(variant)).told == [
        "unchanged",
        "label a 0.70 · b 0.30",
        "synonym · swap  with t.csv#4",
        "swap left it alone: fewer than two words",
        "rejected in 5 attempts: similarity 0.31 (min 0.5)",
    ]


def test_a_chain_that_makes_nothing_says_so() -> None:
    assert "nothing to show" in diff_page([TextSection("chain", "", [])], "")
