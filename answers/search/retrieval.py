"""What the index finds for a message: for all of it, and for what a long one asks."""

from answers.condense import searched
from answers.search.index import ArticleIndex, Hit


def retrieve(index: ArticleIndex, message: str, workspace: str | None, limit: int) -> list[Hit]:
    """The nearest articles, best first."""
    return index.search(message, workspace, limit, also=searched(message))
