from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiny_models

from augctl.text.encoder import Encoder
from augctl.text.models import Model


@pytest.mark.parametrize("kind", [Encoder, Model])
def test_models_of_16_bits_are_read_as_32_by_all_versions(
    tmp_path: Path, monkeypatch, kind
) -> None:
    torch = pytest.importorskip("torch")
    from transformers import AutoModel, AutoModelForSeq2SeqLM, BartForConditionalGeneration

    folder = tiny_models.bart(tmp_path / "model")
    BartForConditionalGeneration.from_pretrained(folder).half().save_pretrained(folder)
    for auto in (AutoModel, AutoModelForSeq2SeqLM):
        read = auto.from_pretrained

        # What the oldest version that is allowed knows.
        def known(path: Path, *, read: Any = read, use_safetensors: bool, **given: Any) -> Any:
            assert set(given) == {"local_files_only", "trust_remote_code"}
            return read(path, use_safetensors=use_safetensors, **given)

        monkeypatch.setattr(auto, "from_pretrained", known)
    assert kind(folder)._model.dtype == torch.float32
