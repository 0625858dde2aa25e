from __future__ import annotations

import itertools
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from augctl.seeds import Part, Streams, digest, rng_for

# Frozen. If one of these changes, every dataset that anyone made can no longer be made again:
# raise STREAM_VERSION and say so.
KNOWN: dict[tuple[int, tuple[Part, ...]], tuple[str, int, float]] = {
    (0, ()): ("f01945b8f19cf8d9", 182870205103274818, 0.49042450582862795),
    (7, ("cat/1.jpg", "views", 0, 0, "image.rotate")): (
        "97628aeea1b7fa14",
        4080483615358551024,
        0.6119649394696679,
    ),
    (2**64 - 1, ("a", 1, b"\xff")): ("c5e24ff57a0837bd", 7094079951500748851, 0.8725649400546703),
    (1, ("caf\udce9.jpg",)): ("5e2a3b369e50796e", 7956784300343799197, 0.9940036611610921),
}

parts = st.text(st.characters(exclude_categories=["Cs"])) | st.integers() | st.binary()
paths = st.lists(parts, max_size=5).map(tuple)
seeds = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize(("address", "known"), KNOWN.items())
def test_known_answers(
    address: tuple[int, tuple[Part, ...]], known: tuple[str, int, float]
) -> None:
    seed, path = address
    rng = rng_for(seed, *path)
    found = digest(seed, *path, size=8).hex(), int(rng.integers(2**63)), float(rng.random())
    assert found == known


def test_an_address_is_hashed_as_the_file_says() -> None:
    written = b"s\x02" + bytes(7) + b"ab" + b"i\x02" + bytes(7) + b"-3" + b"b\x01" + bytes(7) + b"x"
    key = (7).to_bytes(8, "little")
    hashed = blake2b(written, digest_size=16, key=key, person=b"augctl\x01\x00").digest()
    assert digest(7, "ab", -3, b"x") == hashed
    philox = np.random.Philox(key=int.from_bytes(hashed, "little"))
    assert rng_for(7, "ab", -3, b"x").random() == np.random.Generator(philox).random()


@given(seeds, st.lists(paths, min_size=1, max_size=4))
def test_one_generator_re_keyed_draws_what_new_ones_draw(
    seed: int, addresses: list[tuple[Part, ...]]
) -> None:
    streams = Streams(seed)
    for path in addresses:
        one, other = streams.at(*path), rng_for(seed, *path)
        # An odd number of 32-bit draws leaves half a word behind: it must not reach the next.
        for rng in (one, other):
            rng.integers(2**31, dtype=np.uint32)
        assert one.random() == other.random()
        assert one.standard_normal() == other.standard_normal()
        assert one.integers(10**9, size=3).tolist() == other.integers(10**9, size=3).tolist()


ALIKE: list[tuple[int, tuple[Part, ...]]] = [
    *((1, (2,)), (2, (1,)), (3, ()), (12, ()), (1, ("2",)), (1, (b"2",)), (1, (-2,))),
    *((0, ("ab", "c")), (0, ("a", "bc")), (0, ("abc",)), (0, ("a", "b", "c")), (0, ("", "abc"))),
    *((0, ("abc", "")), (0, ("", "", "abc")), (0, (b"abc",)), (0, (b"ab", "c")), (0, ("a b c",))),
    *((0, (1,)), (0, ("1",)), (0, (b"1",)), (0, (1, 1)), (0, (11,)), (0, ("1", 1)), (0, (1, "1"))),
    *((0, ("1:a",)), (0, ("s", "a")), (0, ("\0",)), (0, ("\0\0",)), (0, ("\0", "\0")), (0, ())),
    *((0, ("é",)), (0, ("e\u0301",)), (0, ("\udce9",)), (0, (b"\xc3\xa9",))),
]


def test_addresses_that_are_alike_have_streams_of_their_own() -> None:
    keys = [digest(seed, *path) for seed, path in ALIKE]
    assert len(set(keys)) == len(ALIKE)
    draws = [rng_for(seed, *path).random() for seed, path in ALIKE]
    assert len(set(draws)) == len(ALIKE)


@given(seeds, paths, seeds, paths)
def test_two_addresses_never_share_a_stream(
    seed: int, path: tuple[Part, ...], other_seed: int, other: tuple[Part, ...]
) -> None:
    same = seed == other_seed and path == other
    assert (digest(seed, *path) == digest(other_seed, *other)) == same


def test_streams_of_neighbours_are_independent() -> None:
    addresses = itertools.product(range(40), range(40))
    draws = np.array([Streams(seed).at(i).random(8) for seed, i in addresses])
    bits = np.corrcoef(draws.T) - np.eye(8)
    assert np.abs(bits).max() < 4 / np.sqrt(len(draws))
    assert abs(draws.mean() - 0.5) < 4 * np.sqrt(1 / 12 / draws.size)
    # No draw of one address comes again in another.
    assert len(np.unique(draws)) == draws.size


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_is_64_bits(seed: int) -> None:
    with pytest.raises(OverflowError):
        rng_for(seed, "a")
