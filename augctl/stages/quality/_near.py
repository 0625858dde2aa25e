"""An index of training texts, to find those that are nearly like a text; none is missed.

Two texts whose shingles are alike to a share must have one in common among the first few of each,
in any order that both are put in: with rare ones first, few texts come into question. Those that
differ too much in size, or in a few bits that stand for all shingles, are left out, and the others
are compared. The order needs only a rough count of each shingle.

Chaudhuri, Ganti, Kaushik, 2006: A primitive operator for similarity joins in data cleaning.
Bayardo, Ma, Srikant, 2007: Scaling up all pairs similarity search.
Sandes, Teodoro, Melo, 2020: Bitmap filter: Speeding up exact set similarity joins with bitwise
operations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from augctl.stages.rows import State
from augctl.tables.block import Floats, Ints
from augctl.tables.hashes import Hashes
from augctl.tables.table import Training
from augctl.text.alike import Shingles, shingles_of
from augctl.text.terms import firsts

_PART = 4096
_PAIRS = 1 << 14
_CELLS = 1 << 20
_POSTINGS = 1 << 20
_BITS = 256
_SLACK = 1e-9  # for rounding: more may come into question, and is compared exactly


def learned(training: Training, similarity: float) -> State:
    """Build the index: of each shingle among the first of a text, the texts that have it."""
    rough = np.zeros(_CELLS, dtype=np.uint32)
    for _, shingles in _walk(training):
        rough += np.bincount(_cells(shingles.hashes), minlength=_CELLS).astype(np.uint32)
    hashes, members, sizes, bits, whole = [], [], [], [], []
    for start, shingles in _walk(training):
        count = min(_PART, len(training) - start)
        first = _prefixes(shingles, rough, similarity, count)
        hashes.append(shingles.hashes[first])
        members.append(start + shingles.rows[first])
        sizes.append(np.bincount(shingles.rows, minlength=count))
        bits.append(_bits(shingles, count))
        whole.append(_together(shingles, count))
    keys, member = np.concatenate(hashes), np.concatenate(members)
    # Of texts with the same shingles, the first is enough.
    only = np.zeros(len(training), dtype=bool)
    only[np.unique(np.concatenate(whole), return_index=True)[1]] = True
    keys, member = keys[only[member]], member[only[member]]
    order = np.lexsort((member, keys))
    keys, member = keys[order], member[order]
    at = firsts(keys)
    return {
        "rough": rough,
        "keys": keys[at],
        "starts": np.append(at, len(keys)),
        "members": member,
        "sizes": np.concatenate(sizes),
        "bits": np.concatenate(bits),
        "rows": np.sort(training.rows),
    }


def found_near(
    texts: Sequence[str], training: Training, similarity: float, state: State
) -> NDArray[np.bool_]:
    """Say which texts have a training text that is alike at least to a share: shape (m,)."""
    found = np.zeros(len(texts), dtype=bool)
    shingles = shingles_of(texts)
    for owners, members in _candidates(shingles, len(texts), similarity, state):
        for start in range(0, len(owners), _PAIRS):
            part = slice(start, start + _PAIRS)
            among, which = np.unique(members[part], return_inverse=True)
            words = training.table.words(np.asarray(state["rows"][among]))
            others = shingles_of([text or "" for text in words[:, training.text].tolist()])
            alike = _likeness(shingles, owners[part], others, which) >= similarity
            found[owners[part][alike]] = True
    return found


def _walk(training: Training) -> Iterator[tuple[int, Shingles]]:
    """Walk the training texts in parts; returns where each begins, and its shingles."""
    rows = np.sort(training.rows)
    for start in range(0, len(rows), _PART):
        texts = training.table.words(rows[start : start + _PART])[:, training.text].tolist()
        yield start, shingles_of([text or "" for text in texts])


def _cells(hashes: Hashes) -> Ints:
    return (hashes & np.uint64(_CELLS - 1)).astype(np.int64)


def _prefixes(shingles: Shingles, rough: NDArray[np.uint32], similarity: float, count: int) -> Ints:
    """Return places of the rarest shingles of each text, as many as are needed, by text."""
    rows, hashes = shingles
    sizes = np.bincount(rows, minlength=count)
    order = np.lexsort((hashes, rough[_cells(hashes)], rows))
    ranks = np.arange(len(rows)) - (np.cumsum(sizes) - sizes)[rows]
    needed = sizes - np.ceil(similarity * sizes - _SLACK).astype(np.int64) + 1
    first: Ints = order[ranks < needed[rows]]
    return first


def _bits(shingles: Shingles, count: int) -> NDArray[np.uint64]:
    """Return a few bits for each text, shape (count, 4): each shingle turns one of them.

    Texts differ in at least as many shingles as in bits.
    """
    turned = shingles.rows * _BITS + (shingles.hashes >> np.uint64(40)).astype(np.int64) % _BITS
    odd = np.bincount(turned, minlength=count * _BITS) & 1
    packed = np.packbits(odd.astype(np.uint8).reshape(count, _BITS), axis=1)
    found: NDArray[np.uint64] = packed.view(np.uint64)
    return found


def _candidates(
    shingles: Shingles, count: int, similarity: float, state: State
) -> Iterator[tuple[Ints, Ints]]:
    """Walk pairs of a text and a training text that may be alike, each pair once."""
    keys, starts = state["keys"], state["starts"]
    first = _prefixes(shingles, state["rough"], similarity, count)
    if not len(keys) or not len(first):
        return
    hashes, owners = shingles.hashes[first], shingles.rows[first]
    places = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    known = keys[places] == hashes
    places, owners = places[known], owners[known]
    begins, ends = starts[places], starts[places + 1]
    sizes, bits = np.bincount(shingles.rows, minlength=count), _bits(shingles, count)
    # Common shingles have many texts: only so many at a time are held.
    chunks = np.cumsum(np.bincount(owners, ends - begins, count)) // _POSTINGS
    for chunk in np.unique(chunks[owners]):
        some = chunks[owners] == chunk
        members = np.asarray(state["members"][_slices(begins[some], ends[some])])
        mine = np.repeat(owners[some], ends[some] - begins[some])
        own, theirs = sizes[mine], state["sizes"][members]
        near = np.minimum(own, theirs) >= similarity * np.maximum(own, theirs) - _SLACK
        mine, members, both = mine[near], members[near], (own + theirs)[near]
        differ = np.bitwise_count(bits[mine] ^ state["bits"][members]).sum(axis=1, dtype=np.int64)
        near = differ * (1 + similarity) <= (1 - similarity) * both + _SLACK
        mine, members = mine[near], members[near]
        order = np.lexsort((members, mine))
        once = order[firsts(mine[order], members[order])]
        yield mine[once], members[once]


def _likeness(one: Shingles, which: Ints, other: Shingles, whose: Ints) -> Floats:
    """Return the share of shingles in common for pairs of texts: shape (k,)."""
    sides = []
    for shingles, texts in ((one, which), (other, whose)):
        bounds = np.searchsorted(shingles.rows, [texts, texts + 1])
        pairs = np.repeat(np.arange(len(texts)), bounds[1] - bounds[0])
        sides.append((pairs, shingles.hashes[_slices(*bounds)]))
    pairs, hashes = (np.concatenate(part) for part in zip(*sides, strict=True))
    order = np.lexsort((hashes, pairs))
    union = firsts(pairs[order], hashes[order])
    either = np.bincount(pairs[order][union], minlength=len(which))
    both = np.bincount(pairs, minlength=len(which)) - either
    share: Floats = both / np.maximum(either, 1)
    return share


def _slices(starts: Ints, stops: Ints) -> Ints:
    """Return the places from each start to its stop, one behind the other.

    >>> _slices(np.array([5, 2]), np.array([7, 3])).tolist()
    [5, 6, 2]
    """
    counts = stops - starts
    before = np.cumsum(counts) - counts
    places: Ints = np.arange(counts.sum()) + np.repeat(starts - before, counts)
    return places


def _together(shingles: Shingles, count: int) -> Hashes:
    """Return a hash of all shingles of each text: shape (count,)."""
    total = np.zeros(count, dtype=np.uint64)
    at = firsts(shingles.rows)
    if len(at):
        total[shingles.rows[at]] = np.add.reduceat(shingles.hashes, at)
    return total
