"""Language models of a few thousand random numbers, in folders as their kinds have them."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

_TEXT = (
    "the cat sat on the mat",
    "a dog ran to the house",
    "we see the red car",
    "why was my card charged",
    "how do I pay, and when?",
)


def marian(folder: Path, seed: int = 0, size: int = 40) -> Path:
    """Write a Marian model that translates."""
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True)
    pieces = _sentencepiece(folder / "source.spm", size)
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    names = ["</s>", "<unk>", *(p for p in pieces if p not in ("<s>", "</s>", "<unk>")), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}))
    files = {"source_spm": "source.spm", "target_spm": "target.spm", "vocab": "vocab.json"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it recommends a package
        tokenizer = MarianTokenizer(**{key: str(folder / name) for key, name in files.items()})
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    last = len(names) - 1
    sizes: dict[str, Any] = {f"{part}_layers": 1 for part in ("encoder", "decoder")}
    sizes |= {f"{part}_attention_heads": 2 for part in ("encoder", "decoder")}
    sizes |= {f"{part}_ffn_dim": 32 for part in ("encoder", "decoder")}
    config = MarianConfig(
        vocab_size=len(names),
        d_model=16,
        max_position_embeddings=64,
        init_std=0.1,
        pad_token_id=last,
        decoder_start_token_id=last,
        eos_token_id=0,
        forced_eos_token_id=0,
        **sizes,
    )
    model = MarianMTModel(config)
    model.final_logits_bias[0, 0] = 1.0  # so that answers have an end
    model.save_pretrained(folder)
    return folder


def gpt2(folder: Path, seed: int = 0) -> Path:
    """Write a GPT-2 that writes on."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    words = _word_tokenizer(folder)
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=words,
        n_positions=64,
        n_embd=16,
        n_layer=1,
        n_head=2,
        initializer_range=0.7,
        bos_token_id=0,
        eos_token_id=0,
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


def bart(folder: Path, seed: int = 0) -> Path:
    """Write a BART that turns one text into another."""
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    words = _word_tokenizer(folder)
    torch.manual_seed(seed)
    config = BartConfig(
        vocab_size=words,
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=64,
        init_std=0.7,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=0,
        decoder_start_token_id=0,
        forced_eos_token_id=None,
    )
    BartForConditionalGeneration(config).save_pretrained(folder)
    return folder


def _sentencepiece(path: Path, size: int) -> list[str]:
    import sentencepiece

    with path.open("wb") as stream:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(_TEXT * 5),
            model_writer=stream,
            vocab_size=size,
            hard_vocab_limit=False,
            num_threads=1,
            minloglevel=2,
        )
    found = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [found.id_to_piece(i) for i in range(found.get_piece_size())]


def _word_tokenizer(folder: Path) -> int:
    """Write a tokenizer whose tokens are words; returns how many there are."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True)
    words = sorted({word for text in _TEXT for word in text.replace(",", " ,").split()})
    names = ["</s>", "<pad>", "<unk>", *words]
    vocab = {name: i for i, name in enumerate(names)}
    made = Tokenizer(models.WordLevel(vocab, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    special = {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=made, **special).save_pretrained(folder)
    return len(names)
