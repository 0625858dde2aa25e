"""Reads image files below an input folder, and checks them before they are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from augctl.errors import BadInput, RunError
from augctl.io.codecs import Probe, decode, probe
from augctl.io.codecs.decoding import Needs
from augctl.io.codecs.model import Decoded
from augctl.io.codecs.probing import unreadable
from augctl.io.original import Original
from augctl.io.paths import readable
from augctl.sample import Label, Sample


@dataclass(frozen=True)
class ImageReader:
    """Reads originals by their path relative to `root`.

    Attributes:
        root: The input folder.
        max_pixels: Images with more pixels are refused before they are decoded.
        skip_animated: Whether files with several frames are refused.
    """

    root: Path
    max_pixels: int
    skip_animated: bool = False

    def probe(self, path: str) -> Probe:
        """Check a file without decoding its pixels.

        Raises:
            BadInput: It cannot be used.
        """
        try:
            found = probe(self.root / path, self.max_pixels)
        except BadInput as error:
            if error.reason == "too_large":
                raise BadInput("too_large", f"{error.message}: input.max_megapixels") from None
            raise
        if found.frames > 1 and self.skip_animated:
            raise BadInput("animated", f"{found.frames} frames, and the recipe says to skip those")
        return found

    def read(self, original: Original, needs: Needs | None = None) -> Sample:
        """Decode an original into a sample with an `image` slot.

        Args:
            original: The original.
            needs: What width and height are enough of a picture of a size, see `decode`.

        Raises:
            BadInput: It cannot be used.
            RunError: The whole input folder is gone.
        """
        return self.sample(original, self.decoded(original, needs))

    def decoded(self, original: Original, needs: Needs | None = None) -> Decoded:
        """Decode an original; see `read`.

        Raises:
            BadInput: It cannot be used.
            RunError: The whole input folder is gone.
        """
        return decode(self.raw(original.path), self.max_pixels, needs=needs)

    def sample(self, original: Original, decoded: Decoded) -> Sample:
        """Make a sample with an `image` slot."""
        return Sample(
            # As text that a manifest can hold, whatever bytes the name has on disk.
            readable(original.path),
            Label.of(original.label),
            {"image": decoded.image},
            decoded.icc,
            decoded.lost,
        )

    def raw(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            BadInput: It cannot be read.
            RunError: The whole input folder is gone.
            OSError: The machine is out of open files or memory, for which no input is to blame.
        """
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            if not self.root.is_dir():
                raise RunError(
                    f"The input {self.root} is gone.",
                    "Bring it back, then run the same command again to resume.",
                ) from None
            raise unreadable(error) from None
