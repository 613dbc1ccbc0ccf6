"""A library of its own for a test: a real store, index and encoder. Put articles in, ask it questions."""

from answers.answerer import Answerer
from answers.engines.approved import ApprovedEngine, Findings
from answers.engines.quoting import QuotingEngine
from answers.evidence.gather import Evidences
from answers.evidence.library import LibraryEvidence
from answers.matcher import Matcher
from answers.pair_model import shipped
from answers.question import analyse
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from answers.types import Answer, Article, ArticleVersion, Query
from tests.making import approvals

ASKED = "How is gout treated?"
"""What `tests.making.article()` answers, in other words."""


class Library:
    """What a process has open of a library, and a ladder over it."""

    def __init__(self, store: SqlStore, index: ArticleIndex, encoder: MiniLm) -> None:
        self.store = store
        self.index = index
        self.follower = IndexFollower(store, index, encoder)
        self.matcher = Matcher(store, shipped())
        self.approved = ApprovedEngine(store, index, self.matcher)
        self.evidence = LibraryEvidence(store, index)
        self.quoting = QuotingEngine(Evidences({"library": self.evidence}), encoder)
        self.answerer = Answerer(self.approved, [self.quoting])

    async def add(self, *articles: Article, workspace: str | None = None, **fields: object) -> None:
        """Approve articles; `fields` are the approval's."""
        given = approvals(*articles, **fields)
        await self.store.put(articles, actor="test", workspace=workspace, approvals=given)
        await self.follower.catch_up()

    async def version(self, external_id: str = "gout-treatment") -> ArticleVersion:
        return await self.store.find(external_id)

    async def ask(self, question: str = ASKED, **fields: object) -> Answer:
        return await self.answerer.answer(query(question, **fields))

    async def find(self, question: str = ASKED, **fields: object) -> Findings:
        return await self.approved.find(query(question, **fields), analyse(question))

    async def quote(self, question: str, **fields: object) -> Answer | None:
        return await self.quoting.answer(query(question, **fields), analyse(question))


def query(question: str = ASKED, **fields: object) -> Query:
    return Query.model_validate({"question": question, **fields})
