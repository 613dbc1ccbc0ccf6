"""What the index finds for a message: for all of it, and for what a long one asks."""

from dataclasses import replace

from answers.condense import searched
from answers.search.index import ArticleIndex, Hit, fused


def retrieve(index: ArticleIndex, message: str, workspace: str | None, limit: int) -> list[Hit]:
    """The nearest articles, best first. A long message is searched for twice, and both searches count."""
    texts = dict.fromkeys((message, searched(message)))
    found = [index.search(text, workspace, limit) for text in texts]
    if len(found) == 1:
        return found[0]
    hits = {hit.article_id: hit for each in reversed(found) for hit in each}
    ranked = fused(*([(hit.article_id, hit.score) for hit in each] for each in found))
    return [replace(hits[key], score=score) for key, score in ranked[:limit]]
