"""What the library lacks: questions that were left open, in clusters, without anybody's words.

Two questions belong together where the match model takes one for the other and they share relation and
subject. A cluster is shown from five different askers on, under the library's and the vocabulary's own words
for what they have in common (clinical rule 10).
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answers.pair_model import PairModel
from answers.question import Analysis, analyse
from answers.search.vocabulary import vocabulary
from answers.text import STOP_WORDS, stem, words
from answers.types import Article, Audience, QuestionType

ASKERS_MIN = 5
QUESTIONS_MAX = 2_000
"""Different ones that are clustered in one go: about ten seconds."""
TITLE_WORDS_MAX = 6


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that was left open. `asker` is a pseudonym `keyid:hash`; those of two key ids cannot be
    compared."""

    question: str
    audience: Audience
    asker: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A cluster: what it is about, in no asker's words, how many different people asked, and how often for
    which reason, where that is `ASKERS_MIN` times or more."""

    title: str
    kind: QuestionType | None
    audience: Audience
    askers: int
    reasons: Mapping[str, int]


async def gaps(asked: Sequence[OpenQuestion], articles: Iterable[Article], model: PairModel) -> list[Gap]:
    """Clusters of at least `ASKERS_MIN` different askers, the largest first. `articles` are the library, for
    its words."""
    lexicon = _lexicon(articles)
    found = [
        _gap(audience, members, lexicon)
        for audience in Audience
        for members in await asyncio.to_thread(
            _clusters, [each for each in asked if each.audience is audience], model
        )
        if _askers(members) >= ASKERS_MIN
    ]
    return sorted(found, key=lambda gap: (-gap.askers, gap.title))


def _clusters(asked: Sequence[OpenQuestion], model: PairModel) -> list[list[OpenQuestion]]:
    """Disjoint ones: again and again the question that most others are taken for, with those."""
    by_text: defaultdict[str, list[OpenQuestion]] = defaultdict(list)
    for each in asked:
        by_text[each.question].append(each)
    texts = sorted(by_text)[:QUESTIONS_MAX]
    if not texts:
        return []
    near = _same(texts, model)
    weights = np.array([len(by_text[text]) for text in texts])
    left = np.ones(len(texts), dtype=bool)
    found = []
    while left.any():
        reach = (near & left) @ weights
        middle = int(np.argmax(np.where(left, reach, -1)))
        members = near[middle] & left
        members[middle] = True
        found.append([each for at in np.flatnonzero(members) for each in by_text[texts[at]]])
        left &= ~members
    return found


def _same(texts: Sequence[str], model: PairModel) -> NDArray[np.bool_]:
    """Which are one need (n × n, symmetric): the model says so in either direction, and the rules agree."""
    vectors = model.encode(list(texts))
    probable = np.stack([model.probabilities(vector, vectors) for vector in vectors])
    near = np.maximum(probable, probable.T) >= model.thresholds.suggest_at
    analysed = [analyse(text) for text in texts]
    for one, other in zip(*np.nonzero(np.triu(near, 1)), strict=True):
        if not _agree(analysed[one], analysed[other]):
            near[one, other] = near[other, one] = False
    np.fill_diagonal(near, val=True)
    return np.asarray(near, bool)


def _agree(one: Analysis, other: Analysis) -> bool:
    """The same relation, and something in common of the subject."""
    return one.kind == other.kind and bool(one.terms.keys() & other.terms.keys())


def _gap(audience: Audience, members: Sequence[OpenQuestion], lexicon: Mapping[str, str]) -> Gap:
    kinds = Counter(analyse(each.question).kind for each in members)
    kind = kinds.most_common(1)[0][0]
    reasons = Counter(each.reason for each in members)
    shown = {
        reason: count
        for reason, count in sorted(reasons.items())
        if _askers([each for each in members if each.reason == reason]) >= ASKERS_MIN
    }
    return Gap(_title(members, kind, lexicon), kind, audience, _askers(members), shown)


def _title(members: Sequence[OpenQuestion], kind: QuestionType | None, lexicon: Mapping[str, str]) -> str:
    """The relation, and the known words that at least `ASKERS_MIN` different people used."""
    said_by: defaultdict[str, list[OpenQuestion]] = defaultdict(list)
    for each in members:
        for term in analyse(each.question).terms:
            if term in lexicon:
                said_by[term].append(each)
    counts = {term: _askers(who) for term, who in said_by.items()}
    common = sorted(
        (term for term, count in counts.items() if count >= ASKERS_MIN), key=lambda t: (-counts[t], t)
    )
    subject = (
        " ".join(lexicon[term] for term in common[:TITLE_WORDS_MAX]) or "words that the library does not know"
    )
    return f"{kind.replace('_', ' ')}: {subject}" if kind else subject


def _askers(members: Iterable[OpenQuestion]) -> int:
    """Different people at least: pseudonyms under two keys may be one person's."""
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for each in members:
        by_key[each.asker.partition(":")[0]].add(each.asker)
    return max((len(askers) for askers in by_key.values()), default=0)


def _lexicon(articles: Iterable[Article]) -> dict[str, str]:
    """Words by stem: the vocabulary's preferred names, and the words of the library's own titles."""
    known: dict[str, str] = {}
    for name in vocabulary().preferred_names():
        known |= {stem(word): word for word in words(name) if word not in STOP_WORDS}
    for article in articles:
        for text in (article.question, *article.aliases, article.focus or "", *article.synonyms):
            known |= {
                stem(word): word.casefold() for word in words(text) if word.casefold() not in STOP_WORDS
            }
    return known
