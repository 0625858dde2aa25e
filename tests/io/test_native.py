"""Import errors as a command to run."""

from __future__ import annotations

from importlib import metadata

import pytest

from augctl.errors import MissingPart
from augctl.io.native import explain_import_error


def missing(library: str, module: str | None = "cv2") -> MissingPart | None:
    words = f"{library}: cannot open shared object file: No such file or directory"
    return explain_import_error(ImportError(words, name=module))


@pytest.mark.parametrize(
    "library", ["libGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0", "libxcb.so.1"]
)
def test_opencv_without_a_system_library(library: str) -> None:
    part = missing(library)
    assert isinstance(part, MissingPart)
    assert library in part.message
    assert "apt-get install -y libgl1 libglib2.0-0" in part.hint
    version = metadata.version("opencv-python-headless")
    command = f"pip install --force-reinstall --no-deps opencv-python-headless=={version}"
    assert command in part.hint


def test_a_library_outside_of_those_packages() -> None:
    part = missing("libSM.so.6")
    assert part is not None
    assert "libgl1 libglib2.0-0 libsm6" in part.hint


def test_a_library_of_another_package() -> None:
    part = missing("libcudart.so.12", "torch")
    assert part is not None
    assert "torch" in part.message
    assert "libcudart.so.12" in part.message
    assert "opencv" not in part.hint


def test_opencv_on_windows() -> None:
    words = "DLL load failed while importing cv2: The specified module could not be found."
    part = explain_import_error(ImportError(words, name="cv2"))
    assert part is not None
    assert "opencv-python-headless" in part.hint


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("simplejpeg", "pip install 'simplejpeg>=1.8'"),
        ("PIL.Image", "pip install 'pillow>=10.3'"),
        ("hypothesis", "pip install 'augctl[test]'"),
    ],
)
def test_a_package_that_is_not_installed(module: str, command: str) -> None:
    part = explain_import_error(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert part is not None
    assert command in part.hint


def test_a_package_that_augctl_does_not_know() -> None:
    part = explain_import_error(ModuleNotFoundError("No module named 'plugh'", name="plugh"))
    assert part is not None
    assert "plugh" in part.message
    assert "pip" not in part.hint


@pytest.mark.parametrize(
    "error",
    [
        ImportError("cannot import name 'x' from 'y'", name="y"),
        ModuleNotFoundError("No module named 'augctl.nope'", name="augctl.nope"),
        ImportError("libGL.so.1: file too short", name="cv2"),
    ],
)
def test_other_failures_are_not_explained_away(error: ImportError) -> None:
    assert explain_import_error(error) is None
