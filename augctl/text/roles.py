"""What a word does in a sentence, as far as a list tells: carry its grammar, or turn its meaning.

The lists hold what people write in reviews, questions and messages, English and Chinese. Of other
languages they hold negations alone. A word that is in neither list carries content.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

Role = Literal["grammar", "turning", "content"]

# Without these, a sentence says the same, if in poor style.
_GRAMMAR = frozenset(
    """
    a an the this that these those there it its it's that's there's
    i me my mine you your yours he him his she her hers we us our ours they them their theirs
    i'm i've i'd i'll you're you've we're we've they're
    am is are be do does did have has had will would can could may might shall
    of to in on at for as into onto
    and so also too then well just very really quite pretty actually basically simply please
    some any such own even now here oh hi hello hey thanks ok okay
    的 地 得 了 着 过 很 非常 挺 蛮 比较 特别 十分 相当 还 也 都 就 又 真 真的 真是 实在 确实 其实
    是 在 个 一个 这 那 这个 那个 这里 那里 这样 那样 这种 那种 我 我们 你 你们 您 他 她 它 他们
    她们 自己 大家 吧 呢 啊 呀 哦 嘛 哈 啦 哎 嗯 和 与 及 以及 而且 并 并且 而 然后 因为 所以 于是
    因此 另外 此外 反正 总之 会 把 给 对 对于 从 里 里面 中 上 之 所 等 等等 一下 一些 已经 正在
    感觉 觉得
    """.split()
)

# They say no, ask, set limits or conditions, compare, or say who did it to whom.
_TURNING = frozenset(
    """
    not no never none nobody nothing nowhere neither nor cannot without hardly scarcely barely
    rarely seldom few fewer little less least only but except unless if whether or either than
    instead almost nearly though although however otherwise by
    why how what when where who whom whose which
    dont didnt doesnt isnt wasnt arent werent cant couldnt wont wouldnt shouldnt havent hasnt hadnt
    但 但是 可是 然而 却 只 只有 只是 只能 仅 仅仅 除了 除非 如果 要是 假如 否则 虽然 尽管 才 吗
    最 更 比 比起 少 被 几乎 差点 难 难以 难道 还是 或 或者 别 甭 休想 非 反而 稍 稍微 有点
    太 什么 为什么 怎么 怎样 如何 哪 哪里 哪个 谁 几 多少
    nicht kein keine nie ohne ne pas jamais sans non nunca sin ni nada mai senza não sem niet geen
    не нет ни без никогда
    """.split()
)
_CONTRACTED = ("n't", "n’t")
_CHINESE_NO = frozenset("不没沒無无未勿莫")


@lru_cache(maxsize=1 << 16)
def role_of(word: str) -> Role:
    """Say what a word does, in any case.

    >>> [role_of(word) for word in ("The", "card", "isn’t", "没有", "很", "房间")]
    ['grammar', 'content', 'turning', 'turning', 'grammar', 'content']
    """
    low = word.lower()
    if low in _TURNING or low.endswith(_CONTRACTED) or not _CHINESE_NO.isdisjoint(low):
        return "turning"
    return "grammar" if low.replace("’", "'") in _GRAMMAR else "content"
