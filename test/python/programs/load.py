"""`load.py MODEL [compile]`: what an inference server does until it answers, with transformers alone."""

import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(name, compiled):
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForCausalLM.from_pretrained(name)
    if compiled:
        model.lm_head = torch.compile(model.lm_head, backend="eager")
    words = tokenizer("a cold start", return_tensors="pt")["input_ids"]
    for _ in range(2):
        answer = model.generate(words, max_new_tokens=4, do_sample=False, pad_token_id=2)
    print("answered", answer.shape[-1])


if __name__ == "__main__":
    main(sys.argv[1], "compile" in sys.argv[2:])
