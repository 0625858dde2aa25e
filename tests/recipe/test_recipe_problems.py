"""Mistakes outside of stages are named where they stand, with what was expected and found."""

from __future__ import annotations

import pytest
from marked import Case, check, places, problems

TOP = {
    "version": ("version: «2", "1", "2", ""),
    "version is no truth": ("version: «true", "a number", "true", ""),
    "no version": ("«name: x", "a value for 'version'", "none", ""),
    "section": ("version: 1\n«chain: []", "one of chains, input,", "'chain'", "chains"),
    "key": ("version: 1\noutput:\n  «orignals: copy", "one of format,", "'orignals'", "originals"),
    "inner key": (
        "version: 1\noutput: {image: {«qualty: 9}}",
        "one of background, codec, quality, subsampling",
        "'qualty'",
        "quality",
    ),
    "word": (
        "version: 1\noutput: {originals: «cpoy}",
        "'copy', 'link' or 'skip'",
        "'cpoy'",
        "copy",
    ),
    "text": ("version: 1\nname: «12", "text (put it in quotes)", "12", ""),
    "empty text": ("version: 1\nname: «''", "text that is not empty", "''", ""),
    "whole number": ("version: 1\nseed: «1.5", "a whole number", "1.5", ""),
    "number": ("version: 1\nseed: «'7'", "a number", "'7'", ""),
    "finite": ("version: 1\nseed: «.nan", "a finite number", ".nan", ""),
    "seed below 0": ("version: 1\nseed: «-1", "0 or more", "-1", ""),
    "large seed": ("version: 1\nseed: «18446744073709551616", "18446744073709551615", "", ""),
    "range": ("version: 1\noutput: {image: {quality: «101}}", "100 or less", "101", ""),
    "colour": ("version: 1\noutput: {image: {background: «[1, 2]}}", "[red,", "[1, 2]", ""),
    "level": ("version: 1\noutput: {image: {background: [1, «256, 3]}}", "255 or", "256", ""),
    "sampling": ("version: 1\noutput: {image: {subsampling: «420}}", "'420' or", "420", ""),
    "mapping": ("version: 1\ninput: «[a]", "a mapping", "[a]", ""),
    "list": ("version: 1\nchains: «{a: 1}", "a list", "{a: 1}", ""),
    "chain": ("version: 1\nchains: [«views]", "a mapping", "'views'", ""),
    "shares": (
        "version: 1\ninput: {split: «{train: 0.8, val: 0.1}}",
        "shares that sum to 1, with some for train",
        "{train: 0.8, val: 0.1}",
        "",
    ),
    "no train": ("version: 1\ninput: {split: «{test: 1}}", "shares that sum to 1", "{test: 1}", ""),
    "negative share": ("version: 1\ninput: {split: {train: 1, val: «-0.5}}", "0.0 or", "-0.5", ""),
}

CHAINS = {
    "no quota": ("«{name: a}", "exactly one quota: copies, total or balance", "none", ""),
    "two quotas": ("{name: a, copies: 1, «total: 2}", "exactly one quota", "copies and total", ""),
    "three": ("{name: a, balance: 1, «total: 2, copies: 3}", "one quota", "total and balance", ""),
    "empty quota": ("{name: a, copies: «~}", "a whole number per original, or", "nothing", ""),
    "no copies": ("{name: a, copies: «0}", "1 or more", "0", ""),
    "negative": ("{name: a, copies: «-1}", "1 or more", "-1", ""),
    "negative by class": ("{name: a, copies: {cat: 1, dog: «-1}}", "0 or more", "-1", ""),
    "no class": ("{name: a, copies: «{}}", "at least 1 items", "{}", ""),
    "half a copy": ("{name: a, copies: «1.5}", "a whole number", "1.5", ""),
    "total of nothing": ("{name: a, total: «0}", "1 or more", "0", ""),
    "total by class": ("{name: a, total: «{cat: 1}}", "a whole number, 1 or more", "{cat: 1}", ""),
    "too many": ("{name: a, total: «1e13}", "1000000000000 or less", "10000000000000.0", ""),
    "balance word": ("{name: a, balance: «min}", "max, median, a whole number, or", "'min'", ""),
    "balance is no truth": ("{name: a, balance: «true}", "max, median,", "true", ""),
    "name": ("{name: «a__b, copies: 1}", "letters, digits, '-' and single", "'a__b'", ""),
    "name is no path": ("{name: «../a, copies: 1}", "up to 64 letters", "'../a'", ""),
    "name is text": ("{name: «7, copies: 1}", "text (put it in quotes)", "7", ""),
    "long name": ("{name: «" + "a" * 65 + ", copies: 1}", "up to 64 letters", "'aaa", ""),
    "attempts": ("{name: a, copies: 1, attempts: «0}", "1 or more", "0", ""),
    "stages": ("{name: a, copies: 1, stages: «{}}", "a list of stages", "{}", ""),
    "no stages": ("{name: a, copies: 1, stages: «[]}", "at least one stage", "an empty list", ""),
}


@pytest.mark.parametrize("case", TOP.values(), ids=TOP.keys())
def test_of_the_file(case: Case) -> None:
    check(*case)


@pytest.mark.parametrize("case", CHAINS.values(), ids=CHAINS.keys())
def test_of_a_chain(case: Case) -> None:
    chain, *rest = case
    if "stages" not in chain:
        chain = f"{chain.removesuffix('}')}, stages: [image.hue]}}"
    check(f"version: 1\nchains:\n  - {chain}\n", *rest)


def test_the_same_name_twice_also_in_capitals() -> None:
    chain = "{{name: {}, total: 1, stages: [image.hue]}}"
    names = ("views", "mixes", "«Views", "«VIEWS")
    chains = ", ".join(map(chain.format, names))
    clean, expected = places(f"version: 1\nchains: [{chains}]")
    found = problems(clean)
    assert [(p.line, p.column) for p in found] == expected
    assert {p.expected for p in found} == {"each chain name once"}
