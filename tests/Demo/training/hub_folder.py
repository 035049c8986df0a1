"""Writes a network as a folder in the layout of Whisper's checkpoints on the Hugging Face Hub."""

import json
import struct
from pathlib import Path

import torch

from network import CONTEXT, POSITIONS, Shape
from tokens import ALPHABET, LANGUAGES, TIMES, Tokens


def write_safetensors(path: Path, tensors: dict[str, torch.Tensor]):
    """Half precision: 8 bytes with the header's length, the header as JSON, the data in its order."""
    halves = {name: tensor.detach().cpu().half().contiguous().numpy() for name, tensor in sorted(tensors.items())}
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, half in halves.items():
        header[name] = {"dtype": "F16", "shape": list(half.shape), "data_offsets": [offset, offset + half.nbytes]}
        offset += half.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for half in halves.values():
            file.write(half.tobytes())


def _write_json(path: Path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _config(shape: Shape, tokens: Tokens) -> dict:
    return {
        "architectures": ["WhisperForConditionalGeneration"], "model_type": "whisper", "is_encoder_decoder": True,
        "activation_function": "gelu", "activation_dropout": 0.0, "attention_dropout": 0.0, "dropout": 0.0,
        "d_model": shape.width, "num_hidden_layers": shape.encoder_layers, "num_mel_bins": 80,
        "encoder_layers": shape.encoder_layers, "encoder_attention_heads": shape.heads, "encoder_ffn_dim": 4 * shape.width, "encoder_layerdrop": 0.0,
        "decoder_layers": shape.decoder_layers, "decoder_attention_heads": shape.heads, "decoder_ffn_dim": 4 * shape.width, "decoder_layerdrop": 0.0,
        "max_source_positions": POSITIONS, "max_target_positions": CONTEXT, "max_length": CONTEXT,
        "scale_embedding": False, "tie_word_embeddings": True, "use_cache": True, "init_std": 0.02, "median_filter_width": 7,
        "vocab_size": tokens.count, "bos_token_id": tokens.end, "eos_token_id": tokens.end, "pad_token_id": tokens.end,
        "decoder_start_token_id": tokens.start, "suppress_tokens": [], "begin_suppress_tokens": [tokens.pieces[ALPHABET[32]]],
        "torch_dtype": "float16",
    }


def _generation(shape: Shape, tokens: Tokens) -> dict:
    return {
        "is_multilingual": True, "lang_to_id": {f"<|{code}|>": tokens.language(code) for code in LANGUAGES},
        "task_to_id": {"transcribe": tokens.transcribe, "translate": tokens.translate},
        "no_timestamps_token_id": tokens.no_times, "prev_sot_token_id": tokens.special["<|startofprev|>"],
        "bos_token_id": tokens.end, "eos_token_id": tokens.end, "pad_token_id": tokens.end, "decoder_start_token_id": tokens.start,
        "max_length": CONTEXT, "return_timestamps": False,
        # An empty transcript is an answer: only a lone space may not come first.
        "suppress_tokens": [], "begin_suppress_tokens": [tokens.pieces[ALPHABET[32]]],
        # Trained to look at the sound of the word that comes next, see losses.py.
        "alignment_heads": [[layer, 0] for layer in range(min(1, shape.decoder_layers - 1), shape.decoder_layers)],
    }


def _added(tokens: Tokens) -> dict[str, int]:
    return tokens.special | {f"<|{i / 50:.2f}|>": tokens.time_begin + i for i in range(TIMES)}


def _fast_tokenizer(tokens: Tokens) -> dict:
    def mark(name, token):
        return {"id": token, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
                "special": name in tokens.special}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "post_processor": None,
        "added_tokens": [mark(name, token) for name, token in _added(tokens).items()],
        "pre_tokenizer": byte_level, "decoder": byte_level,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
                  "fuse_unk": False, "vocab": tokens.pieces, "merges": [f"{left} {right}" for left, right in tokens.merges]},
    }


def _tokenizer_files(folder: Path, tokens: Tokens):
    _write_json(folder / "vocab.json", tokens.pieces)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in tokens.merges), encoding="utf-8")
    _write_json(folder / "added_tokens.json", _added(tokens))
    marks = {name: "<|endoftext|>" for name in ("bos_token", "eos_token", "pad_token", "unk_token")}
    _write_json(folder / "special_tokens_map.json", marks | {"additional_special_tokens": list(tokens.special)})
    _write_json(folder / "tokenizer_config.json", marks | {
        "add_bos_token": False, "add_prefix_space": False, "clean_up_tokenization_spaces": False, "errors": "replace",
        "model_max_length": CONTEXT, "processor_class": "WhisperProcessor", "tokenizer_class": "WhisperTokenizer"})
    _write_json(folder / "tokenizer.json", _fast_tokenizer(tokens))


def write(folder: Path, shape: Shape, weights: dict[str, torch.Tensor], tokens: Tokens):
    """The whole folder; weights are those of the network, by their names in it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / "model.safetensors", {f"model.{name}": tensor for name, tensor in weights.items()})
    _write_json(folder / "config.json", _config(shape, tokens))
    _write_json(folder / "generation_config.json", _generation(shape, tokens))
    _write_json(folder / "preprocessor_config.json", {
        "chunk_length": 30, "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 80, "hop_length": 160, "n_fft": 400,
        "n_samples": 480_000, "nb_max_frames": 3000, "padding_side": "right", "padding_value": 0.0, "processor_class": "WhisperProcessor",
        "return_attention_mask": False, "sampling_rate": 16_000})
    _tokenizer_files(folder, tokens)
