"""The network under training: MiniLM's layers and a small head over two sentence vectors, in PyTorch."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from answers.pair_model import COSINE_SCALE, MAX_TOKENS
from bench.training.data import Pair

HIDDEN = 256
DROPOUT = 0.1


class Network(nn.Module):
    """Logits of pairs. The word vectors stay as they are, so that only the layers need to be shipped."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.encoder = AutoModel.from_pretrained(base, add_pooling_layer=False)
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        width = 2 * self.encoder.config.hidden_size + 1
        self.head = nn.Sequential(
            nn.Dropout(DROPOUT),
            nn.Linear(width, HIDDEN),
            nn.ReLU(),
            nn.Dropout(DROPOUT),
            nn.Linear(HIDDEN, 1),
        )

    def vectors(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors, the mean of the last states (n × 384)."""
        batch = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        )
        states = self.encoder(**batch).last_hidden_state.float()
        mask = batch["attention_mask"][..., None].float()
        return functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1)

    def forward(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """One logit a pair (n)."""
        asked, candidate = self.vectors([p[0] for p in pairs]), self.vectors([p[1] for p in pairs])
        scale = asked.shape[1] ** 0.5
        cosine = (asked * candidate).sum(1, keepdim=True)
        features = [asked * candidate * scale, (asked - candidate).abs() * scale, cosine * COSINE_SCALE]
        return self.head(torch.cat(features, dim=1))[:, 0]
