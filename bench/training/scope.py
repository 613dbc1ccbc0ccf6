"""Train what tells questions of everyday life from questions of medicine, and write what ships.

    python -m bench.training.scope DATA

A logistic regression on MiniLM's vectors. Medicine is KQA, MQP, RQE's training half and a sample of MedQuAD;
everyday life is `out_of_scope.txt` beside this file, written for it. The data sets are judged by models that
have not seen the question, the rest by the model that ships; what is out of scope by
`tests/answers/sets/out_of_scope_unseen.txt`, which was written when the rules were done.
"""

import csv
import json
import random
import re
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from answers.scope import ENCODED_MAX_CHARS, LINE_FILE, has_medicine, out_of_scope
from answers.search.encoder import MiniLm
from answers.types import OutOfScope

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "answers" / "weights" / LINE_FILE
UNSEEN = HERE.parent.parent / "tests" / "answers" / "sets" / "out_of_scope_unseen.txt"
TITLES = 2_500
STRENGTH = 10.0
AT = 2.3
"""Above every question of medicine without a word of medicine that it was tried on."""


def main() -> None:
    data = Path(sys.argv[1])
    encoder = MiniLm()
    titles = medquad_titles(data / "medquad.tar.xz")
    random.Random(0).shuffle(titles)
    asked = {
        "KQA": _fields(data / "kqa-questions.jsonl", "question"),
        "MQP": _mqp(data / "mqp-dev.csv"),
        "RQE train": _fields(data / "rqe-train.jsonl", "chq", "faq"),
        "MedQuAD": titles[:TITLES],
    }
    medicine = [question for questions in asked.values() for question in questions]
    everyday = [q for label, q in _labelled(HERE / "out_of_scope.txt") if label != OutOfScope.VETERINARY]
    vectors = np.vstack([_encoded(encoder, medicine), _encoded(encoder, everyday)])
    labels = [0] * len(medicine) + [1] * len(everyday)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2_000)
    told = cross_val_predict(
        model, vectors, labels, cv=KFold(5, shuffle=True, random_state=0), method="decision_function"
    )
    for name, questions in asked.items():
        _show(f"{name} (each by a model that had not seen it)", questions, told[: len(questions)])
        told = told[len(questions) :]
    model.fit(vectors, labels)
    weights, offset = model.coef_[0].astype(np.float32), np.float32(model.intercept_[0])
    np.savez(OUT, weights=weights, offset=offset, at=np.float32(AT))
    unseen = {
        "LiveQA": _fields(data / "liveqa-dev.jsonl", "original", "paraphrase", "summary"),
        "PubMedQA": _fields(data / "pubmedqa-dev.jsonl", "question"),
        "MedQuAD, other titles": [title for title in titles[TITLES:] if not has_medicine(title)],
    }
    for name, questions in unseen.items():
        _show(name, questions, _encoded(encoder, questions) @ weights + offset)
    _show_found(encoder, weights, offset)


def _show(name: str, asked: Sequence[str], told: np.ndarray) -> None:
    pairs = zip(told.round(2).tolist(), asked, strict=True)
    bare = sorted(
        ((score, question) for score, question in pairs if not has_medicine(question)), reverse=True
    )
    refused = sum(score >= AT for score, _ in bare)
    print(f"{name}: {len(asked)}, of them {len(bare)} without a word of medicine; refused {refused}")
    for score, question in bare[:6]:
        print(f"   {score} {question[:100]}")


def _show_found(encoder: MiniLm, weights: np.ndarray, offset: np.float32) -> None:
    rows = _labelled(UNSEEN)
    told = _encoded(encoder, [question for _, question in rows]) @ weights + offset
    found = [
        out_of_scope(question) is not None or (score >= AT and not has_medicine(question))
        for (_, question), score in zip(rows, told, strict=True)
    ]
    print(f"unseen, out of scope: {sum(found)} of {len(rows)}")
    for label in OutOfScope:
        mine = [hit for hit, (name, _) in zip(found, rows, strict=True) if name == label]
        print(f"   {label}: {sum(mine)} of {len(mine)}")


def _mqp(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({row[name] for row in csv.DictReader(file) for name in ("question_1", "question_2")})


def _encoded(encoder: MiniLm, texts: Sequence[str]) -> np.ndarray:
    return np.asarray(encoder.encode([text[:ENCODED_MAX_CHARS] for text in texts]), np.float32)


def _labelled(path: Path) -> list[tuple[str, str]]:
    return [(a, b) for a, _, b in (row.partition("|") for row in path.read_text("utf-8").splitlines() if row)]


def _fields(path: Path, *names: str) -> list[str]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return sorted({row[name] for row in rows for name in names if row[name].strip()})


def medquad_titles(archive: Path) -> list[str]:
    found: set[str] = set()
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name.endswith(".xml") and (file := tar.extractfile(member)):
                found |= set(re.findall(r"<Question[^>]*>(.*?)</Question>", file.read().decode(), re.DOTALL))
    return sorted(found)


if __name__ == "__main__":
    main()
