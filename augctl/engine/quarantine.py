"""What the recipe has to say of oddities: `input.quarantine`, by reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

from augctl.errors import UsageError
from augctl.io.annotations.model import Oddity
from augctl.manifest import Outcome
from augctl.recipe.schema import Quarantine

Rule = Literal["keep", "skip", "stop"]

# Formats have words of their own for what is the same to the user.
REASONS = {
    "image_without_annotation": ("image_without_mask", "no_class"),
    "label_without_image": (
        "annotation_without_image",
        "image_missing",
        "image_unknown",
        "listed_without_image",
        "mask_without_image",
        "no_image",
    ),
    "box_outside": ("box_cut", "keypoint_outside", "polygon_outside"),
    "box_empty": ("box_inverted",),
    "mark_malformed": (
        "annotation_malformed",
        "box_malformed",
        "box_missing",
        "box_not_finite",
        "category_unknown",
        "class_map",
        "class_unknown",
        "class_without_name",
        "keypoints_malformed",
        "mask_size",
        "no_box",
        "no_flag",
        "no_name",
        "not_text",
        "polygon_malformed",
        "ragged_row",
        "rle_empty",
        "rle_malformed",
        "rle_size",
        "row_malformed",
        "row_not_finite",
        "segment_empty",
        "segmentation_malformed",
        "segments_malformed",
    ),
}
_KEYS = {reason: key for key, reasons in REASONS.items() for reason in reasons}
_KEYS |= {key: key for key in Quarantine.model_fields}

# Of these there is no choice: without what is left out, there is no picture or no class to keep, or
# no way to tell which of two is right.
NO_CHOICE = frozenset(
    [
        "annotation_unused",
        "category_id_repeated",
        "category_malformed",
        "image_id_repeated",
        "image_malformed",
        "image_repeated",
        "no_annotation",
        "not_an_object",
        "size_unknown",
        "split_missing",
        "split_unknown",
        "two_annotations",
        "unreadable",
    ]
)

# Nothing is wrong with these as long as the recipe does not say so.
_HARMLESS = frozenset(["image_without_label", "class_unused", "duplicate"])


@dataclass(slots=True)
class Rules:
    """Applies the rules of a recipe.

    Attributes:
        section: The rules.
        left_out: Pictures that a rule leaves out, by path.
        stopped: What a rule stops at, first of all, and its key.
        stops: How often one did.
    """

    section: Quarantine
    left_out: set[str] = field(default_factory=set)
    stopped: tuple[Oddity, str] | None = None
    stops: int = 0

    def rule(self, reason: str) -> Rule | None:
        """Return the rule for a reason; None where there is no choice."""
        key = _KEYS.get(reason)
        return None if key is None else cast("Rule", getattr(self.section, key))

    def outcome(self, oddity: Oddity) -> tuple[Outcome, str]:
        """Say what becomes of an oddity, in one word and as a message."""
        rule, key = self.rule(oddity.reason), _KEYS.get(oddity.reason, "")
        if rule == "stop":
            self.stopped = self.stopped or (oddity, key)
            self.stops += 1
        elif rule == "skip" and oddity.picture is not None:
            self.left_out.add(oddity.picture)
            what = f"{oddity.picture} is left out, by input.quarantine.{key}"
            return "skipped", f"{oddity.message}; {what}"
        elif oddity.kept or (rule == "keep" and oddity.reason in _HARMLESS):
            return "kept", oddity.message
        return "mended" if oddity.mended else "skipped", oddity.message

    def check(self) -> None:
        """Go on if no rule stops here.

        Raises:
            UsageError: A rule does.
        """
        if self.stopped is None:
            return
        oddity, key = self.stopped
        more = f", and {self.stops - 1:,} more like it" if self.stops > 1 else ""
        raise UsageError(
            f"{oddity.path}: {oddity.message} ({oddity.reason}){more}.",
            f"Mend it, or let it pass: input.quarantine.{key} in the recipe is stop.",
        )
