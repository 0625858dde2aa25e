"""What to do when an import fails: which package or system library is missing, and its fix.

Two of our dependencies each bring their own build of OpenCV, `opencv-python` with windows and
`opencv-python-headless` without, and both unpack into the same folder: the one that was installed
last wins. The one with windows needs libraries that servers and containers do not have.
"""

from __future__ import annotations

import re
from importlib import metadata

from augctl.errors import MissingPart

_LIBRARY = re.compile(r"(?:^|[\s'\"/:])((?:lib[\w.+-]+?\.so|lib[\w.+-]+?\.dylib)[\w.]*)")
_NOT_FOUND = ("cannot open shared object file", "Library not loaded", "image not found")
_DLL = "DLL load failed"
_REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w.-]+)['\"]")

_DEBIAN = {
    "libSM": "libsm6",
    "libICE": "libice6",
    "libXext": "libxext6",
    "libXrender": "libxrender1",
}
_ALWAYS = ("libgl1", "libglib2.0-0")
_PACKAGES = {
    "cv2": "opencv-python-headless",
    "PIL": "pillow",
    "yaml": "pyyaml",
    "sklearn": "scikit-learn",
    "imblearn": "imbalanced-learn",
    "imgaug": "imaug",
    "skimage": "scikit-image",
}


def explain_import_error(error: ImportError) -> MissingPart | None:
    """Say which part is missing and how to install it, or return None for any other failure.

    Args:
        error: What an `import` raised: a module that is not installed, or one whose system
            library is not there.
    """
    if isinstance(error, ModuleNotFoundError):
        return _missing_module(error.name or "")
    words = str(error)
    module = (error.name or "").partition(".")[0]
    library = _LIBRARY.search(words)
    if library is not None and any(sign in words for sign in _NOT_FOUND):
        return _missing_library(module, library[1])
    if _DLL in words and module == "cv2":
        return MissingPart(f"OpenCV cannot start: {words}.", f"Run: {_headless()}")
    return None


def _missing_library(module: str, library: str) -> MissingPart:
    if module not in ("", "cv2"):
        return MissingPart(
            f"The Python package {module} needs the system library {library}, which is missing.",
            f"Install the package of your system that holds {library}.",
        )
    stem = re.split(r"[.-]", library)[0]
    packages = " ".join((*_ALWAYS, *([_DEBIAN[stem]] if stem in _DEBIAN else [])))
    return MissingPart(
        f"OpenCV needs the system library {library}, which is missing.",
        f"On Debian or Ubuntu run: apt-get install -y {packages}. "
        f"Or use the build of OpenCV that does without: {_headless()}",
    )


def _headless() -> str:
    """Return the command that puts the build without windows over the other."""
    for package in ("opencv-python-headless", "opencv-python"):
        try:
            version = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
        return f"pip install --force-reinstall --no-deps opencv-python-headless=={version}"
    return "pip install opencv-python-headless"


def _missing_module(name: str) -> MissingPart | None:
    module = name.partition(".")[0]
    if module in ("", "augctl"):
        return None  # A mistake of ours, not something to install.
    package = _PACKAGES.get(module, module)
    message = f"The Python package {package} is not installed."
    for requirement in _requirements():
        named = _REQUIREMENT.match(requirement)
        if named is None or _plain(named[0]) != _plain(package):
            continue
        extra = _EXTRA.search(requirement)
        wanted = f"augctl[{extra[1]}]" if extra else requirement.partition(";")[0].strip()
        return MissingPart(message, f"Run: pip install '{wanted}'")
    return MissingPart(message, "Install the package that provides it.")


def _requirements() -> list[str]:
    try:
        return metadata.requires("augctl") or []
    except metadata.PackageNotFoundError:
        return []


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
