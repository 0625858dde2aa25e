"""Two million signs of odd text through every stage that changes texts by edits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from table_stores import store, training_of

from augctl import registry
from augctl.seeds import rng_for
from augctl.stages.texts import TextStage
from augctl.tables.draws import Draws
from augctl.tables.schema import Column
from augctl.tables.table import Training
from augctl.text.edits import Edit, moved

SIGNS = 2_000_000
PART = 4096
FEW = 100

# What stays, byte for byte. Between spaces or Chinese characters each is found as it stands.
KEPT = (
    *("http://a.b/c?d=e&f=g#h", "https://例.中国/路?q=1", "www.shop.io/new", "ftp://x.y/z"),
    *("bob.ray@mail.io", "a_b@c.de", "@bob_ray", "#topic", "＃话题", "@李雷"),
    *("192.168.1.1", "3.5", "1,000.00", "10:30", "$20", "50%", "2nd", "x2", "½", "１２", "Ⅻ"),
    *("`let it be`", "f(x);", "snake_case", "iPhone", "a=b", "C:\\Users\\me", "<b>", "&amp;"),
    *("{name}", "{{ first name }}", "%(count)s", "[[a link]]", "e.g.", "U.S."),
    *("👍", "👍🏽", "👨\u200d👩\u200d👧", "🇨🇳", "❤\ufe0f", "=cmd|'/C calc'!A0", "\ud800", "\x00"),
)
WHAT_STAYS = re.compile("|".join(map(re.escape, sorted(KEPT, key=len, reverse=True))))
LATIN = (
    "the my we not never really paid Charge FEES card's well-known don't Anna I OK null NaN None"
)
OTHERS = "naïve Straße ŉ ﬁn ǅep İstanbul нет ΟΔΟΣ שלום مرحبا नमस्ते 안녕 สวัสดี カタカナ ひらがな"
COMPOSED = "re\u0301sume\u0301 z\u0335a\u0335lgo\u0335 ｆｕｌｌ ﷺ ㎏ true nan N/A"
CHINESE = "房间很干净 服务员不热情 手机 没有 但是 的 了 一二三 繁體字 𠮷野家 々〇"
NAMES = ("Vitamin A cream", "An Oslo hour", "a card", "A fee", "北京手机", "Vitamin A, Anna I")
WORDS = (*" ".join((LATIN, OTHERS, COMPOSED, CHINESE)).split(), *NAMES)
# Articles with synonyms of their own, words that are parts of synonyms, names beside each other.
THESAURUS = """
    a, an, one, any
    the: a, an
    card, fee, hour, an automobile, charge
    paid: owed, a hit
    never: not
    vitamin: a
    手机, 房间, 北京手机, 的
