"""What an inference server does until it answers, with transformers alone."""

import argparse
import signal

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="a folder, or an id in the hub")
    parser.add_argument("--compile", action="store_true", help="compile a part of it, without a compiler")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, ... or auto")
    parser.add_argument("--placement", choices=["to", "device_map"], default="to")
    parser.add_argument("--stay", action="store_true", help="do not end after the answers")
    return parser.parse_args()


def load(options, device):
    if options.placement == "device_map":
        return AutoModelForCausalLM.from_pretrained(options.model, device_map={"": device}, dtype="auto")
    model = AutoModelForCausalLM.from_pretrained(options.model, torch_dtype="auto")
    return model if device == "cpu" else model.to(device)


def main(options):
    device = options.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = load(options, device)
    if options.compile:
        model.lm_head = torch.compile(model.lm_head, backend="eager")
    words = tokenizer("a cold start", return_tensors="pt")["input_ids"].to(device)
    for _ in range(2):
        answer = model.generate(words, max_new_tokens=4, do_sample=False, pad_token_id=2)
    print("answered", answer.shape[-1], flush=True)
    if options.stay:
        signal.sigwait([signal.SIGTERM])


if __name__ == "__main__":
    main(parse())
