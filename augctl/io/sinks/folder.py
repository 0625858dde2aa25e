"""Class folders out: `data/cat/0012.jpg` and `data/cat/0012__views-3.jpg`.

Two outputs never share a name. Between an original's name and a chain's stands a run of
underscores that is longer than any in the originals' names, so that no derived name can be an
original's, also when the input is itself an expanded dataset. Names that differ only by suffix,
case or Unicode form, that are not UTF-8, or that are too long, get a hash of their path; it stands
behind a run of `~` that is longer than any in the input, for the same reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from augctl.io.original import NAME_CLASH, STEM_CLASH, Original
from augctl.io.paths import folded, readable, tagged

# Most disks take 255 bytes for a name; what a stem leaves is for the tag, the chain, the number
# and the suffix.
_MAX_STEM_BYTES = 140
_MAX_FOLDER_BYTES = 255


@dataclass(frozen=True, slots=True)
class FolderSink:
    """Names the files of class folders.

    Attributes:
        by_split: Whether folders of splits stand above the classes.
        own_split: Whether the first folder of an original's path is its split.
        separator: What stands between an original's name and a chain's.
        tag: What stands between a name and the hash that makes it unlike others.
        plain_plus: Whether no original's name has a `+`, which marks a change of class.
        classes: Folders of those classes that need another name than their own.
    """

    by_split: bool
    own_split: bool = False
    separator: str = "__"
    tag: str = "~"
    plain_plus: bool = True
    classes: Mapping[str, str] = field(default_factory=dict)

    def original(self, original: Original) -> str:
        """Return where an original goes, relative to OUT/data."""
        path = PurePosixPath(original.path)
        name = readable(path.name)
        if original.flags & NAME_CLASH or name != path.name or self._signed(name):
            name = self._tagged(readable(path.stem), original.path) + readable(path.suffix)
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
        alike = original.flags & STEM_CLASH or stem != path.stem or self._signed(stem)
        if label != original.label:
            stem = f"{readable(original.label or '')}+{stem}"
            alike = alike or not self.plain_plus
        if alike or len(stem.encode()) > _MAX_STEM_BYTES:
            stem = self._tagged(stem, original.path)
        return self._place(original, label, f"{stem}{self.separator}{chain}-{copy + 1}{suffix}")

    def _signed(self, name: str) -> bool:
        """Say whether a name holds our own signs: their length has an end, so that names fit."""
        return self.separator in name or self.tag in name

    def _tagged(self, stem: str, path: str) -> str:
        return tagged(stem, path, self.tag, _MAX_STEM_BYTES)

    def _place(self, original: Original, label: str | None, name: str) -> str:
        """Put a name into its folders: split, class, and those below the class in the input."""
        parts = [original.split] if self.by_split else []
        if label is not None:
            parts.append(self.classes.get(label) or self._folder(label))
        parts += [self._folder(part) for part in self._below(original)]
        return "/".join([*parts, name])

    def _folder(self, name: str) -> str:
        written = readable(name)
        if len(written.encode()) > _MAX_FOLDER_BYTES or self.tag in written:
            return self._tagged(written, name)
        return written

    def _below(self, original: Original) -> tuple[str, ...]:
        folders = PurePosixPath(original.path).parts[:-1]
        if self.own_split:
            folders = folders[1:]
        return folders[1:] if original.label is not None else folders


def class_folders(labels: Sequence[str], tag: str) -> dict[str, str]:
    """Name the folders of classes that differ only by case or Unicode form.

    >>> class_folders(["Cat", "cat", "dog"], "~")
    {'Cat': 'Cat~85a57c9537278a0b', 'cat': 'cat~3327dd2c7b9d982f'}
    """
    count = Counter(map(folded, labels))
    return {
        label: tagged(readable(label), label, tag, _MAX_STEM_BYTES)
        for label in labels
        if count[folded(label)] > 1
    }
