from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from augctl.errors import UsageError
from augctl.seeds import rng_for
from augctl.text.vectors import neighbors_of, read_vectors


def written(folder: Path, lines: list[str]) -> Path:
    file = folder / "vectors.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_neighbours_are_those_of_scikit_learn(tmp_path: Path) -> None:
    vectors = rng_for(1, "vectors").normal(size=(300, 8)).astype(np.float32)
    names = [f"w{i}" for i in range(300)]
    lines = [" ".join([name, *map(str, row)]) for name, row in zip(names, vectors, strict=True)]
    file = written(tmp_path, ["300 8", *lines])
    found = neighbors_of({"w7", "w250", "none"}, file, 4, 0.0)
    model = NearestNeighbors(n_neighbors=5, metric="cosine").fit(vectors)
    _, places = model.kneighbors(vectors[[7, 250]])
    expected = [[names[i] for i in row[1:]] for row in places.tolist()]
    assert found == {"w7": expected[0], "w250": expected[1]}


def test_a_neighbour_has_the_similarity_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, ["good 1 0", "great 0.9 0.1", "bad 0 1", "Good 1 0.01", "nil 0 0"])
    assert neighbors_of({"good"}, file, 5, 0.9) == {"good": ["great"]}
    assert neighbors_of({"good"}, file, 5, 0.0) == {"good": ["great", "bad"]}
    assert neighbors_of({"bad"}, file, 5, 0.9) == {}


def test_words_of_several_parts_and_broken_bytes_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, ["a 1 0", "New York 0 1"])
    file.write_bytes(file.read_bytes() + b"\xff 1 1\n")
    assert read_vectors(file)[0] == ["a", "new york", "\ufffd"]


def test_of_words_asked_for_all_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, ["a 1 0", "b x y", "c 0 2", "B 1 1", "New York 3 4"])
    words, vectors = read_vectors(file, {"new york", "c", "d"})
    assert words == ["c", "new york"]
    np.testing.assert_allclose(vectors, [[0, 1], [0.6, 0.8]], rtol=1e-6)
    monkeypatch.setattr("augctl.text.vectors.MOST", 1)
    assert read_vectors(file)[0] == ["a"]
    assert read_vectors(file, {"c", "new york"})[0] == words
    with pytest.raises(UsageError, match=r":2: expected a word and 2 numbers, found 'x' behind"):
        read_vectors(file, {"b"})
    with pytest.raises(UsageError, match=r":4: expected a word and 2 numbers"):
        read_vectors(written(tmp_path, ["a 1 0", "b 1 1", "c 1 1", "d 1"]), {"a"})


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("b 1", "'b' and 1 numbers"),
        ("b 1 2 3 4", "'b' and 4 numbers"),
        ("b 1 2 x", "'x' behind 'b'"),
        ("b 1 2 nan", "'nan' behind 'b'"),
        ("1 2 3", "'1' and 2 numbers"),
    ],
)
def test_a_line_of_another_width_is_named(tmp_path: Path, line: str, found: str) -> None:
    file = written(tmp_path, ["a 1 2 3", "", line])
    with pytest.raises(UsageError) as caught:
        read_vectors(file)
    assert f"{file}:3: expected a word and 3 numbers, found {found}." in str(caught.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no word vectors"):
        read_vectors(written(tmp_path, [""]))
