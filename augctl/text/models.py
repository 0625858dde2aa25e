"""Language models in folders of the user's: how they are read, and how they are asked.

Nothing is fetched, and nothing is read but configuration, tokenizer and safetensors: no pickle, no
code that comes with a model. A text is asked alone, by one thread: in a batch its numbers would be
rounded in another order, and what becomes of it would depend on the others.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from augctl.errors import BadInput, MissingPart
from augctl.packages import version_of

_PACKAGES = ("torch", "transformers", "tokenizers", "sentencepiece", "sacremoses")
INSTALL = "Install them: pip install 'augctl[deep]'"


@dataclass(frozen=True, slots=True)
class Asking:
    """How a model is asked.

    Attributes:
        max_length: The most tokens of a text, and of an answer.
        beams: How many answers are followed at once; 1 for the likeliest next token each time.
        answers: How many are returned.
        temperature: Above 0, tokens are drawn, the less likely ones the more often the higher.
        top_p: Of the tokens that are drawn, the likeliest that make up such a share.
    """

    max_length: int = 128
    beams: int = 4
    answers: int = 1
    temperature: float = 0.0
    top_p: float = 1.0

    def settings(self) -> dict[str, Any]:
        """Write it as transformers has it."""
        common = {
            "num_return_sequences": self.answers,
            "max_new_tokens": self.max_length,
            "min_new_tokens": 0,
            "min_length": 0,
            "max_length": None,
            # Else an answer that is cut gets an end, and nobody can tell.
            "forced_eos_token_id": None,
        }
        if self.temperature > 0:
            drawn = {"temperature": self.temperature, "top_p": self.top_p, "top_k": 0}
            return common | drawn | {"do_sample": True, "num_beams": 1}
        return common | {"do_sample": False, "num_beams": max(self.beams, self.answers)}


class Loaded(NamedTuple):
    """What a folder holds.

    Attributes:
        torch: The library that runs the model.
        tokenizer: Of transformers.
        model: Of transformers, its numbers of 32 bits.
    """

    torch: Any
    tokenizer: Any
    model: Any


def loaded(folder: Path, kind: Callable[[Any], str]) -> Loaded:
    """Read a folder as `save_pretrained` writes it.

    Args:
        folder: It.
        kind: Names the class of transformers that reads a model of a configuration.

    Raises:
        BadInput: What is there is no such model.
        MissingPart: A package is not installed.
    """
    with quiet():
        try:
            import torch
            import transformers
        except ImportError as error:
            raise MissingPart(
                f"Language models need torch and transformers: {error}.", INSTALL
            ) from None
        given = {"local_files_only": True, "trust_remote_code": False}
        try:
            config = transformers.AutoConfig.from_pretrained(folder, **given)
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **given)
            reader = getattr(transformers, kind(config))
            model = reader.from_pretrained(folder, use_safetensors=True, **given)
        # Each kind of model has ways of its own to say that a file is wrong.
        except Exception as error:  # noqa: BLE001
            said = str(error).strip().partition("\n")[0][:200]
            raise BadInput("bad_model", f"{folder} cannot be read as a model: {said}") from None
    # What names the kind of numbers while reading has changed its name between versions.
    return Loaded(torch, tokenizer, model.eval().float())


class Model:
    """A model that writes, and its tokenizer."""

    def __init__(self, folder: Path) -> None:
        """Read a folder as `save_pretrained` writes it.

        Raises:
            BadInput: What is there is no such model.
            MissingPart: A package is not installed.
        """
        self._torch, self._tokenizer, self._model = loaded(folder, _writer)
        self.writes_on = not self._model.config.is_encoder_decoder

    def ask(self, text: str, asking: Asking, seed: int = 0) -> list[str] | str:
        """Return the model's answers to a text; or why there are none.

        Args:
            text: What the model reads; an answer of one that writes on begins behind it.
            asking: How it is asked.
            seed: Decides what is drawn.
        """
        with quiet(), self._alone(seed):
            given = self._tokenizer([text], return_tensors="pt", return_token_type_ids=False)
            length = given["input_ids"].shape[1]
            if length > asking.max_length:
                return f"it has more than {asking.max_length} tokens"
            if not length:
                return "it has no tokens"
            made = self._model.generate(**given, **asking.settings(), **self._padding())
            # An answer begins behind the text, or behind the token that answers begin with.
            made = made[:, length if self.writes_on else 1 :].tolist()
            decoded = self._tokenizer.batch_decode(made, skip_special_tokens=True)
            answers = [str(answer).strip() for answer in decoded]
            whole = [a for a, row in zip(answers, made, strict=True) if self._ends(a, row)]
            return whole or f"the answer is longer than {asking.max_length} tokens"

    def _ends(self, answer: str, row: Sequence[int]) -> bool:
        """Say whether an answer has an end; of a model that writes on, its first line is enough."""
        ends = self._model.generation_config.eos_token_id
        known = ends if isinstance(ends, list) else [ends]
        return (self.writes_on and "\n" in answer) or any(end in row for end in known)

    def _padding(self) -> dict[str, Any]:
        """Name a token for what is not there, where a model such as GPT-2 has none."""
        known = self._model.generation_config
        if known.pad_token_id is not None or known.eos_token_id is None:
            return {}
        ends = known.eos_token_id
        return {"pad_token_id": ends[0] if isinstance(ends, list) else ends}

    @contextmanager
    def _alone(self, seed: int) -> Iterator[None]:
        """Use one thread, and draws of a seed; the process gets its own back."""
        torch = self._torch
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with torch.random.fork_rng(devices=[]), torch.inference_mode():
                torch.random.default_generator.manual_seed(seed)
                yield
        finally:
            torch.set_num_threads(threads)


def _writer(config: Any) -> str:
    return "AutoModelForSeq2SeqLM" if config.is_encoder_decoder else "AutoModelForCausalLM"


@lru_cache(maxsize=4)
def model_of(folder: Path) -> Model:
    """Read a model, once in each process."""
    return Model(folder)


def not_a_model(folder: Path) -> str:
    """Say what is missing to use a folder as a model, with the way out; empty where nothing is."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        return "torch and transformers are not installed: use `pip install 'augctl[deep]'`"
    names = {file.name for file in folder.iterdir()}
    if "config.json" not in names:
        return f"{folder} has no config.json: name a folder that save_pretrained wrote"
    if not any(name.endswith(".safetensors") for name in names):
        return (
            f"{folder} has no weights in safetensors, and pickled ones are not read: name a folder"
            " where model.save_pretrained wrote them"
        )
    return ""


def model_versions() -> Mapping[str, str]:
    """Return the versions of the packages that decide what a model answers."""
    return {name: version_of(name) or "none" for name in _PACKAGES}


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries from drawing bars and giving advice, and from the network.

    What they look up there of a model they look up of one in a folder, too, unless told not to; and
    they are told once, when they are imported.
    """
    before = os.environ.get("HF_HUB_OFFLINE")
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with suppress(ImportError):
                from transformers.utils import logging

                said: Any = logging
                said.set_verbosity_error()
                said.disable_progress_bar()
            yield
    finally:
        if before is None:
            del os.environ["HF_HUB_OFFLINE"]
        else:
            os.environ["HF_HUB_OFFLINE"] = before
