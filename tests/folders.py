"""Small input folders, made by Pillow alone, and the command line as a function."""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import zlib
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from PIL import Image

FLIP = "chains:\n  - name: views\n    copies: 1\n    stages: [image.flip_lr]\n"


def picture(name: str, size: tuple[int, int] = (24, 18)) -> Image.Image:
    """Make a picture of blocks of colour, another for every name."""
    rng = np.random.default_rng(zlib.crc32(os.fsencode(name)))
    width, height = size
    blocks = rng.integers(0, 256, (-(-height // 6), -(-width // 6), 3), dtype=np.uint8)
    return Image.fromarray(blocks.repeat(6, 0).repeat(6, 1)[:height, :width])


def put(file: Path, size: tuple[int, int] = (24, 18), mode: str = "RGB", **options: Any) -> Path:
    """Write a picture in the format that the ending names."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture(file.name, size).convert(mode).save(file, **options)
    return file


def classes(root: Path, counts: dict[str, int], ending: str = "png") -> Path:
    """Write class folders with so many pictures each."""
    for label, count in counts.items():
        for number in range(count):
            put(root / label / f"{label}{number}.{ending}")
    return root


def recipe(file: Path, body: str = FLIP) -> Path:
    """Write a recipe."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"version: 1\n{body}")
    return file


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def huge_png(side: int = 30_000) -> bytes:
    """Make a sound PNG of a black square, small as a file, without packing every line."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    lines = packer.compress(bytes((1 + side * 3) * 30)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (side * (1 + side * 3) % 65521) << 16 | 1  # Adler-32 of so many zeros
    body = b"\x78\xda" + lines * (side // 30) + b"\3\0" + struct.pack(">I", checksum)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    whole = chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + whole


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]


def outputs(out: Path) -> set[bytes]:
    """List the files of OUT/data, by their names on disk."""
    data = out / "data"
    return {
        os.fsencode((Path(here) / name).relative_to(data))
        for here, _, names in os.walk(data)
        for name in names
    }


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        return json.loads(self.out)


def augctl(*arguments: str | Path) -> Ended:
    """Run the program in this process, its outputs a pipe."""
    from augctl.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    argv = ["augctl", *map(str, arguments)]
    code: Any = 0
    with patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
    assert "Traceback" not in err.getvalue()
    assert "bug in augctl" not in err.getvalue()
    return Ended(code, out.getvalue(), err.getvalue())


def expand(root: Path | None, out: Path, *options: str | Path, body: str = FLIP) -> Ended:
    """Run `augctl expand` with a recipe of its own and one worker."""
    file = recipe(out.with_name(f"{out.name}.yaml"), body)
    given = [] if root is None else [root]
    return augctl("expand", *given, "-r", file, "-o", out, "--workers", "1", *options)


def check_whole(out: Path) -> list[dict[str, Any]]:
    """Make sure that files and manifest name each other, and return the manifest's rows."""
    manifest = rows(out / "manifest.jsonl")
    names = [row["file_name"].encode() for row in manifest]
    assert len(names) == len(set(names))
    assert set(names) == outputs(out)
    run = json.loads((out / "run.json").read_text())
    assert run["status"] == "complete"
    assert run["counts"]["outputs"] == len(names)
    assert run["counts"]["errors"] == len(rows(out / "errors.jsonl"))
    known = {"path", "chain", "unit", "copy", "stage", "outcome", "reason", "message"}
    for row in rows(out / "errors.jsonl"):
        assert row.keys() == known
        assert row["path"].isprintable() or "\n" in row["path"]
        assert row["reason"].replace("_", "").isalpha()
        assert row["message"]
    return manifest


def labels(manifest: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Count the rows of a manifest by class."""
    found: dict[str, int] = {}
    for row in manifest:
        found[str(row["label"])] = found.get(str(row["label"]), 0) + 1
    return found
