"""Runs one shard: renders its units, writes their files, and commits them with a receipt."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from augctl.engine.job import Job, Layout
from augctl.engine.journal import Journal, undo
from augctl.engine.known import Known
from augctl.engine.marking import settled
from augctl.engine.receipts import Head, Receipt, write
from augctl.engine.worker import Task, Watch
from augctl.errors import BadInput, Rejected
from augctl.io import atomic
from augctl.io.codecs import EncodeOptions, codec_for, encode
from augctl.io.original import Original
from augctl.io.paths import readable
from augctl.manifest import Row, error_row, output_row
from augctl.planning.plan import Unit
from augctl.recipe.schema import ImageOutput
from augctl.sample import Label, Sample


class ShardRunner:
    """Runs the shards of a job, one after another, in one process."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.layout = Layout(job.out)
        self._temporary = self.layout.temporary / f"{os.getpid()}"
        # Opened before the first unit, whose time it must not count as.
        self._renderer = job.renderer
        self._chains = job.recipe.chains
        self._known = Known(job.sink, job.samples, job.index.format == job.format)

    def run(self, task: Task, watch: Watch) -> Head:
        """Make a shard and commit it.

        Raises:
            OutputError: Something could not be written; the shard is not committed.
        """
        name = task.shard.name
        undo(self.layout, name)  # what a worker that died here left behind
        with Journal(self.layout, name) as self._journal:
            receipt = self._make_all(task, watch)
        atomic.sync_disk(self.layout.data)
        head = write(self.layout, name, self.job.mark, receipt)
        self._journal.commit()
        return head

    def _make_all(self, task: Task, watch: Watch) -> Receipt:
        receipt = Receipt()
        lane = self.job.lanes[task.shard.lane]
        for item in range(task.shard.start, task.shard.stop):
            for i, unit in enumerate(lane.units(item, self.job.order)):
                watch((item, i))
                original = self.job.index[unit.original]
                try:
                    if (item, i) in task.skip:
                        culprit = task.skip[item, i]
                        raise BadInput(culprit.reason, culprit.message)
                    self._make(unit, original, receipt)
                except BadInput as error:
                    receipt.errors.append(self._error(unit, original, error))
                    if unit.chain is None:
                        receipt.broken.append(unit.original)
                        break  # nothing can be made of an original that cannot be read
                except Rejected as rejected:
                    receipt.errors.append(self._rejection(unit, original, rejected))
        watch(None)
        return receipt

    def _make(self, unit: Unit, original: Original, receipt: Receipt) -> None:
        if unit.chain is None:
            self._original(original, receipt)
            return
        chain = self._chains[unit.chain]
        made = self._renderer.render(chain, unit.position, unit.copy)
        sample, marks = made.sample, None
        if sample.marks is not None:
            before = self._renderer.originals.read(unit.original, chain).marks
            kept, marks = settled(sample.marks, before, self.job.recipe.output.marks)
            sample = sample.with_marks(kept)
        data, suffix, lost = encode_sample(sample, original, self.job.recipe.output.image)
        label = sample.label
        name = self.job.sink.derived(original, label.heaviest, chain.name, unit.copy, suffix)
        self._write(name, data)
        beside = self._known.of_derived(name, original, sample)
        receipt.pictures += beside.pictures
        receipt.lost.add(beside.lost)
        receipt.marks.update((chain.name, thing) for thing in beside.things)
        receipt.rows.append(
            output_row(
                file_name=name,
                split=original.split,
                label=label,
                chain=chain.name,
                unit=unit.number,
                copy=unit.copy + 1,
                attempt=made.attempt + 1,
                parents=[readable(parent) for parent in made.parents],
                stages=made.stages,
                gates=made.gates,
                lost=[*lost, *beside.lost],
                marks=marks,
                beside=self._write_all(beside.files),
                sha256=sha256(data).hexdigest(),
                size=len(data),
            )
        )

    def _write_all(self, files: Sequence[tuple[str, bytes]]) -> list[Row]:
        """Write what stands beside an output; returns how the manifest names it."""
        for name, data in files:
            self._write(name, data)
        return [
            {"file_name": name, "sha256": sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in files
        ]

    def _original(self, original: Original, receipt: Receipt) -> None:
        """Check an original by decoding it, and put it among the outputs as it is."""
        # As the first chain will need it: at any scale, all of a file is read and checked.
        self._renderer.originals.read(original.number, next(iter(self._chains), None))
        how = self.job.recipe.output.originals
        if how == "skip":
            return
        data = self.job.reader.raw(original.path)
        name = self.job.sink.original(original)
        if how == "copy":
            self._write(name, data)
        else:
            self._journal.note(name)
            _link(self.job.root / original.path, self.layout.data / name, self._temporary)
        beside = self._known.of_original(name, original)
        receipt.pictures += beside.pictures
        receipt.lost.add(beside.lost)
        receipt.marks.update((None, thing) for thing in beside.things)
        receipt.rows.append(
            output_row(
                file_name=name,
                split=original.split,
                label=Label.of(original.label),
                parents=[readable(original.path)],
                lost=beside.lost,
                marks=beside.marks,
                beside=self._write_all(beside.files),
                sha256=sha256(data).hexdigest(),
                size=len(data),
            )
        )

    def _write(self, name: str, data: bytes) -> None:
        self._journal.note(name)
        atomic.write(self.layout.data / name, data, self._temporary)

    def _error(self, unit: Unit, original: Original, error: BadInput) -> Row:
        chain = None if unit.chain is None else self._chains[unit.chain].name
        return error_row(
            readable(original.path),
            error.reason,
            error.message,
            stage=error.stage or None,
            chain=chain,
            unit=None if chain is None else unit.number,
            copy=None if chain is None else unit.copy + 1,
        )

    def _rejection(self, unit: Unit, original: Original, rejected: Rejected) -> Row:
        scores = ", ".join(f"{name} {score:.4g}" for name, score in rejected.scores.items())
        message = f"rejected in {rejected.attempts} attempts, last with {scores}"
        return self._error(unit, original, BadInput("rejected", message))


def encode_sample(
    sample: Sample, original: Original, image: ImageOutput
) -> tuple[bytes, str, list[str]]:
    """Encode a finished sample as the recipe says; returns bytes, ending and what was lost."""
    codec = codec_for(original.format) if image.codec == "same" else image.codec
    options = EncodeOptions(codec, image.quality, image.subsampling, image.background)
    encoded = encode(sample.image, options, sample.icc)
    return encoded.data, encoded.suffix, list(dict.fromkeys([*sample.lost, *encoded.lost]))


def _link(source: Path, target: Path, temporary: Path) -> None:
    """Give an original a second name; on another disk, a symbolic link; else a copy."""
    source = source.resolve()
    with atomic.writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        for way in (os.link, os.symlink, shutil.copyfile):
            try:
                way(source, temporary)
                break
            except OSError:
                if way is shutil.copyfile:
                    raise
        temporary.replace(target)
        temporary.unlink(missing_ok=True)  # the replacing of a link by its like does nothing
