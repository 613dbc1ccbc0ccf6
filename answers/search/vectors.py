"""A text's vector, computed once per text and encoder and kept in the store."""

import asyncio
import hashlib
from collections.abc import Sequence

import numpy as np

from answers.search.encoder import Encoder, Vectors
from answers.store.base import VectorStore

PARALLEL = 2
"""Encodings at once: onnxruntime leaves the interpreter's lock, so two cores are both used."""


class VectorCache:
    """Vectors by text, from the store where they are known."""

    def __init__(self, store: VectorStore, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder

    async def vectors(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vector of each text; what the store lacks is encoded and kept. Half precision."""
        keys = {text: _key(text) for text in texts}
        stored = await self._store.vectors(self._encoder.name, list(set(keys.values())))
        missing = [text for text, key in keys.items() if key not in stored]
        stored |= await self._encode({keys[text]: text for text in missing})
        return {text: np.frombuffer(stored[key], "<f2").astype(np.float32) for text, key in keys.items()}

    async def _encode(self, texts: dict[str, str]) -> dict[str, bytes]:
        if not texts:
            return {}
        keys = sorted(texts, key=lambda key: len(texts[key]))
        parts = [part for n in range(PARALLEL) if (part := keys[n::PARALLEL])]
        encoded = await asyncio.gather(
            *(asyncio.to_thread(self._encoder.encode, [texts[k] for k in part]) for part in parts)
        )
        made = {
            key: row.astype("<f2").tobytes()
            for part, rows in zip(parts, encoded, strict=True)
            for key, row in zip(part, rows, strict=True)
        }
        await self._store.put_vectors(self._encoder.name, made)
        return made


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
