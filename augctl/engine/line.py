"""A sample on its way through transforms, of which neighbours that can are done in one pass."""

from __future__ import annotations

from augctl.engine.guard import made_by
from augctl.errors import BadInput
from augctl.recipe.chain import Step
from augctl.sample import Sample
from augctl.stages.base import Drawn, Transform


class Line:
    """Holds transforms back while the next may join them.

    What is fused depends on the transforms that really applied, in their order, and on nothing
    else. So rendering and replay, which both go through here, give the same bytes.
    """

    def __init__(self, sample: Sample) -> None:
        self._sample = self._came = sample
        self._held: list[tuple[Transform, Drawn]] = []
        self._ids: list[str] = []
        self._last: Step | None = None

    @property
    def classes(self) -> frozenset[str]:
        """The classes of the sample that came in, whatever a transform cut off since.

        So a stage applies or does not, whichever others are held back.
        """
        return self._came.classes

    def before(self, stage: Transform) -> Sample:
        """Return the sample that a stage draws for: without the run, if the stage joins it."""
        if self._held and not stage.joins([held for held, _ in self._held]):
            self.done()
        return self._sample

    def add(self, step: Step, stage: Transform, drawn: Drawn) -> None:
        """Take a transform; `before` was called with it."""
        if not self._held:
            self._ids = []
        self._held.append((stage, drawn))
        self._ids.append(step.id)
        self._last = step
        if len(self._held) == 1 and not stage.joins(()):
            self.done()

    def done(self) -> Sample:
        """Do what is held back, and return the sample."""
        if self._held:
            assert self._last is not None
            stage, drawn = self._held[-1]
            if len(self._held) == 1:
                self._sample = made_by(self._last, stage.apply, self._sample, drawn)
            else:
                self._sample = self._done_together(self._last, stage)
            self._held = []
        return self._sample

    def _done_together(self, last: Step, stage: Transform) -> Sample:
        try:
            return made_by(last, stage.apply_run, self._sample, self._held)
        except BadInput as error:
            # Which of them it is cannot be told: they are one pass.
            error.stage = " + ".join(self._ids)
            raise

    def restart(self, sample: Sample) -> None:
        """Go on with another sample; `done` was called before."""
        self._sample = self._came = sample
