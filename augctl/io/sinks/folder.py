"""Class folders out: `data/cat/0012.jpg` and `data/cat/0012__views-3.jpg`.

Two outputs never share a name. Between an original's name and a chain's stands a run of
underscores that is longer than any in the originals' names, so that no derived name can be an
original's, also when the input is itself an expanded dataset. Names that differ only by suffix,
case or Unicode form, that are not UTF-8, or that are too long, get a short hash of their path.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from augctl.io.original import NAME_CLASH, STEM_CLASH, Original
from augctl.io.paths import readable, tagged

# Most disks take 255 bytes; what is left is for the chain, the number and the suffix.
_MAX_STEM_BYTES = 150


@dataclass(frozen=True, slots=True)
class FolderSink:
    """Names the files of class folders.

    Attributes:
        by_split: Whether folders of splits stand above the classes.
        own_split: Whether the first folder of an original's path is its split.
        separator: What stands between an original's name and a chain's.
        plain_plus: Whether no original's name has a `+`, which marks a change of class.
    """

    by_split: bool
    own_split: bool = False
    separator: str = "__"
    plain_plus: bool = True

    def original(self, original: Original) -> str:
        """Return where an original goes, relative to OUT/data."""
        path = PurePosixPath(original.path)
        name = readable(path.name)
        if original.flags & NAME_CLASH or name != path.name:
            name = tagged(readable(path.stem), original.path) + readable(path.suffix)
        return self._place(original, original.label, name)

    def derived(
        self, original: Original, label: str | None, chain: str, copy: int, suffix: str
    ) -> str:
        """Return where an output goes, relative to OUT/data.

        Args:
            original: The anchor.
            label: The class whose folder it goes to.
            chain: The chain's name.
            copy: Which use of the anchor in the chain this is, from 0.
            suffix: Ending with the dot.
        """
        path = PurePosixPath(original.path)
        stem = readable(path.stem)
        if len(stem.encode()) > _MAX_STEM_BYTES:
            cut = stem.encode()[:_MAX_STEM_BYTES].decode("utf-8", "ignore")
            stem = tagged(cut, original.path)
        elif original.flags & STEM_CLASH or stem != path.stem:
            stem = tagged(stem, original.path)
        if label != original.label:
            stem = f"{readable(original.label or '')}+{stem}"
            if not self.plain_plus:
                stem = tagged(stem, original.path)
        return self._place(original, label, f"{stem}{self.separator}{chain}-{copy + 1}{suffix}")

    def _place(self, original: Original, label: str | None, name: str) -> str:
        """Put a name into its folders: split, class, and those below the class in the input."""
        parts = [original.split] if self.by_split else []
        if label is not None:
            parts.append(readable(label))
        parts += [readable(part) for part in self._below(original)]
        return "/".join([*parts, name])

    def _below(self, original: Original) -> tuple[str, ...]:
        folders = PurePosixPath(original.path).parts[:-1]
        if self.own_split:
            folders = folders[1:]
        return folders[1:] if original.label is not None else folders
