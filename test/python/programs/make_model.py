"""Writes a small random model as transformers saves one: `make_model.py FOLDER [BYTES]`.

A Llama of the shape that fills BYTES (default: about 1 MB), in safetensors shards, with a tokenizer of single words.
"""

import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

WORDS = ["<unk>", "<s>", "</s>"] + "a cold start is the time from a pod to its first answer".split()


def make_tokenizer(folder):
    vocabulary = {word: index for index, word in enumerate(dict.fromkeys(WORDS))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    )
    fast.save_pretrained(folder)


def shape(size):
    """Layers and width of a Llama whose half-precision weights fill about `size` bytes."""
    width = 64 if size < 100e6 else 2048 if size < 4e9 else 4096
    layer = 4 * width * width + 3 * width * (width * 4)
    return width, max(2, round(size / 2 / layer))


def make_model(folder, size):
    width, layers = shape(size)
    config = LlamaConfig(
        vocab_size=256,
        hidden_size=width,
        intermediate_size=width * 4,
        num_hidden_layers=layers,
        num_attention_heads=max(2, width // 128),
        num_key_value_heads=max(2, width // 128),
        max_position_embeddings=256,
        bos_token_id=1,
        eos_token_id=2,
    )
    torch.set_default_dtype(torch.float16)
    model = LlamaForCausalLM(config)
    model.save_pretrained(folder, max_shard_size="2GB" if size > 4e9 else max(1, int(size / 2)))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    make_tokenizer(target)
    make_model(target, float(sys.argv[2]) if len(sys.argv) > 2 else 1e6)
