"""augctl: expand a dataset on disk from one YAML recipe.

Each command of the program is a plain function here:

    from augctl import expand
    result = expand("photos", recipe="configs/photos.yaml", output="out/photos")

They raise the errors of `augctl.errors`. Nothing heavy is imported until one is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from augctl.commands.catalogue import catalogue
    from augctl.commands.expand import expand
    from augctl.commands.inspect import inspect
    from augctl.commands.plan import plan
    from augctl.commands.preview import preview
    from augctl.commands.replay import replay
    from augctl.commands.schema import schema
    from augctl.commands.validate import validate
    from augctl.commands.verify import verify

__all__ = [
    "catalogue",
    "expand",
    "inspect",
    "plan",
    "preview",
    "replay",
    "schema",
    "validate",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(f"augctl.commands.{name}"), name)
    raise AttributeError(f"module 'augctl' has no attribute {name!r}")
