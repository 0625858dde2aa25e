"""Encoders: models that make a vector of a text, in folders of the user's.

What `augctl.text.models` says of models holds: nothing is fetched, and a text is encoded alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from augctl.text.models import loaded, quiet

_LONGEST = 512  # tokens, of a model that does not say


class Encoder:
    """A model of Hugging Face or of sentence-transformers, and its tokenizer."""

    def __init__(self, folder: Path) -> None:
        """Read a folder as `save_pretrained` writes it.

        Raises:
            BadInput: What is there is no such model.
            MissingPart: A package is not installed.
        """
        self._torch, self._tokenizer, model = loaded(folder, lambda _: "AutoModel")
        config = model.config
        self._model = model.get_encoder() if config.is_encoder_decoder else model
        longest = getattr(config, "max_position_embeddings", None) or _LONGEST
        # Models of the RoBERTa family count from the place behind their padding.
        self._longest = min(self._tokenizer.model_max_length, longest, _LONGEST)
        if config.model_type in ("roberta", "xlm-roberta", "camembert"):
            self._longest = min(self._longest, longest - 2)

    def vector(self, text: str) -> NDArray[np.float64]:
        """Return the mean of the vectors of a text's tokens, of length 1.

        Of a text that is too long for the model, the beginning is encoded.
        """
        torch = self._torch
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            with quiet(), torch.inference_mode():
                given = self._tokenizer(
                    text, return_tensors="pt", truncation=True, max_length=self._longest
                )
                if not given["input_ids"].shape[1]:
                    return np.zeros(self._model.config.hidden_size)
                states = self._model(**given).last_hidden_state[0]
        finally:
            torch.set_num_threads(threads)
        mean = states.numpy().astype(np.float64).mean(axis=0)
        found: NDArray[np.float64] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return found
