"""From PyTorch to what ships: the layers as int8 ONNX without the word table, and the head's numbers."""

import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from bench.training.network import Network


class Layers(nn.Module):
    """The encoder from word vectors on."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, embeddings: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.encoder(inputs_embeds=embeddings, attention_mask=attention_mask).last_hidden_state


def export(network: Network, folder: Path) -> None:
    """Write `match.onnx` and `match_head.npz`."""
    width = network.encoder.config.hidden_size
    example = (torch.zeros(2, 7, width), torch.ones(2, 7, dtype=torch.int64))
    axes = {0: "batch", 1: "tokens"}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "layers.onnx"
        torch.onnx.export(
            Layers(network.encoder),
            example,
            str(whole),
            input_names=["embeddings", "attention_mask"],
            output_names=["states"],
            dynamic_axes={"embeddings": axes, "attention_mask": axes, "states": axes},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, folder / "match.onnx", weight_type=QuantType.QInt8, per_channel=True)
    first, second = network.head[1], network.head[4]
    arrays = {"w1": first.weight, "b1": first.bias, "w2": second.weight[0], "b2": second.bias[0]}
    np.savez(
        folder / "match_head.npz",
        **{name: each.detach().numpy().astype(np.float32) for name, each in arrays.items()},
    )
