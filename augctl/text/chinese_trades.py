"""What may trade places in a Chinese sentence, where order is grammar.

Two items of a list, `早餐和服务`; an adverb of the whole sentence with its subject, `其实房间很大`;
and two clauses beside each other that say how something is, `房间很大，服务很好`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from augctl.text.edits import Span
from augctl.text.passage import Passage
from augctl.text.roles import role_of
from augctl.text.tokens import is_han, tokens_of

_LINKS = frozenset("和 与 及 以及".split())
# An item of a list may begin behind these, and end before those.
_OPENING = frozenset("的 有 是 了".split())
_CLOSING = frozenset("等 等等 都 也 很 均 还 就 太 非常 比较 不错 一般 方便".split())

_SUBJECTS = frozenset("我 我们 他们 她们 大家 酒店 房间 服务 早餐 前台 服务员 宾馆 屏幕".split())
_ADVERBS = frozenset(
    """
    其实 确实 的确 可能 也许 或许 居然 竟然 果然 终于 总体 整体 现在 目前 当时 昨天 今天 晚上 早上
    平时 每天 最后 后来 好像 似乎 有时 有时候 以前
    """.split()
)
_FEELING = frozenset("感觉 觉得".split())
_SPEAKING = frozenset("来说 来讲 说来 看来 就是 总之".split())
# What begins what is said of a subject.
_PREDICATES = frozenset(
    """
    很 非常 太 比较 还 也 都 就 挺 蛮 真 特别 十分 相当 最 更 有点 有些 不 没 没有 不是 是 有 会 要
    可以 能 略 稍 偏 还是 还行 不错 一般
    """.split()
)

_DEGREES = frozenset("很太挺真不没")

_QUALITY = (
    "不错|干净|整洁|方便|舒服|舒适|一般|齐全|漂亮|丰富|周到|热情|安静|便宜|合理|流畅|清晰|强劲|宽敞|明亮|陈旧|完美|"
    "好|差|大|小|贵|快|慢|高|低|脏|旧|吵|多|少|近|远|轻|重|硬|软|亮|新"
)
_DEGREE = "很|非常|挺|蛮|十分|特别|相当|比较|太|真|超|偏|极其|确实|较"
# Nothing that ties the clause to others, or makes more of it than a subject and what it is like.
_TIED = (
    "我你您他她它这那哪谁但而也都还就因所如虽只才却再又是说为把被让给对跟与除后前时候要去到会能可总"
)
_SUBJECT = f"[^{_TIED}不没很太]{{2,8}}?"
_SAYS = re.compile(
    f"{_SUBJECT}(?:(?:{_DEGREE})不?[^{_TIED}不没]{{1,3}}|不?(?:{_QUALITY})|不太?(?:{_QUALITY}))了?"
)
_BETWEEN = frozenset("，,、；;。 ")


def chinese_trades(passage: Passage) -> list[tuple[Span, Span]]:
    """Find what may trade places in the Chinese of a text, in order.

    >>> text = "房间很大，服务很好。其实早餐和位置也不错。"
    >>> [(text[slice(*a)], text[slice(*b)]) for a, b in chinese_trades(Passage(text))]
    [('房间很大', '服务很好'), ('早餐', '位置')]
    """
    if passage.text.isascii():
        return []
    return [*_clauses(passage), *_words(passage)]


def _clauses(passage: Passage) -> Iterator[tuple[Span, Span]]:
    """Walk pairs of clauses that say how something is."""
    text, before = passage.text, None
    for start, stop in tokens_of(text).han:
        whole = not _goes_on(text[start - 1 : start]) and not _goes_on(text[stop : stop + 1])
        says = whole and _SAYS.fullmatch(text, start, stop) is not None
        beside = says and before is not None and text[before[1] : start] in _BETWEEN
        if before and beside and not any(a < stop and before[0] < b for a, b in passage.spans):
            yield before, (start, stop)
        before = (start, stop) if says else None


def _goes_on(sign: str) -> bool:
    """Say whether a sign beside Chinese characters belongs to the same words."""
    return sign.isalnum() or sign in tuple("%￥$+-_/.@#&*=~")


def _words(passage: Passage) -> Iterator[tuple[Span, Span]]:
    """Walk pairs of items of a list, and of an adverb and the subject beside it."""
    text, words = passage.text, passage.words
    said = [text[start:stop] for start, stop in words]
    for i in range(len(words) - 1):
        (first, stop), (start, _) = words[i], words[i + 1]
        if not is_han(text[first]) or not is_han(text[start]):
            continue
        opens = not _touches(words, i)
        if stop == start:
            if said[i + 1] in _LINKS and _touches(words, i + 2) and _is_item(said[i]):
                if _is_item(said[i + 2]) and _closes(words, said, i + 2):
                    yield words[i], words[i + 2]
            elif (
                opens
                and _touches(words, i + 2)
                and (said[i + 2] in _PREDICATES or said[i + 2][0] in _DEGREES)
                and (_is_adverb(said[i], said[i + 1]) or _is_adverb(said[i + 1], said[i]))
            ):
                yield words[i], words[i + 1]
        elif text[stop:start] == "、" and _is_item(said[i]) and _is_item(said[i + 1]):
            opens = opens or said[i - 1] in _OPENING
            if opens and _closes(words, said, i + 1):
                yield words[i], words[i + 1]


def _touches(words: Sequence[Span], i: int) -> bool:
    """Say whether a word stands right behind another."""
    return 0 < i < len(words) and words[i - 1][1] == words[i][0]


def _closes(words: Sequence[Span], said: Sequence[str], i: int) -> bool:
    """Say whether what a list is part of goes on behind a word, or nothing does."""
    return not _touches(words, i + 1) or said[i + 1] in _CLOSING


def _is_item(word: str) -> bool:
    """Say whether a word stands for a thing or a quality by itself."""
    if word in _FEELING or word in _ADVERBS or word in _SPEAKING:
        return False
    return len(word) > 1 and role_of(word) in ("content", "judging")


def _is_adverb(word: str, beside: str) -> bool:
    """Say whether a word is an adverb that may stand on either side of the subject beside it."""
    if word in _FEELING:
        return _is_item(beside)
    return word in _ADVERBS and (beside in _SUBJECTS or _is_item(beside))
