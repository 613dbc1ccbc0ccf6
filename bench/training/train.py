"""Training, testing on pairs that were held back, and the calibration that follows from those."""

import copy
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from torch.nn import functional

from bench.training.data import Pair
from bench.training.network import Network

BATCH = 32
HEAD_FASTER = 10
"""The head starts from nothing, the encoder from a good place."""
WARM_UP = 0.08
LEAST = 0.02
SMOOTHING = 0.02
CLIP = 1.0
SORTED_OVER = 20
"""Batches within which pairs are sorted by length, so that little is padding."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Some epochs over some pairs. In bfloat16, which is quicker where the processor has it."""

    pairs: Sequence[Pair]
    epochs: int
    rate: float


def begun(base: Path, stage: Stage, seed: int) -> Network:
    """A network after a first stage."""
    torch.manual_seed(seed)
    network = Network(base)
    _run(network, stage, random.Random(seed))
    return network


def trained(network: Network, stage: Stage, seed: int) -> Network:
    """A copy of it after one stage more."""
    torch.manual_seed(seed)
    made = copy.deepcopy(network)
    _run(made, stage, random.Random(seed))
    return made


def _run(network: Network, stage: Stage, rng: random.Random) -> None:
    network.train()
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder, "lr": stage.rate},
            {"params": list(network.head.parameters()), "lr": stage.rate * HEAD_FASTER},
        ],
        weight_decay=0.01,
    )
    steps = stage.epochs * math.ceil(len(stage.pairs) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    since = time.monotonic()
    for epoch in range(stage.epochs):
        losses = []
        for batch in _batches(stage.pairs, rng):
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(batch).float()
            labels = torch.tensor([float(label) for _, _, label in batch])
            loss = functional.binary_cross_entropy_with_logits(
                logits, labels * (1 - 2 * SMOOTHING) + SMOOTHING
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(loss.item())
        print(f"  epoch {epoch}: loss {np.mean(losses):.3f}, {time.monotonic() - since:.0f} s", flush=True)
    network.eval()


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (WARM_UP * steps)) * max(LEAST, 1 - step / steps)


def _batches(pairs: Sequence[Pair], rng: random.Random) -> Iterator[list[Pair]]:
    order = list(pairs)
    rng.shuffle(order)
    made = []
    for start in range(0, len(order), BATCH * SORTED_OVER):
        chunk = sorted(order[start : start + BATCH * SORTED_OVER], key=lambda p: len(p[0]) + len(p[1]))
        made += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    rng.shuffle(made)
    yield from made


def logits(network: Network, pairs: Sequence[Pair]) -> np.ndarray:
    """Of each pair, in order."""
    out = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][0]) + len(pairs[n][1]))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            out[rows] = network([pairs[n] for n in rows]).float().numpy()
    return out


def calibrated(told: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Slope and offset from logits of pairs that were not trained on (Platt)."""
    fitted = LogisticRegression(C=1e6).fit(told[:, None], labels)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def described(told: np.ndarray, pairs: Sequence[Pair]) -> str:
    """Accuracy and area under the ROC curve, as a line."""
    labels = np.array([label for _, _, label in pairs])
    right = np.mean((told > 0) == labels)
    return f"n={len(pairs)} accuracy={right:.4f} AUC={roc_auc_score(labels, told):.4f}"
