"""Whether an annotation counts pixels as pictures are seen, or as their files store them.

EXIF can turn a picture, and tools do not agree whether marks are of the turned one. Where turning
swaps width and height, the size that is written beside the marks tells; where it does not, the
picture is taken for one like those of its dataset that do tell. Where none does, marks are of what
is seen: so CVAT, Label Studio, labelme, Roboflow and RectLabel draw them today, and so detectron2
and OpenCV load pictures. (`torchvision` and plain Pillow do not turn them.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from augctl.engine.annotated import annotated_upright
from augctl.errors import BadInput
from augctl.io import atomic
from augctl.io.annotations.model import Oddity
from augctl.io.annotations.store import Store, read_header, write_header
from augctl.io.codecs.model import Probe
from augctl.planning.index import Index


@dataclass(slots=True)
class Bearings:
    """Finds out how the pictures of a dataset are annotated, one picture after the other.

    Attributes:
        index: Of the dataset.
        store: Its annotations; None where they need no finding out.
        seen: How many pictures show that they are annotated as they are seen.
        stored: How many show that they are annotated as they are stored.
        unclear: How many have marks and do not tell.
        first: The number of the first of these.
    """

    index: Index
    store: Store | None
    seen: int = 0
    stored: int = 0
    unclear: int = 0
    first: int = -1

    @classmethod
    def of(cls, index: Index) -> Bearings:
        """Begin with a dataset."""
        known = index.format == "folder" or read_header(index.folder).upright is not None
        return cls(index, None if known else Store(index.folder))

    def look(self, number: int, found: Probe) -> None:
        """Look at an original, whose head was read."""
        if found.orientation == 1 or self.store is None:
            return
        row = self.store.row(number)
        size = row.get("size")
        upright = found.width, found.height
        try:
            told = annotated_upright(
                None if size is None else (size[0], size[1]), upright, found.orientation
            )
        except BadInput:
            return  # said when its turn comes
        if told is not None:
            self.seen += told
            self.stored += not told
        elif "class_map" in row or row.get("marks"):
            self.unclear += 1
            self.first = number if self.first < 0 else self.first

    def settle(self) -> Oddity | None:
        """Note for all readers what was found; return what the user should know of it, if anything.

        Raises:
            OutputError: It cannot be noted.
        """
        if not self.unclear:
            return None
        upright = self.seen >= self.stored
        about = replace(read_header(self.index.folder), upright=upright)
        with atomic.writing(self.index.folder):
            write_header(self.index.folder, about)
        if bool(self.seen) != bool(self.stored):
            return None
        path = self.index.path(self.first)
        more = f" ({self.unclear} such pictures)" if self.unclear > 1 else ""
        otherwise = "turn the pixels themselves (exiftran -a)"
        if upright:
            otherwise = "remove the orientation (exiftool -Orientation=)"
        message = (
            f"{path}: EXIF turns it, and its size does not tell whether its marks are of the "
            f"picture as it is seen or as it is stored{more}; {self._reason()}. If that is wrong, "
            f"{otherwise}."
        )
        return Oddity(path, "orientation_unclear", message, mended=True)

    def _reason(self) -> str:
        if not self.seen:
            return "taken as seen, as most labelling tools mean it"
        word = "seen" if self.seen >= self.stored else "stored"
        told = f"of the others {self.seen} are annotated as seen and {self.stored} as stored"
        return f"taken as {word}: {told}"
