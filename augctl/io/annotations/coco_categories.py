"""COCO's categories: by id in their file, by name in the dataset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from augctl.io.annotations.coco_rows import Class, Row
from augctl.io.annotations.faults import Faults
from augctl.io.annotations.keypoints import flips_of, mirrored
from augctl.io.annotations.model import Category

FLIPS = "flip_idx"
"""Key of a category, with what YOLO's key of this name has; COCO knows no such key."""


@dataclass(slots=True)
class Categories:
    """The categories of one annotation file.

    Attributes:
        by_id: As they are described.
        classes: What annotations need of them, by id.
    """

    by_id: dict[Any, Category] = field(default_factory=dict)
    classes: dict[Any, Class] = field(default_factory=dict)

    def add(self, line: int, item: dict[str, Any], faults: Faults) -> None:
        """Take a category; one that cannot be used is reported."""
        number, name = item.get("id"), item.get("name")
        if type(number) is not int or not isinstance(name, str) or not name:
            what = "a category needs a whole number as id, and a name; it is left out"
            faults.at(line, "category_malformed", what)
            return
        if number in self.by_id:
            what = f"the category id {number} is that of {self.by_id[number].name!r}, too; left out"
            faults.at(line, "category_id_repeated", what)
            return
        if any(name == category.name for category in self.by_id.values()):
            what = f"two categories are called {name!r}; they become one"
            faults.mended(line, "category_repeated", what)
        points = item.get("keypoints") or []
        if not isinstance(points, list) or not all(isinstance(point, str) for point in points):
            what = f"the keypoints of {name!r} are not a list of names; they are left out"
            faults.at(line, "keypoints_malformed", what)
            points = []
        flips = mirrored(points)
        if FLIPS in item and points:
            try:
                flips = flips_of(item[FLIPS], len(points))
            except ValueError as error:
                what = f"{FLIPS} of {name!r}: {error}; the names of the keypoints tell instead"
                faults.mended(line, "keypoints_malformed", what)
        used = ("id", "name", "keypoints")
        extra = {key: value for key, value in item.items() if key not in used}
        self._put(Category(name, number, tuple(points), flips, extra))

    def name_keypoints(self, rows: Iterable[Row]) -> None:
        """Number the keypoints of categories that have some, and no names for them."""
        for row in rows:
            if not row.keypoints or not isinstance(row.keypoints, list):
                continue
            category = self.by_id.get(row.category) if isinstance(row.category, int) else None
            if category is not None and not category.keypoints:
                names = tuple(str(i + 1) for i in range(len(row.keypoints) // 3))
                self._put(Category(category.name, category.id, names, (), category.extra))

    def _put(self, category: Category) -> None:
        self.by_id[category.id] = category
        self.classes[category.id] = Class(category.name, len(category.keypoints), category.mirrored)

    @staticmethod
    def merged(files: Sequence[Categories]) -> tuple[Category, ...]:
        """Return the categories of all files, each name once, in order of id.

        Where two files give an id to different names, the first keeps it.
        """
        result: dict[str, Category] = {}
        taken: set[int | None] = set()
        for file in files:
            for category in file.by_id.values():
                if category.name in result:
                    continue
                number = None if category.id in taken else category.id
                taken.add(number)
                result[category.name] = Category(
                    category.name, number, category.keypoints, category.mirrored, category.extra
                )
        # Those without a number come last.
        return tuple(sorted(result.values(), key=lambda c: (c.id is None, c.id or 0)))