"""
GRAPH = [
    *(["Vitamin A", "type", "x"], ["Vitamin B", "type", "x"], ["E", "alias", "Vitamin E"]),
    *([name, "type", "y"] for name in ("cream", "ointment", "hour", "card", "fee", "OK", "charge")),
    *([name, "type", "z"] for name in ("Anna", "Anna I", "Oslo", "A", "北京", "手机", "房间")),
    *([name, "type", "y"] for name in ("Oslo", "Ei")),
    *(["cream", "form of", "Anna"], ["Oslo", "capital of", "Norway"], ["手机", "国家", "中国"]),
]
GAPS = (
    *(" ",) * 12,
    *("  ", "\n", "\t", "\r\n", "\u00a0", "\u3000", "\u202e", "\u200f", "\u200b", "\ufeff"),
    *(", ", ". ", "! ", "? ", "...", ") ", " - ", " — ", '"', "，", "。", "（", "；"),
)


STAGES = [name for name in registry.builtin_names() if issubclass(registry.find(name), TextStage)]
OTHER_WAYS = [
    ("text.synonym", {"thesaurus": THESAURUS}),
    ("text.insert", {"thesaurus": THESAURUS}),
    ("text.insert", {"thesaurus": THESAURUS, "place": "random"}),
    ("text.entity", {"graph": GRAPH}),
    ("text.entity", {"graph": GRAPH, "match_case": False}),
    ("text.entity", {"graph": GRAPH, "mode": "add_fact"}),
    ("text.mixup", {"method": "concat"}),
]
WITH_SHARE = [name for name in STAGES if "share" in registry.find(name).model_fields]


@cache
def texts() -> list[str]:
    """Make texts that have so many signs in all, the same each time."""
    rng = rng_for(11, "odd text")
    found, signs = [], 0
    pieces = (*WORDS, *WORDS, *(f" {kept} " for kept in KEPT))
    while signs < SIGNS:
        chosen = rng.integers(len(pieces), size=2000).tolist()
        gaps = rng.integers(len(GAPS), size=2000).tolist()
        cuts = np.sort(rng.integers(2000, size=160)).tolist()
        for a, b in zip([0, *cuts], [*cuts, 2000], strict=True):
            of = [pieces[i] + GAPS[j] for i, j in zip(chosen[a:b], gaps[a:b], strict=True)]
            found.append("".join(of))
            signs += len(found[-1])
    return [*found, "x" * 5000, "中" * 500, " ", "\n\n", "'", "-", "\u0301"]


@cache
def training() -> Training:
    words = [(text, f"{i} & more") for i, text in enumerate(texts())]
    columns = (
        Column("text", "text", "word", edited=1),
        Column("note", "text", "word"),
        Column("y", "target", "code", categories=("a", "b")),
    )
    labels = np.arange(len(words)) % 2
    return training_of(store(Path(mkdtemp()), words=words, labels=labels, columns=columns))


@cache
def thesaurus(content: str) -> Path:
    file = Path(mkdtemp()) / "words.txt"
    file.write_text(content, encoding="utf-8")
    return file


_states: dict[str, Any] = {}


def learned(stage: Any) -> Any:
    key = stage.name + stage.model_dump_json(exclude={"share"})
    if key not in _states:
        _states[key] = stage.ready(stage.fit(training(), [0, 1], rng_for(7, stage.name)))
    return _states[key]


def usable(name: str, **others: object) -> Any:
    """Make a stage; the test is skipped where a program that it calls is not installed."""
    kind: Any = registry.find(name)
    if "thesaurus" in others:
        others["thesaurus"] = thesaurus(str(others["thesaurus"]))
    stage = kind(**{**kind.example, **others})
    if missing := stage.unfit(training().schema):
        pytest.skip(missing)
    return stage


def through(stage: Any, rows: Sequence[int]) -> Iterator[tuple[str, list[Any], str, str]]:
    """Walk texts: as each was, its edits or why there are none, and what became of it."""
    table = training().table
    for start in range(0, len(rows), PART):
        anchors = np.array(rows[start : start + PART], dtype=np.int64)
        block = table.block(anchors, np.zeros_like(anchors))
        draws = Draws(7, ("odd", 0, stage.name), anchors, np.zeros_like(anchors))
        state = learned(stage)
        drawn = stage.draw(block, draws, training(), state)
        made = stage.apply(block, drawn, training(), state)
        assert made.words[:, 1].tolist() == block.words[:, 1].tolist()
        assert stage.mixes_classes() or made.labels.tolist() == block.labels.tolist()
        old, new = block.words[:, 0], made.words[:, 0]
        yield from zip(old, drawn["edits"], drawn["left"], new, strict=True)


def test_there_is_enough_of_it() -> None:
    assert sum(map(len, texts())) >= SIGNS
    whole = "".join(texts())
    assert all(piece in whole for piece in (*KEPT, *WORDS, *GAPS))


@pytest.mark.parametrize("name", WITH_SHARE)
def test_a_share_of_nothing_changes_nothing(name: str, full: bool) -> None:
    # Each stage gets half a million signs.
    for text, edits, _, made in through(usable(name, share=0), rows_for(name, 1 if full else 4)):
        assert not edits
        assert made == text


@pytest.mark.parametrize("name", STAGES)
def test_only_what_is_named_changes_and_what_must_stay_stays(name: str, full: bool) -> None:
    stage = usable(name, share=0.3) if name in WITH_SHARE else usable(name)
    # Each stage gets a part, together more than all of it.
    for text, edits, left, made in through(stage, rows_for(name, 1 if full else 12)):
        assert edits or left or not text
        _check(text, edits, made, stage)


@pytest.mark.parametrize(("name", "others"), OTHER_WAYS)
def test_so_it_is_in_other_ways_to_use_a_stage(
    name: str, others: dict[str, Any], full: bool
) -> None:
    changed = 0
    for share in (0.2, 1) if name in WITH_SHARE else (None,):
        stage = usable(name, **others, **({} if share is None else {"share": share}))
        for text, edits, _, made in through(stage, rows_for(name, 1 if full else 24)):
            _check(text, edits, made, stage)
            changed += bool(edits)
    assert changed > 100


def test_most_odd_texts_are_changed_by_what_needs_no_dictionary() -> None:
    for name in ("text.char_noise", "text.delete", "text.swap", "text.typo"):
        others = {"pairs": "any"} if name == "text.swap" else {}
        changed = [bool(edits) for _, edits, _, _ in through(usable(name, **others), range(500))]
        assert sum(changed) > 250, name


def rows_for(name: str, step: int) -> Sequence[int]:
    """Return every so manieth text; of them a few for a stage that calls on others for many."""
    rows = range(crc32(name.encode()) % step, len(texts()), step)
    alone = registry.find(name).edits is TextStage.edits
    return rows if alone else rows[:FEW]


def _check(text: str, edits: Sequence[Edit], made: str, stage: Any) -> None:
    at, done = 0, 0
    for start, stop, new in edits:
        assert done <= start <= stop <= len(text)
        assert made[at : at + start - done] == text[done:start]
        at += start - done
        assert made[at : at + len(new)] == new
        at += len(new)
        done = stop
    assert made[at:] == text[done:]
    if not edits:
        return
    # A run of the words of another text takes the place of one, with all that stands between.
    runs = [(a, b) for a, b, _ in edits] if stage.apply is not TextStage.apply else []
    for match in WHAT_STAYS.finditer(text):
        start, stop = match.span()
        if not any(a <= start and stop <= b for a, b in runs):
            place = moved((start, stop), edits)
            assert place is not None, (match, edits)
            assert made[slice(*place)] == match[0], (match, edits)
