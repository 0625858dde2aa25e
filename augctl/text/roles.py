"""What a word does in a sentence, as far as a list tells.

The lists hold what people write in reviews, questions and messages, English and Chinese. Of other
languages they hold negations alone. A word that is in no list carries content.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

Role = Literal["grammar", "turning", "tying", "judging", "content"]
"""`grammar`: a sentence says the same without it. `turning`: it turns the meaning of what is near.
`tying`: it says how what follows belongs to the rest. `judging`: it says what is thought of it."""

_AUXILIARIES = frozenset(
    """
    am is are was were be been being do does did have has had will would can could may might shall
    should must it's that's there's i'm i've i'd i'll you're you've we're we've they're he's she's
    """.split()
)

# Without these, a sentence says the same, if in poor style.
_GRAMMAR = frozenset(
    """
    a an the this that these that those there it its it's that's there's
    i me my mine you your yours he him his she her hers we us our ours they them their theirs
    i'm i've i'd i'll you're you've we're we've they're
    am is are be do does did have has had will would can could may might shall
    of as and so also too then well just very really quite pretty actually basically simply please
    some any such own even now here oh hi hello hey thanks ok okay
    的 地 了 着 过 很 非常 挺 蛮 比较 特别 十分 相当 还 也 都 就 又 真 真的 真是 实在 确实 其实
    是 在 个 这 那 这个 那个 这里 那里 这样 那样 这种 那种 我 我们 你 你们 您 他 她 它 他们
    她们 自己 大家 吧 呢 啊 呀 哦 嘛 哈 啦 哎 嗯 而且 并 并且 而 然后 因为 所以 于是
    因此 另外 此外 反正 总之 会 里 里面 中 上 之 所 等 等等 一下 一些 已经 正在
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
_CHINESE_NO = frozenset("不没沒無无未勿莫")

# They say where from, where to, when, or what for: `sent to him from me`.
_TYING = frozenset(
    """
    to from into onto off out in on at for with against before after until till since during
    over under above below between through via about around up down back away again
    从 到 往 把 给 对 对于 向 跟 和 与 及 以及 得
    """.split()
)

# They say what somebody thinks of it, and so are the label of many a review.
_JUDGING = frozenset(
    """
    good bad great terrible awful horrible excellent perfect poor nice fine best worst better worse
    cheap expensive clean dirty fast slow loud quiet easy hard wrong right broken useless love like
    hate dislike enjoy recommend disappointed disappointing disappointment fail failed fails
    higher lower larger smaller faster slower incorrect free
    好 差 坏 贵 慢 快 脏 吵 烂 旧 新 大 小 高 低 长 短 多 热 冷 凉 重 轻 硬 软 亮 暗 远 近 乱 破
    丑 美 香 臭 甜 苦 咸 淡 酸 辣 易 强 弱 棒 赞 行 糟 卡 烫 响 静 净 薄 厚 宽 窄 挤 便宜 一般
    失望 满意 喜欢 讨厌 推荐 方便 便利 快捷 舒服 舒适 干净 整洁 卫生 安静 嘈杂 漂亮 精致 温馨
    豪华 宽敞 丰富 齐全 合理 优惠 优秀 完美 强劲 流畅 清晰 热情 周到 冷淡 恶劣 陈旧 老旧 破旧
    简陋 垃圾 糟糕 后悔 值得 很差 太差 较差 很好 太好 好吃 难吃 好用 好看 难看
    """.split()
)


@lru_cache(maxsize=1 << 16)
def role_of(word: str) -> Role:
    """Say what a word does, in any case.

    >>> [role_of(word) for word in ("The", "card", "isn’t", "没有", "很", "房间", "from", "贵")]
    ['grammar', 'content', 'turning', 'turning', 'grammar', 'content', 'tying', 'judging']
    """
    low = word.lower().replace("’", "'")
    if low in _JUDGING:
        return "judging"
    if low in _TYING:
        return "tying"
    if low in _TURNING or low.endswith("n't") or not _CHINESE_NO.isdisjoint(low):
        return "turning"
    return "grammar" if low in _GRAMMAR else "content"


def is_auxiliary(word: str) -> bool:
    """Say whether a word may carry a `not` behind it, in any case.

    >>> is_auxiliary("Do"), is_auxiliary("I’m"), is_auxiliary("card")
    (True, True, False)
    """
    return word.lower().replace("’", "'") in _AUXILIARIES
