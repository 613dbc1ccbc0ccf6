"""`curbside articles try`: what an article or an alias would newly answer, before it is approved."""

import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from adapters.connections import cipher_of, context_of, open_redis
from adapters.console.progress import bar, indexing
from adapters.console.render import visible
from adapters.errors import AdapterError
from adapters.root import open_library
from adapters.settings import Settings
from answers.errors import InvalidRecord
from answers.library.base import Skipped
from answers.library.formats import FORMATS
from answers.simulation import QuestionEffect, Simulator, Standing, TitleEffect, trial_of
from answers.store.base import ArticleStore
from answers.text import one_line
from answers.types import QUESTION_MAX_CHARS, Article, Audience, Outcome, Query
from bot.context.base import TTL
from bot.errors import BotError
from bot.masking import mask
from bot.recent import CONVERSATIONS_MIN, recent_questions

ARTICLES_MAX = 20
"""Tried in one go."""
_BY_SUFFIX = {suffix: name for name in ("markdown", "jsonl") for suffix in FORMATS[name].suffixes}
_WORDS = {Outcome.SERVE: "served", Outcome.SUGGEST: "suggested", Outcome.NONE: "nothing"}


@dataclass(frozen=True, slots=True)
class Questions:
    """What to try with. `said`: where they are from, or why there are none."""

    said: str
    asked: tuple[Query, ...]


async def run(
    settings: Settings,
    what: str,
    *,
    aliases: Sequence[str],
    file: Path | None,
    recent: bool,
    audience: Audience,
    as_json: bool,
) -> None:
    """Try it and report. Raises `InvalidRecord`, `NotFound`."""
    sources = [await _recent(settings)] if recent else []
    if file:
        sources.append(_from_file(file, audience))
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))
        simulator = Simulator(
            library.store,
            library.approved,
            library.encoder,
            library.matcher,
            await library.thresholds(),
        )
        for article in await _articles(library.store, what, aliases):
            trial = await trial_of(library.store, article)
            with bar("asking") as step:
                asked = [(each, await simulator.questions(trial, each.asked, step)) for each in sources]
            with bar("looking at titles") as step:
                titles = await simulator.titles(trial, step)
            if as_json:
                click.echo(json.dumps(_record(article, asked, titles), ensure_ascii=False))
            else:
                _print(article, asked, titles)


async def _articles(store: ArticleStore, what: str, aliases: Sequence[str]) -> list[Article]:
    read = _read(Path(what)) or [(await store.find(what)).article]
    return [_with_aliases(article, aliases) for article in read]


def _read(path: Path) -> list[Article]:
    """The articles of a file; empty where there is none of this name."""
    if not path.is_file():
        return []
    form = _BY_SUFFIX.get(path.suffix.lower())
    if form is None:
        raise InvalidRecord("not a file of articles", f"{path}: one of {', '.join(sorted(_BY_SUFFIX))} is")
    articles: list[Article] = []
    for read in FORMATS[form].read(path):
        if isinstance(read, Skipped):
            raise InvalidRecord(read.reason, f"{read.where}: {read.detail}")
        articles.append(read)
    if not 1 <= len(articles) <= ARTICLES_MAX:
        raise InvalidRecord(
            "not a file to be tried", f"{path} has {len(articles)} articles, not 1–{ARTICLES_MAX}"
        )
    return articles


def _with_aliases(article: Article, aliases: Sequence[str]) -> Article:
    added = dict.fromkeys((*article.aliases, *filter(None, map(one_line, aliases))))
    return Article.model_validate({**article.model_dump(), "aliases": tuple(added)})


async def _recent(settings: Settings) -> Questions:
    """From the conversations' memory, where it can be reached."""
    hours = round(TTL.total_seconds() / 3600)
    try:
        cipher = cipher_of(settings)
        async with open_redis(settings) as redis:
            found = await recent_questions(context_of(redis, cipher), workspace=None)
    except (AdapterError, BotError) as error:
        return Questions(f"recent questions: none, {error}", ())
    if found is None:
        few = f"fewer than {CONVERSATIONS_MIN} conversations are remembered"
        return Questions(f"recent questions: none shown, {few}", ())
    asked = tuple(Query(question=each.question, audience=each.audience) for each in found)
    return Questions(f"recent questions (masked, of the last {hours} h)", asked)


def _from_file(path: Path, audience: Audience) -> Questions:
    """A question a line, or JSON lines with `question`. Raises `InvalidRecord`."""
    try:
        rows = [row for row in path.read_text("utf-8").splitlines() if row.strip()]
        texts = [json.loads(row)["question"] if row.lstrip().startswith("{") else row for row in rows]
        masked = [one_line(mask(str(text)).text)[:QUESTION_MAX_CHARS] for text in texts]
    except (OSError, ValueError, KeyError) as error:
        raise InvalidRecord("not a file of questions", f"{path}: {type(error).__name__}") from error
    asked = tuple(Query(question=text, audience=audience) for text in dict.fromkeys(masked) if text)
    return Questions(f"questions of {path.name}", asked)


Asked = Sequence[tuple[Questions, list[QuestionEffect]]]


def _record(article: Article, asked: Asked, titles: Sequence[TitleEffect]) -> dict[str, object]:
    return {
        "external_id": article.external_id,
        "question": article.question,
        "aliases": list(article.aliases),
        "questions": [
            {"source": source.said, "tried": len(source.asked), "changed": [asdict(e) for e in effects]}
            for source, effects in asked
        ],
        "titles": [asdict(effect) for effect in titles],
    }


def _print(article: Article, asked: Asked, titles: Sequence[TitleEffect]) -> None:
    click.echo(visible(f"{article.external_id}: “{article.question}”"))
    for alias in article.aliases:
        click.echo(visible(f"  also: “{alias}”"))
    for source, effects in asked:
        counted = (
            f": {len(effects)} of {len(source.asked)} would be answered otherwise" if source.asked else ""
        )
        click.echo(f"\n{source.said}{counted}")
        for effect in effects:
            click.echo(visible(f"  “{effect.question}”"))
            click.echo(visible(f"      {_standing(effect.today)} → {_standing(effect.then)}"))
    click.echo(f"\nother articles' questions that it would newly answer: {len(titles)}")
    for title in titles:
        click.echo(visible(f"  {_WORDS[title.then]}: “{title.title}” ({title.external_id})"))


def _standing(standing: Standing) -> str:
    return " ".join(filter(None, (_WORDS[standing.outcome], ", ".join(standing.articles))))
