"""The match model: how probable it is that what answers one question answers another.

A sentence encoder, fine-tuned on pairs of medical questions, makes a vector of each question by itself, so
that an article's are computed once and stored; a small network compares two of them. Which data made it, and
what it was measured to do: docs/match-model.md. `bench/training` makes the files that it reads.

Only the encoder's layers ship here. Its table of word vectors was frozen in training, so it is the one of
all-MiniLM-L6-v2, read in place from the package that holds it.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from pydantic import AwareDatetime, Field

from answers.search.encoder import (
    Vectors,
    in_batches,
    mean_of,
    session,
    tokenizer,
    tokens,
    weights_of_words,
)
from answers.thresholds import Thresholds
from answers.types import Frozen

MAX_TOKENS = 96
"""What the model was trained on; a longer text is cut."""
_FILES = ("match.onnx", "match_head.npz", "match_model.json")


class Calibration(Frozen):
    """Logit to probability (Platt): fitted on predictions for questions that were not trained on."""

    slope: float = Field(gt=0)
    offset: float


class Card(Frozen):
    """What is known of the model. A threshold of 0 would serve anything, so it is not accepted."""

    calibration: Calibration
    serve_at: float = Field(gt=0.5, le=1)
    suggest_at: float = Field(gt=0, le=1)
    trained_on: str
    set_by: str
    set_at: AwareDatetime


class PairModel:
    """The shipped model. Blocks; thread-safe; raises `SearchError` where a file is missing."""

    dimensions = 384

    def __init__(self) -> None:
        folder = resources.files("answers.weights")
        layers, head, record = (folder.joinpath(name).read_bytes() for name in _FILES)
        self._card = Card.model_validate_json(record)
        told = self._card.calibration.model_dump_json().encode()
        self.version = hashlib.sha256(layers + head + told).hexdigest()[:12]
        self.name = f"match-{self.version}"
        self._session = session(layers)
        self._tokenizer = tokenizer(MAX_TOKENS)
        self._words = weights_of_words()
        with folder.joinpath(_FILES[1]).open("rb") as file, np.load(file) as arrays:
            self._head = {name: arrays[name].astype(np.float32) for name in arrays.files}
        self.thresholds = Thresholds(
            serve_at=self._card.serve_at,
            suggest_at=self._card.suggest_at,
            model=self.version,
            set_by=self._card.set_by,
            set_at=self._card.set_at,
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, each of length 1, as float32 (n × 384)."""
        return in_batches(texts, self.dimensions, self._run)

    def _run(self, texts: list[str]) -> Vectors:
        ids, mask = tokens(self._tokenizer, texts)
        (states,) = self._session.run(None, {"embeddings": self._words[ids], "attention_mask": mask})
        return mean_of(states, mask)

    def probabilities(self, asked: NDArray[np.float32], candidates: Vectors) -> NDArray[np.float32]:
        """For the asked question's vector (384) and each candidate's (n × 384), calibrated (n)."""
        scale = self.dimensions**0.5
        both = candidates * asked
        features = np.hstack(
            [both * scale, np.abs(candidates - asked) * scale, both.sum(axis=1, keepdims=True) * COSINE_SCALE]
        )
        # Row by row: as one product of matrices, BLAS takes threads for it, which wait for each other where
        # the cores are busy (0.3 ms become 22).
        hidden = np.maximum(np.vecdot(features[:, None, :], self._head["w1"]) + self._head["b1"], 0.0)
        logit = hidden @ self._head["w2"] + self._head["b2"]
        told = self._card.calibration.slope * logit + self._card.calibration.offset
        return np.asarray(1.0 / (1.0 + np.exp(-told)), np.float32)

    def of_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each (asked, candidate): that what answers the candidate answers what is asked."""
        vectors = self.encode([text for pair in pairs for text in pair])
        return [
            float(self.probabilities(one, other[None, :])[0])
            for one, other in zip(vectors[::2], vectors[1::2], strict=True)
        ]


COSINE_SCALE = 4.0
"""Brings the cosine to the size of the other features, as in training."""


@cache
def shipped() -> PairModel:
    """The model, loaded when it is first asked for."""
    return PairModel()
