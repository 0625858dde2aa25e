"""No two outputs share a name, however odd the names of the originals are."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from listings import index_of

from augctl.engine.run import sink_for
from augctl.errors import InputError
from augctl.io.codecs import EXTENSIONS
from augctl.io.original import Original
from augctl.io.sinks.folder import class_folders
from augctl.io.sources.folder import Listing
from augctl.planning.index import Index
from augctl.planning.index_writer import build
from augctl.recipe.compile import load

RECIPE = load({"version": 1})
CHAINS = ("views", "views-1", "m_x")

pieces = st.sampled_from(
    [
        *(b"a", b"A", b"b", b"1", b"-1", b".", b" ", b"views-1", b"__views-1", b"_", b"__", b"___"),
        *(
            b"+",
            b"a+",
            b"++",
            b"~",
            b"~~",
            b"_" * 9,
            b"~" * 9,
            b"\xe9",
            b"%E9",
            b"\xff",
            b"x" * 120,
        ),
        *(
            text.encode()
            for text in ("é", "e\u0301", "É", "ß", "ss", "\u212a", "k", "\u017f", "猫" * 40)
        ),
        *(text.encode() for text in ("\u0345", "\u0301", "İ", "i\u0307", "ﬀ", "ff", "ΐ", "\u1fd3")),
    ]
)
suffixes = st.sampled_from([b".jpg", b".JPG", b".png", b".jpeg"])
stems = st.lists(pieces, min_size=1, max_size=4).map(b"".join)
folders = stems.filter(lambda name: not name.startswith(b".") and len(name) < 256)
files = (
    st.tuples(stems, suffixes)
    .map(b"".join)
    .filter(lambda name: not name.startswith(b".") and len(name) < 256)
)


def write(root: Path, names: Iterable[bytes]) -> None:
    for name in names:
        file = root / os.fsdecode(name)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(exist_ok=False)
        except OSError:
            continue  # a file is where this one needs a folder, or the other way round


def listed(root: Path) -> Index:
    try:
        return build(Listing(root, EXTENSIONS).entries(), Path(mkdtemp()))
    except InputError:  # the folders can be read in two ways: nothing is written at all
        assume(False)
        raise


def outputs(index: Index, labels: Sequence[int]) -> list[str]:
    """Name all that a run could write; `labels` chooses the class of what a mix makes."""
    sink = sink_for(RECIPE, index)
    found = []
    for number in range(index.count):
        original = index[number]
        found.append(sink.original(original))
        for i, chain in enumerate(CHAINS):
            for copy in (0, 10):
                label = original.label
                if index.labels:
                    label = [label, *index.labels][
                        labels[(number + i) % 7] % (len(index.labels) + 1)
                    ]
                suffix = ".jpg" if number % 2 else ".png"
                found.append(sink.derived(original, label, chain, copy, suffix))
    shutil.rmtree(index.folder)
    return found


def seen_by_a_disk(name: str) -> set[str]:
    """Return what disks that ignore case, Unicode form or both take a name for."""
    forms = {name}
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, name)
        forms |= {normal, normal.lower(), normal.casefold(), normal.upper()}
        forms.add(unicodedata.normalize(form, normal.casefold()))
        forms.add(unicodedata.normalize(form, unicodedata.normalize("NFD", name).casefold()))
    return forms


def check(names: Sequence[str]) -> None:
    assert len(set(names)) == len(names)
    known: dict[str, str] = {}
    for name in names:
        for form in seen_by_a_disk(name):
            assert known.setdefault(form, name) == name
        parts = name.split("/")
        assert all(0 < len(part.encode()) <= 255 for part in parts)
        assert not {".", ".."} & set(parts)
        # No file stands where another needs a folder.
        assert all("/".join(parts[:i]) not in set(names) for i in range(1, len(parts)))


odd = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@odd
@given(
    names=st.lists(st.tuples(folders, st.lists(folders, max_size=1), files), max_size=8),
    labels=st.lists(st.integers(0, 5), min_size=7, max_size=7),
)
def test_outputs_never_collide_also_when_expanded_again(
    tmp_path: Path, names: list[tuple[bytes, list[bytes], bytes]], labels: list[int]
) -> None:
    root = Path(mkdtemp(dir=tmp_path))
    write(root, (b"/".join([label, *below, name]) for label, below, name in names))
    made = outputs(listed(root), labels)
    check(made)
    # Again, with what was made in a folder of its own, and beside the originals.
    again = Path(mkdtemp(dir=tmp_path))
    for target in (again, root):
        write(target, (name.encode() for name in made[: 3 * len(CHAINS)]))
        check(outputs(listed(target), labels))
        shutil.rmtree(target)


@odd
@given(names=st.lists(files, max_size=8))
def test_outputs_without_classes_never_collide(tmp_path: Path, names: list[bytes]) -> None:
    root = Path(mkdtemp(dir=tmp_path))
    write(root, names)
    check(outputs(listed(root), [0] * 7))
    shutil.rmtree(root)


def named(tmp_path: Path, *paths: str) -> list[tuple[str, str]]:
    index = index_of(tmp_path, paths)
    sink = sink_for(RECIPE, index)

    def derived(original: Original) -> str:
        return sink.derived(original, original.label, "views", 2, ".jpg")

    return [(sink.original(index[n]), derived(index[n])) for n in range(index.count)]


def test_plain_names_stay_plain(tmp_path: Path) -> None:
    assert named(tmp_path, "cat/0012.jpg", "dog/sub/Photo 1.JPG") == [
        ("cat/0012.jpg", "cat/0012__views-3.jpg"),
        ("dog/sub/Photo 1.JPG", "dog/sub/Photo 1__views-3.jpg"),
    ]


def test_names_that_look_like_ours_make_our_signs_longer(tmp_path: Path) -> None:
    assert named(tmp_path, "cat/1__views-3.jpg", "cat/2.jpg") == [
        ("cat/1__views-3.jpg", "cat/1__views-3___views-3.jpg"),
        ("cat/2.jpg", "cat/2___views-3.jpg"),
    ]


def test_a_mix_that_changed_class_names_the_class_that_it_came_from(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["cat/1.jpg", "dog/1.jpg"])
    name = sink_for(RECIPE, index).derived(index[0], "dog", "mixes", 0, ".jpg")
    assert name == "dog/cat+1__mixes-1.jpg"


@pytest.mark.parametrize(
    "pair",
    [
        ("Cat", "cat"),
        ("caf\xe9", "cafe\u0301"),
        ("stra\xdfe", "STRASSE"),
        ("\u1f80\u0301", "\u03b1\u0313\u0301\u0345"),
    ],
)
def test_classes_that_some_disks_take_for_one_have_folders_of_their_own(
    tmp_path: Path, pair: tuple[str, str]
) -> None:
    first, second, other = named(tmp_path, f"{pair[0]}/1.jpg", f"{pair[1]}/1.jpg", "other/1.jpg")
    for label, names in zip(pair, (first, second), strict=True):
        assert all(name.startswith(f"{label}~") for name in names)
    assert other == ("other/1.jpg", "other/1__views-3.jpg")


def test_signs_at_their_longest_still_fit_and_still_tell_apart(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        [f"A/{'_' * 240}.jpg", f"a/{'~' * 240}.jpg", "x/1.jpg", f"x/1{'_' * 9}views-1.jpg"],
    )
    made = outputs(index, [0] * 7)
    check(made)
    # A class whose name is what another class's folder would be called.
    sign = "~" * 8
    taken = class_folders(["A", "a"], sign)["A"]
    check(outputs(index_of(tmp_path, ["A/1.jpg", "a/1.jpg", f"{taken}/1.jpg"]), [0] * 7))


def test_a_plus_in_a_name_is_not_taken_for_ours(tmp_path: Path) -> None:
    index = index_of(tmp_path, ["a/b+1.jpg", "a+b/1.jpg", "c/1.jpg"])
    sink = sink_for(RECIPE, index)
    check([sink.derived(index[n], "c", "mixes", 0, ".jpg") for n in range(2)])
