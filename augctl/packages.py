"""Packages that augctl can do without until a recipe asks for them."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version

_EXTRA = re.compile(r"""([\w.-]+).*extra\s*==\s*['"]([\w-]+)['"]""")


def version_of(package: str) -> str | None:
    """Return the version of a package that is installed; None where it is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def install_line(package: str) -> str:
    """Return the command that installs a package: by an extra of augctl that brings it.

    >>> install_line("jieba"), install_line("no-such-package")
    ("pip install 'augctl[text]'", 'pip install no-such-package')
    """
    for line in requires("augctl") or ():
        match = _EXTRA.match(line)
        if (
            match
            and match[1].lower() == package.lower()
            and match[2] not in ("all", "test", "bench")
        ):
            return f"pip install 'augctl[{match[2]}]'"
    return f"pip install {package}"
