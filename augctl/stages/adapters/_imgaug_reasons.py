"""Says in the words of a recipe what imgaug means by an error.

imgaug speaks to those who call it from Python: of types, classes and arrays. Where a message has no
words of ours it is quoted, unless it speaks of such things.
"""

from __future__ import annotations

import re

_TOO_THIN = "the image is too small or too thin; leave such images out, or enlarge them before"
_NEEDS_COLOUR = "it needs three channels: red, green and blue"
_TOO_LARGE = "smaller sizes or counts: there is not enough memory for these"

# What an error about an image says, and what it means.
_OF_IMAGES = (
    ("forbidden dtype|only implemented for 8u", "it works on 8-bit images alone"),
    (
        "channels to be three|images with 3 channels|Expected to get a .* image, got shape",
        _NEEDS_COLOUR,
    ),
    ("color must be int", _NEEDS_COLOUR),
    ("can currently only process image data", "it does not move alpha with the pixels"),
    ("width and height of at least 32", "it needs 32 pixels or more in width and height"),
    ("zero-size array|number of channels of zero", _TOO_THIN),
)

# What an error about a parameter says, and what was expected. A group is what is told.
_OF_PARAMETERS = (
    (r"value range \(([-\d.e]+) <= x <= ([-\d.e]+)\)", "numbers from {0} to {1}"),
    (r"value range \(([-\d.e]+) <= x\)", "numbers of {0} or more"),
    (r"value range \(x <= ([-\d.e]+)\)", "numbers of {0} or less"),
    (r"probabilit(?:y|ies)\b.*\[0", "a chance from 0 to 1"),
    ("cannot be empty", "at least one value"),
    (
        "as position parameter",
        "uniform, normal, center, a place such as left-top, or a point [x, y] from 0 to 1",
    ),
    ("borderMode|cannot translate mode", "one of constant, edge, reflect, symmetric, wrap"),
    (
        r"(?:one of:?|that are in|[Vv]alid \w+ modes are:?) ?['\"]?[{\[]?((?:['\w-]+, )+['\w-]+)",
        "one of {0}",
    ),
    ("Insufficient memory|Failed to allocate", _TOO_LARGE),
    ("zero-size array|number of channels of zero", "what leaves some pixels of the image"),
)

_FOUND = re.compile(r"[,.]? (?:but )?[Gg]ot\b.*")
_LISTED = re.compile(r" ?[(\[{][^()\[\]{}]*,[^()\[\]{}]*[)\]}]?")
_MACHINERY = re.compile(
    r"<class|Stochastic|ALL\b|np\.|numpy|ndarray|dict|tuple|iterable|operand|instance|array|dtype"
    r"|object|attribute|argument|OpenCV|index|subscript|literal|\bint\b|\bstr(ing)?s?\b|^\W*\w*\W*$"
)
_LONGEST = 240


def about_image(error: Exception) -> str:
    """Return what an error of imgaug says about an image.

    What it lists is left out: that comes in the order of a set, which differs from run to run.
    """
    text = _line(error)
    for pattern, words in _OF_IMAGES:
        if re.search(pattern, text):
            return words
    return _cut(_LISTED.sub("", text))


def about_parameter(error: Exception, takes: str) -> str:
    """Return what imgaug expected of a parameter, from the error that it raised.

    Args:
        error: What imgaug raised.
        takes: What is known of what it takes, for errors that say nothing of that.
    """
    if isinstance(error, MemoryError):
        return _TOO_LARGE
    if isinstance(error, OverflowError):
        return "smaller numbers"
    if isinstance(error, RecursionError):
        return "fewer levels, one inside the other"
    text = _line(error)
    for pattern, words in _OF_PARAMETERS:
        if match := re.search(pattern, text):
            return words.format(*map(_plain, match.groups()))
    expected = _FOUND.sub("", text.removeprefix("Expected "))
    if _MACHINERY.search(expected):
        return takes
    return _cut(expected) if expected != text else f"what imgaug takes ({_cut(text)})"


def _plain(told: str) -> str:
    """Write a number without needless zeros, or names in order and without quotes."""
    try:
        return f"{float(told):g}"
    except ValueError:
        return ", ".join(sorted(each.strip("'") for each in told.split(", ")))


def _line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
