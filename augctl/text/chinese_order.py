"""Moves a clause or a time within a Chinese sentence, where it reads as well either way.

`因为下雨，所以我们没去` and `我们没去，因为下雨`; `昨天我买了一本书` and `我昨天买了一本书`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from augctl.text.edits import Span
from augctl.text.ends import BREAKS, STOPS
from augctl.text.rearranged import Kept, Turned
from augctl.text.tokens import is_han, tokens_of

_SENTENCE = re.compile(rf"(?:[^{STOPS}{BREAKS}；;]|\.(?=\w))+")
_COMMA = re.compile("[，,]")
_FIRST = re.compile("因为|虽然|尽管")
_ANSWER = {
    "因为": re.compile("所以|因此"),
    "虽然": re.compile("但是|可是|不过|然而|但"),
    "尽管": re.compile("但是|可是|不过|然而|但"),
}
_LINK = {"因为": "所以", "虽然": "但", "尽管": "但"}

# What makes a sentence more than two clauses that answer each other, or points back.
_MORE = re.compile(
    '[：:、“”"（）()《》—]|因为|所以|因此|虽然|尽管|但|可是|不过|然而|如果|而且|并且|即使|只要|只有|除非|由于'
    "|或者|还是|吗|呢|为什么|什么|怎么|感觉|觉得|原因"
)
_POINTING = re.compile("[它他她其此这那该]|前者|后者")
_LEANING = re.compile("[也还就才却都仍更又再则便]|反而|同样|然后|于是")

_DAY = "(?:昨天|今天|明天|前天|后天)(?:早上|上午|中午|下午|傍晚|晚上)?|昨晚|今晚|明晚|今早|昨夜"
_WEEK = "(?:上|这|下)个?(?:周|星期|礼拜)[一二三四五六日天末]?|(?:上|这|下)个月|去年|今年|明年|前年"
_DATE = r"\d{1,2}月\d{1,2}[日号]|(?:周|星期)[一二三四五六日末]"
_TIME = f"(?P<time>{_DAY}|{_WEEK}|{_DATE})"
_WHO = "(?P<who>我们|你们|他们|她们|咱们|大家|[我你您他她])"
# A verb, or what stands before one: no noun, so that the pronoun is the whole subject.
_VERB = (
    "(?=[就才又还刚去来在把给跟和没不想要看带住订吃到听打试买用会能将收]|已经|终于|一直|发现|可以|准备|决定)"
    "(?!想法|打[算折]|用户|会员|会议|听众|看法|[和跟][^，,。]{0,6}的)"
)
_TIME_FIRST = re.compile(f"{_TIME}(?P<comma>[，,]?){_WHO}{_VERB}")
_WHO_FIRST = re.compile(f"{_WHO}{_TIME}{_VERB}")


def chinese_ways(text: str, clauses: bool, adverbials: bool) -> Iterator[Turned]:
    """Walk the ways to change the sentences of a text.

    Args:
        text: The text.
        clauses: Whether clauses are moved.
        adverbials: Whether times are moved.

    >>> [way.pieces[1] for way in chinese_ways("虽然很贵，但是房间大。", True, True)]
    ['，']
    """
    han = tokens_of(text).han
    if not han:
        return
    for sentence in _SENTENCE.finditer(text):
        start, stop = sentence.span()
        start += len(sentence.group()) - len(sentence.group().lstrip())
        stop -= len(sentence.group()) - len(sentence.group().rstrip())
        way = _clause(text, start, stop) if clauses else None
        if way is None and adverbials:
            way = _time(text, start, stop)
        if way is not None and _is_free(text, way, han):
            yield way


def _is_free(text: str, way: Turned, han: Sequence[Span]) -> bool:
    """Say whether all that is Chinese in a stretch may be changed, and is no part of a URL."""
    first = bisect_right(han, (way.start, len(text))) - 1
    last = bisect_right(han, (way.stop, 0)) - 1
    free = sum(min(b, way.stop) - max(a, way.start) for a, b in han[max(first, 0) : last + 1])
    return free == sum(map(is_han, text[way.start : way.stop]))


def _clause(text: str, start: int, stop: int) -> Turned | None:
    commas = [start + match.start() for match in _COMMA.finditer(text[start:stop])]
    if len(commas) != 1:
        return None
    (comma,) = commas
    sign, after = text[comma], comma + 1
    while after < stop and text[after].isspace():
        after += 1
    first, second = _FIRST.match(text, start, comma), _FIRST.match(text, after, stop)
    if first and not second:
        answer = _ANSWER[first.group()].match(text, after, stop)
        main = answer.end() if answer else after
        if _is_plain(text[first.end() : comma]) and _is_main(text[main:stop]):
            return Turned(start, stop, [Kept(main, stop), sign, Kept(start, comma)])
    if second and not first:
        link = _LINK[second.group()]
        if _is_plain(text[second.end() : stop]) and _is_main(text[start:comma]):
            return Turned(start, stop, [Kept(after, stop), f"{sign}{link}", Kept(start, comma)])
    return None


def _is_plain(clause: str) -> bool:
    return len(clause) > 1 and _MORE.search(clause) is None and _POINTING.search(clause) is None


def _is_main(clause: str) -> bool:
    return _is_plain(clause) and _LEANING.match(clause) is None


def _time(text: str, start: int, stop: int) -> Turned | None:
    for order in (_TIME_FIRST, _WHO_FIRST):
        match = order.match(text, start, stop)
        if match:
            time, who = Kept(*match.span("time")), Kept(*match.span("who"))
            pieces = [who, time] if order is _TIME_FIRST else [time, who]
            return Turned(match.start(), match.end(), [*pieces])
    return None
