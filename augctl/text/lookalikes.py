"""What a machine reads in place of what stands there, because it looks much the same."""

from __future__ import annotations

import re

# Each may be read as any other of its group. Digits come out, they do not go in: words have none.
_GROUPS = (
    "rn m",
    "rn n",
    "cl d",
    "vv w",
    "li h",
    "ri n",
    "ii u",
    "nn m",
    "VV W",
    "l I 1",
    "i j l",
    "O 0 Q D",
    "o 0 a",
    "S 5",
    "s 5",
    "B 8 R",
    "b 6 h",
    "Z 2",
    "z 2",
    "G 6 C",
    "g 9 q",
    "q 9",
    "e c",
    "c o",
    "u v",
    "n u h",
    "t f",
    "v y",
    "E F",
    "P F R",
    "U V",
    "M N",
    "T 7",
    "T I",
    "A 4",
)

# But for 未 and 末, hard to tell apart, not those of which one says no, such as 不 and 下.
_HAN_GROUPS = """
    己已巳 未末 土士 人入八 日曰目 天夫 太大犬 木术本 干千于 午牛 田由甲申 刀力 万方 白自 今令
    又叉 见贝 王玉主 戊戌戍 免兔 乌鸟 侯候 折拆析 拔拨 晴睛 清请情 问间闻 住往佳 侍待 徒徙 幻幼
    治冶 准淮 冷泠 酒洒 休体 竟竞 辨辩辫 即既 宫官 密蜜 遣遗 籍藉 暮慕墓幕 微徽 茶荼 卷券 亨享
    师帅 失矢夫 北比 风凤 几儿 九丸 历厉 广厂 东车 币布市 甘廿 古右石 叶汁 叮订 仔仟 代伐 付什
    他地 使便 担但 低底 似以 作昨 位拉 何可 抉快 慢漫 侵浸 渴喝 歇竭 很根跟 极级吸 把巴 扫妇 技枝
    投股 眼跟 旁傍 居局 层屋 昼尽 亮壳 豪毫 帐账张 胀账 弦炫 坏怀杯 迁迂 远近 折近 过迟 迅讯
    适话活括 送逆 洗洪 浅线 借惜错措 健键建 速束 赖懒 课棵裸 顾颐 项顶须 顺预 题颗 质盾 贵责
    货贷贤 宝室 空穴 完宗 宜宣 客容 热熟 照煮 墨黑 早旱旦 明朋 阴阳 除徐 隐稳 部陪 都郁 那哪 科料
    和知 杆杠 扬杨 抢枪 拌绊 梢稍捎 板扳 析祈 崇祟 粟栗 拾抬 推堆 埋理 狠狼 辑缉 蓝篮 简筒 管官
    名各 合含 全金 余徐 舍含 颁颂 领颌 饭饮 炮泡 注住 柱往 驻住 桂挂 街衡 衔街 徘排 律津 得待
    """

_SOURCES: dict[str, list[str]] = {}
for _group in (*_GROUPS, *(" ".join(each) for each in _HAN_GROUPS.split())):
    _parts = _group.split()
    for _part in _parts:
        if not _part.isdigit():
            _known = _SOURCES.setdefault(_part, [])
            _known += [other for other in _parts if other != _part and other not in _known]

LOOKALIKES: dict[str, tuple[str, ...]] = {part: tuple(seen) for part, seen in _SOURCES.items()}
"""For each letter, pair of letters or Chinese character, what it may be taken for."""

_LONGEST_FIRST = sorted(LOOKALIKES, key=lambda each: (-len(each), each))
_ANY = re.compile(f"(?=({'|'.join(_LONGEST_FIRST)}))")


def lookalikes(word: str) -> list[tuple[int, str]]:
    """Find in a word what may be misread: where, and what stands there, the longest of each place.

    >>> lookalikes("modern")
    [(0, 'm'), (1, 'o'), (2, 'd'), (3, 'e'), (4, 'rn'), (5, 'n')]
    """
    return [(match.start(), match[1]) for match in _ANY.finditer(word)]
