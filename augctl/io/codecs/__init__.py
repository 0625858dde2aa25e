"""Images between files and arrays: look, decode, encode.

One file is one format (`jpeg`, `png`, `webp`, `bmp`, `gif`, `tiff`; the larger ones have parts
of their own); what they share is in `exif`, `profiles` and `quiet`. `probing`, `decoding` and
`encoding` hold the three functions that the rest of augctl calls.
"""

from __future__ import annotations

from augctl.io.codecs.decoding import decode
from augctl.io.codecs.encoding import codec_for, encode
from augctl.io.codecs.model import CODECS, Decoded, Encoded, EncodeOptions, Probe
from augctl.io.codecs.probing import probe, unreadable
from augctl.io.codecs.sniff import EXTENSIONS

__all__ = [
    "CODECS",
    "EXTENSIONS",
    "Decoded",
    "EncodeOptions",
    "Encoded",
    "Probe",
    "codec_for",
    "decode",
    "encode",
    "probe",
    "unreadable",
]
