"""Apertium, a translator by rules and dictionaries, called as the program that Debian packages.

Many texts go through one process, each ended by a NUL, at which all of its parts forget what came
before: so what becomes of a text does not depend on the others. The texts are numbered, because
some parts add NULs of their own.

Forcada et al. 2011: Apertium: a free/open-source platform for rule-based machine translation.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from augctl.errors import BadInput, MissingPart

MARKS = frozenset("*@#")
"""Stand before words of which the program did not know what, what in the other language, or what
form of it."""

_PROGRAM = "apertium"
# Signs that mean something in what its parts send one another.
_SIGN = re.compile(r"([\[\]{}^$/\\@<>])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"\[(\d+)\]")
_END = ".[]"
_WORD = re.compile(r"[\w'’-]+")
# It translates 50,000 bytes in a second here; this is for a machine that is busy with other things.
_SECONDS, _BYTES_PER_SECOND = 60.0, 2000


@dataclass(frozen=True, slots=True)
class Apertium:
    """Two languages, by its codes, between which it translates both ways.

    Attributes:
        language: That of the texts.
        pivot: The other.
    """

    language: str
    pivot: str

    @property
    def directions(self) -> tuple[str, str]:
        """There and back, by the names that the program has for them."""
        return f"{self.language}-{self.pivot}", f"{self.pivot}-{self.language}"

    def missing(self) -> str:
        """Say what is not installed, with the way out; empty where all is."""
        first, second = (f"apertium-{direction}" for direction in self.directions)
        install = f"`apt-get install apertium {first}` (the package may be called {second})"
        if shutil.which(_PROGRAM) is None:
            return f"the program apertium is not installed: use {install}, or the backend marian"
        known = _run(["-l"]).split()
        if set(self.directions) <= set(known):
            return ""
        pairs = [d for d in known if "-".join(reversed(d.split("-"))) in known]
        shown = ", ".join(pairs) or "none"
        return f"apertium has no {' and '.join(self.directions)}: use {install}, or one of {shown}"

    def versions(self) -> Mapping[str, str]:
        """Return the version of the program, and a hash of what it knows of the languages."""
        if shutil.which(_PROGRAM) is None:
            return {_PROGRAM: "none"}
        found = {_PROGRAM: _run(["-V"]).split()[-1]}
        return found | {f"apertium {name}": _hash_of(name) for name in self.directions}

    def there_and_back(self, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Translate texts to the pivot and back.

        Returns:
            For each text its translation, and why that is no translation of all of it; empty where
            it is. A word with one of `MARKS` before it is not translated.

        Raises:
            BadInput: The program failed, or took too long.
            MissingPart: It, or one of the languages, is not there.
        """
        there, back = self.directions
        middle = translate(texts, there)
        ends = translate([text.replace("*", "") for text in middle], back)
        return [_judged(*each) for each in zip(texts, middle, ends, strict=True)]


def translate(texts: Sequence[str], direction: str) -> list[str]:
    """Translate texts; words that are not known have a star before them.

    Raises:
        BadInput: The program failed, or took too long.
        MissingPart: It is not there.
    """
    parts = [f"[{i}]{_SIGN.sub(_escaped, text)}{_END}\0" for i, text in enumerate(texts)]
    answer = _run(["-z", "-f", "none", direction], "".join(parts))
    found: dict[int, str] = {}
    for part in answer.split("\0"):
        if match := _NUMBER.match(part):
            text = part[match.end() :].removesuffix("[]").removesuffix(".")
            found[int(match[1])] = " ".join(_ESCAPED.sub(r"\1", text).split())
    if len(found) != len(texts):
        raise BadInput("translator", f"apertium answered {len(found)} of {len(texts)} texts")
    return [found[i] for i in range(len(texts))]


def _judged(text: str, middle: str, end: str) -> tuple[str, str]:
    """Take the marks off words that came through as they were; say what is wrong with others."""
    known = set(_WORD.findall(text.lower()))
    answer = re.sub(rf"\*+({_WORD.pattern})", lambda m: m[1 if m[1].lower() in known else 0], end)
    if unknown := re.search(rf"\*({_WORD.pattern})", answer):
        return answer, f"apertium knows no way back for {unknown[1]!r}"
    if set("@#") & set(middle + answer):
        return answer, "apertium met a word that it could not put into the other language"
    return answer, ""


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def _run(arguments: list[str], text: str = "") -> str:
    """Call the program; a group of processes of its own, so that none of its parts is left over."""
    data = text.encode()
    try:
        process = subprocess.Popen(
            [_PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise MissingPart(
            f"The program apertium cannot be called: {error.strerror or error}.",
            "Install it: apt-get install apertium apertium-eng-spa",
        ) from None
    seconds = _SECONDS + len(data) / _BYTES_PER_SECOND
    try:
        answer, complaint = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise BadInput("translator", f"apertium gave no answer in {seconds:.0f} s") from None
    finally:
        if process.poll() is None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        said = complaint.decode(errors="replace").strip()[:200] or "nothing"
        raise BadInput("translator", f"apertium ended with {process.returncode} and said: {said}")
    return answer.decode(errors="replace")


def _hash_of(direction: str) -> str:
    """Return a hash of the files that a direction is made of, which its mode file names."""
    program = Path(shutil.which(_PROGRAM) or _PROGRAM).resolve()
    folder = os.environ.get("APERTIUM_DATADIR") or program.parents[1] / "share" / "apertium"
    mode = Path(folder, "modes", f"{direction}.mode")
    key = blake2b(digest_size=12)
    with suppress(OSError):
        key.update(mode.read_bytes())
        for name in re.findall(r"'(/[^']+)'", mode.read_text(errors="replace")):
            key.update(Path(name).read_bytes())
    return key.hexdigest()
