from __future__ import annotations

import pytest

from augctl.stages.text.reorder import Reorder
from augctl.text.dice import Dice
from augctl.text.edits import applied, moved
from augctl.text.passage import Passage
from text.turned import turned, worked_out


@pytest.mark.parametrize(("given", "wanted"), worked_out("reorder_sentences.txt"))
def test_sentences_are_moved_or_left_as_worked_out_by_hand(given: str, wanted: str | None) -> None:
    assert turned(Reorder(), given) == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("因为下雨，所以我们没去。", "我们没去，因为下雨。"),
        ("我们没去，因为下雨。", "因为下雨，所以我们没去。"),
        ("虽然价格有点贵，但是房间很干净。", "房间很干净，虽然价格有点贵。"),
        ("房间很干净,尽管价格有点贵!", "尽管价格有点贵,但房间很干净!"),
        ("昨天我买了一本书。", "我昨天买了一本书。"),
        ("他们上周五去了上海。", "上周五他们去了上海。"),
        ("昨天下午，我和朋友在北京吃了午饭。", "我昨天下午和朋友在北京吃了午饭。"),
        ("昨天我的手机坏了。", None),
        ("昨天我妈妈来了。", None),
        ("因为手机很便宜，所以我买了它。", None),
        ("虽然累，也值。", None),
        ("因为下雨，路滑，所以我们没去。", None),
        ("如果下雨，我们就不去。", None),
    ],
)
def test_chinese(given: str, wanted: str | None) -> None:
    assert turned(Reorder(), given) == wanted


def test_what_is_around_a_sentence_stays_byte_for_byte() -> None:
    before = 'Hi 👍🏽!!  See\u00a0http://a.b/c?d=1 …  She "paid"  it\t;)\n'
    given = before + "It costs 3.50 EUR when I pay  at 10:30  .  <br/>昨天我买了`x`。"
    wanted = before + "When I pay  at 10:30, it costs 3.50 EUR  .  <br/>昨天我买了`x`。"
    assert turned(Reorder(), given) == wanted


def test_there_and_back_again() -> None:
    count = 0
    for given, wanted in worked_out("reorder_sentences.txt"):
        if wanted is not None and turned(Reorder(), wanted) is not None:
            back = turned(Reorder(), wanted)
            plain = [text.replace(",", "").replace(" then ", " ") for text in (given, back or "")]
            assert plain[0] == plain[1]
            count += 1
    assert count > 30


def test_what_is_moved_can_be_chosen() -> None:
    clause, time = "We stayed because it rained.", "We stayed last week."
    assert turned(Reorder(clauses=False), clause) is None
    assert turned(Reorder(adverbials=False), time) is None
    assert turned(Reorder(clauses=False), time) == "Last week, we stayed."
    assert turned(Reorder(adverbials=False), clause) == "Because it rained, we stayed."


def test_share_is_of_the_sentences_that_can_be_changed() -> None:
    text = "We stayed because it rained. It was warm. " * 10
    assert Reorder(share=0).edit(Passage(text), Dice(1), {}) == ()
    for share, count in ((0.01, 1), (0.5, 5), (1, 10)):
        found = turned(Reorder(share=share), text)
        assert found is not None
        assert found.count("Because it rained, we stayed. It was warm. ") == count


@pytest.mark.parametrize("marked", ["Ann", "park", "when it rained", "rained"])
def test_what_is_marked_moves_along(marked: str) -> None:
    text = "Ann sat in the park when it rained."
    at = text.index(marked)
    edits = Reorder().edit(Passage(text, [(at, at + len(marked))]), Dice(1), {})
    assert not isinstance(edits, str)
    assert applied(text, edits) == "When it rained, Ann sat in the park."
    place = moved((at, at + len(marked)), edits)
    assert place is not None
    assert applied(text, edits)[slice(*place)].lower() == marked.lower()


def test_what_is_marked_does_not_trade_places() -> None:
    edits = Reorder().edit(Passage("Ann sat when it rained.", [(0, 3), (16, 22)]), Dice(1), {})
    assert edits == "what is marked would trade places"
