"""The command line: `curbside …`. Commands are imported when they are called."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from adapters.errors import AdapterError
from adapters.logs import configure_logs
from adapters.settings import read_settings
from answers.errors import AnswersError
from answers.types import Audience, ReferenceKind, Retraction, Status
from bot.errors import BotError

T = TypeVar("T")

AUDIENCE = click.Choice([audience.value for audience in Audience])
STATUS = click.Choice([status.value for status in Status])
DATE = click.DateTime(["%Y-%m-%d"])
SOURCE_FORMATS = ["pubmedqa", "pubmed-xml", "jsonl", "markdown", "text", "pdf", "docx", "spl"]
PRECISION = click.FloatRange(0.5, 0.999, min_open=True)
LABELS = click.argument("labels", type=click.Path(path_type=Path))
PLOTS = click.option(
    "--plots",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a reliability diagram and a risk–coverage curve there (SVG).",
)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a command; an error of ours becomes a line on stderr and exit status 2."""
    try:
        return asyncio.run(_until_told(coroutine))
    except asyncio.CancelledError:
        sys.exit(128 + signal.SIGTERM)
    except (AdapterError, AnswersError, BotError) as error:
        click.echo(f"curbside: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


async def _until_told(coroutine: Coroutine[Any, Any, T]) -> T:
    """SIGTERM closes what is open, as Ctrl-C does: the embedded Redis must not be left behind."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await coroutine


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="curbside")
def main() -> None:
    """Clinical questions, answered from approved articles with their sources.

    Everything is kept in CURBSIDE_DATA_DIR unless DATABASE_URL and REDIS_URL name servers.
    """
    configure_logs()


@main.command()
@click.option("--audience", type=AUDIENCE, default="clinician", show_default=True)
def chat(audience: str) -> None:
    """Talk to the bot in the terminal."""
    from adapters.commands import chat as command

    run(command.run(_settings(), Audience(audience)))


@main.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON on stdout.")
@click.option("--batch", metavar="FILE|-", help='JSON lines {"id", "text", "earlier": […]}.')
@click.option("--audience", type=AUDIENCE, default="clinician", show_default=True)
@click.option("--evidence", is_flag=True, help="Print the passages behind the citations too.")
def ask(question: str | None, as_json: bool, batch: str | None, audience: str, evidence: bool) -> None:
    """Answer one QUESTION, or a batch of them."""
    from adapters.commands import ask as command

    if (question is None) == (batch is None):
        raise click.UsageError("give a QUESTION, or --batch FILE with --json")
    if batch is None:
        asked = question or ""
        if not asked.strip():
            raise click.UsageError("the question is empty")
        shown = command.run_one(
            _settings(), asked, audience=Audience(audience), as_json=as_json, evidence=evidence
        )
        run(shown)
        return
    if not as_json:
        raise click.UsageError("--batch writes JSON: add --json")
    if not run(command.run_batch(_settings(), batch, audience=Audience(audience))):
        sys.exit(1)


@main.group()
def articles() -> None:
    """Import, look at and review articles."""


@articles.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["medquad", "jsonl", "markdown"]), required=True)
@click.option("--release-as", metavar="NAME", help="Approve in bulk, unread, in this person's name.")
@click.option("--review-due", type=DATE, help="When a bulk release is due [default: in 12 months].")
@click.option("--audience", type=AUDIENCE, help="For whom the texts are, where they do not say.")
@click.option("--json", "as_json", is_flag=True)
def import_articles(
    path: Path,
    format_: str,
    release_as: str | None,
    review_due: datetime | None,
    audience: str | None,
    as_json: bool,
) -> None:
    """Import a file, a folder or a tar archive; without --release-as, for review."""
    from adapters.commands import articles as command

    run(
        command.import_(
            _settings(),
            path,
            format_=format_,
            release_as=release_as,
            review_due=review_due.date() if review_due else None,
            audience=Audience(audience) if audience else None,
            as_json=as_json,
        )
    )


@articles.command("list")
@click.option("--status", type=STATUS)
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def list_articles(status: str | None, limit: int, as_json: bool) -> None:
    """The latest version of each article."""
    from adapters.commands import articles as command

    run(command.list_(_settings(), Status(status) if status else None, limit, as_json=as_json))


@articles.command("show")
@click.argument("external_id")
@click.option("--version", type=int)
@click.option("--json", "as_json", is_flag=True)
def show_article(external_id: str, version: int | None, as_json: bool) -> None:
    """One version of an article, whatever its status."""
    from adapters.commands import articles as command

    run(command.show(_settings(), external_id, version, as_json=as_json))


@articles.command("history")
@click.argument("external_id")
@click.option("--json", "as_json", is_flag=True)
def article_history(external_id: str, as_json: bool) -> None:
    """Who did what to an article, and when."""
    from adapters.commands import articles as command

    run(command.history(_settings(), external_id, as_json=as_json))


@articles.command("submit")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "markdown"]),
    default="markdown",
    show_default=True,
)
def submit_articles(path: Path, format_: str) -> None:
    """Submit articles for review: a new one, or a new version of one."""
    from adapters.commands import articles as command

    run(
        command.import_(
            _settings(),
            path,
            format_=format_,
            release_as=None,
            review_due=None,
            audience=None,
            as_json=False,
        )
    )


def _step(name: str, status: Status, words: str) -> None:
    @articles.command(name, help=words)
    @click.argument("external_id")
    @click.option("--by", required=True, metavar="NAME", help="Who takes this step.")
    @click.option("--note", help="Why; kept in the history.")
    def step(external_id: str, by: str, note: str | None) -> None:
        from adapters.commands import articles as command

        run(command.step(_settings(), external_id, status, actor=by, note=note))


_step("review", Status.UNDER_REVIEW, "Take the latest version under review.")
_step("request-changes", Status.CHANGES_REQUESTED, "Send a version under review back.")
_step("reject", Status.REJECTED, "Reject the latest version.")
_step("withdraw", Status.WITHDRAWN, "Stop serving the approved version, everywhere.")


@articles.command("approve")
@click.argument("external_id")
@click.option("--version", type=int, required=True, help="The version that was read.")
@click.option("--by", required=True, metavar="NAME", help="Who read this version.")
@click.option("--credential", required=True, help="The reviewer's credential, as in the badge.")
@click.option("--review-due", type=DATE, help="The next review [default: in 12 months].")
@click.option("--note", help="Kept in the history.")
def approve_article(
    external_id: str,
    version: int,
    by: str,
    credential: str,
    review_due: datetime | None,
    note: str | None,
) -> None:
    """Approve a version under review, in the name of who has read it."""
    from adapters.commands import articles as command

    run(
        command.approve_(
            _settings(),
            external_id,
            version=version,
            by=by,
            credential=credential,
            review_due=review_due.date() if review_due else None,
            note=note,
        )
    )


@articles.command("try")
@click.argument("what", metavar="PATH|EXTERNAL_ID")
@click.option("--alias", "aliases", multiple=True, metavar='"…"', help="Try it with this alias; repeatable.")
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    help="Try it with these too: a question a line, or labelled ones as `eval library` takes them.",
)
@click.option("--recent/--no-recent", default=True, help="With recent questions, masked [default: yes].")
@click.option("--audience", type=AUDIENCE, default="clinician", show_default=True, help="Of --questions.")
@click.option("--json", "as_json", is_flag=True)
def try_article(
    what: str, aliases: tuple[str, ...], questions: Path | None, recent: bool, audience: str, as_json: bool
) -> None:
    """What an article, or an alias, would newly answer, before it is approved. Nothing is stored.

    For whoever decides on the article: shows recent questions of people, masked and of nobody in particular.
    """
    from adapters.commands import simulate as command

    run(
        command.run(
            _settings(),
            what,
            aliases=aliases,
            file=questions,
            recent=recent,
            audience=Audience(audience),
            as_json=as_json,
        )
    )


@main.group()
def sources() -> None:
    """Import, look at, remove and check the sources that answers are written from."""


WORKSPACE = click.option("--workspace", help="Of one workspace [default: shared by all].")
BY = click.option("--by", required=True, metavar="NAME", help="Who takes this step.")
NOTE = click.option("--note", help="Why; kept in the history.")


@sources.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(SOURCE_FORMATS), required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in ReferenceKind]))
@click.option("--title", help="For a single file.")
@click.option("--issuer", help="Who published it.")
@click.option("--country", help="Of the issuer: an ISO 3166 code, or a name.")
@click.option("--date", "published", metavar="YYYY[-MM[-DD]]", help="When it was published.")
@click.option("--edition", help="Its edition or version, as printed.")
@click.option("--licence", help="Its licence, as printed.")
@click.option("--language", metavar="xx", help="ISO 639-1 [default: en].")
@click.option("--url", help="Where it can be opened, for those that have no address of their own.")
@click.option(
    "--not-quotable", is_flag=True, help="The licence forbids showing its words: search and check only."
)
@click.option("--by", default="import", show_default=True, metavar="NAME", help="Kept in the history.")
@WORKSPACE
@click.option("--json", "as_json", is_flag=True)
def import_sources(
    path: Path,
    format_: str,
    by: str,
    workspace: str | None,
    not_quotable: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """Import a file, a folder or a tar archive. The same again changes nothing; a change is a new version.

    What the options say holds where a source says nothing of itself: in its record, its front matter, or
    in NAME.yaml beside it.
    """
    from adapters.commands import sources as command

    run(
        command.import_(
            _settings(),
            path,
            format_=format_,
            about=command.about(quotable=not not_quotable, **given),
            workspace=workspace,
            actor=by,
            as_json=as_json,
        )
    )


@sources.command("list")
@WORKSPACE
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--after", default="", metavar="EXTERNAL_ID", help="Those that come after this one.")
@click.option("--json", "as_json", is_flag=True)
def list_sources(workspace: str | None, limit: int, after: str, as_json: bool) -> None:
    """The latest version of each source, and whether it is in use."""
    from adapters.commands import sources as command

    run(command.list_(_settings(), workspace=workspace, limit=limit, after=after, as_json=as_json))


@sources.command("show")
@click.argument("external_id")
@WORKSPACE
@click.option("--version", type=click.IntRange(1), help="The content of an earlier version.")
@click.option("--json", "as_json", is_flag=True)
def show_source(external_id: str, workspace: str | None, version: int | None, as_json: bool) -> None:
    """A source with its passages, and who did what to it."""
    from adapters.commands import sources as command

    run(command.show(_settings(), external_id, workspace=workspace, version=version, as_json=as_json))


def _use(name: str, words: str, *, back: bool) -> None:
    @sources.command(name, help=words)
    @click.argument("external_id")
    @WORKSPACE
    @BY
    @NOTE
    def change(external_id: str, workspace: str | None, by: str, note: str | None) -> None:
        from adapters.commands import sources as command

        run(command.remove(_settings(), external_id, workspace=workspace, actor=by, note=note, back=back))


_use("remove", "Take a source out of use, everywhere; its versions are kept.", back=False)
_use("restore", "Take a removed source back into use.", back=True)


@sources.command("retraction")
@click.argument("external_id")
@click.argument(
    "status", type=click.Choice([each.value for each in Retraction if each is not Retraction.UNCHECKED])
)
@WORKSPACE
@click.option("--on", type=DATE, help="The day of the check [default: today].")
@BY
@NOTE
def mark_source(
    external_id: str, status: str, workspace: str | None, on: datetime | None, by: str, note: str | None
) -> None:
    """Write down what a check found: nothing is said any more from what is retracted."""
    from adapters.commands import sources as command

    run(
        command.mark(
            _settings(),
            external_id,
            Retraction(status),
            workspace=workspace,
            on=on,
            actor=by,
            note=note,
        )
    )


@sources.command("check")
@click.option("--workspace", help="Only those of one workspace [default: of all].")
@click.option("--by", default="check", show_default=True, metavar="NAME", help="Kept in the history.")
@click.option("--json", "as_json", is_flag=True)
def check_sources(workspace: str | None, by: str, as_json: bool) -> None:
    """Ask PubMed which sources were retracted, corrected or replaced; by their PubMed ids, nothing else."""
    from adapters.commands import check_sources as command

    run(command.run(_settings(), workspace=workspace, actor=by, as_json=as_json))


@main.group()
def board() -> None:
    """What waits for the board; submitted answers are among `articles list --status submitted`."""


@board.command("gaps")
@click.option("--workspace", metavar="ID", help="Only what was asked there [default: everywhere].")
@click.option("--json", "as_json", is_flag=True)
def board_gaps(workspace: str | None, as_json: bool) -> None:
    """Subjects that five or more different people got no answer about, in nobody's words."""
    from adapters.commands import board as command

    run(command.show_gaps(_settings(), workspace, as_json=as_json))


@main.group("eval")
def evaluate() -> None:
    """Quality on labelled data, with 95% intervals."""


@evaluate.command("liveqa")
@click.option("--archive", type=click.Path(path_type=Path), required=True, help="MedQuAD.")
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="LiveQA's questions with grades [default: liveqa-dev.jsonl beside the archive].",
)
@click.option(
    "--wording",
    type=click.Choice(["original", "paraphrase", "summary"]),
    default="original",
    show_default=True,
)
@click.option(
    "--answered",
    is_flag=True,
    help="Over the entries with a text alone: what a patient is served or offered.",
)
@click.option("--json", "as_json", is_flag=True)
def eval_liveqa(archive: Path, labels: Path | None, wording: str, answered: bool, as_json: bool) -> None:
    """Real consumer questions over MedQuAD, graded by experts: how all of its entries are ranked."""
    labels = labels or archive.parent / "liveqa-dev.jsonl"
    if answered:
        from adapters.commands import liveqa_answered

        run(liveqa_answered.run(_settings(), archive, labels, wording=wording, as_json=as_json))
        return
    from adapters.commands import evaluate as command

    run(command.run_liveqa(_settings(), archive, labels, wording=wording, as_json=as_json))


def _pairs(kind: str, words: str, default: str) -> None:
    @evaluate.command(kind, help=words)
    @click.option(
        "--labels",
        type=click.Path(path_type=Path),
        required=True,
        help=f"The data set's file, such as {default}.",
    )
    @PLOTS
    @click.option("--json", "as_json", is_flag=True)
    def measure(labels: Path, plots: Path | None, as_json: bool) -> None:
        from adapters.commands import evaluate as command

        run(command.run_pairs(labels, kind, as_json=as_json, plots=plots))


@evaluate.command("followups")
@click.option("--archive", type=click.Path(path_type=Path), required=True, help="MedQuAD.")
@click.option(
    "--part",
    type=click.Choice(["development", "test"]),
    default="test",
    show_default=True,
    help="Rules are made with the development part in view; the test part has other subjects and wordings.",
)
@click.option("--failed", is_flag=True, help="List the dialogues that went wrong, on stderr.")
@click.option("--json", "as_json", is_flag=True)
def eval_followups(archive: Path, part: str, failed: bool, as_json: bool) -> None:
    """Follow-ups and changes of topic: does what is understood retrieve the right article?"""
    from adapters.commands import followups as command
    from bot.evaluation.phrasings import Part

    run(command.run(_settings(), archive, Part(part), failed=failed, as_json=as_json))


_pairs("mqp", "Medical Question Pairs: the match model on pairs that doctors wrote.", "mqp-dev.csv")
_pairs("rqe", "Question entailment: consumers' messages and frequent questions.", "rqe-validation.jsonl")


@evaluate.command("library")
@LABELS
@click.option("--audience", type=AUDIENCE, default="clinician", show_default=True)
@PLOTS
@click.option("--json", "as_json", is_flag=True)
def eval_library(labels: Path, audience: str, plots: Path | None, as_json: bool) -> None:
    """Your own labelled questions over your own library.

    LABELS holds JSON lines {"question", "external_id": id or null, "acceptable": [ids], "earlier": [...]};
    null says that nothing in the library answers.
    """
    from adapters.commands import evaluate_library as command

    run(command.run(_settings(), labels, audience=Audience(audience), as_json=as_json, plots=plots))


@evaluate.command("calibrate")
@LABELS
@click.option("--precision", type=PRECISION, required=True, help="Of what is served, right; such as 0.98.")
@click.option(
    "--suggest-precision", type=PRECISION, help="Of what is suggested first; else it stays as it is."
)
@click.option("--by", metavar="NAME", help="Who sets the thresholds; kept with them.")
@click.option("--audience", type=AUDIENCE, default="clinician", show_default=True)
@click.option("--dry-run", is_flag=True, help="Show only.")
@click.option("--json", "as_json", is_flag=True)
def eval_calibrate(
    labels: Path,
    precision: float,
    suggest_precision: float | None,
    by: str | None,
    audience: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Set from when on an article is served, by your own labelled questions (as `eval library` takes them).

    The lowest threshold is taken at which the precision can be stated with 95% confidence; where the
    questions are too few for that, nothing is set.
    """
    from adapters.commands import calibrate as command

    if not dry_run and not (by and by.strip()):
        raise click.UsageError("say who sets the thresholds: --by NAME (or look only: --dry-run)")
    wanted = command.Wanted(precision, suggest_precision, (by or "").strip() or "nobody (dry run)")
    run(
        command.run(
            _settings(), labels, wanted, audience=Audience(audience), dry_run=dry_run, as_json=as_json
        )
    )


@evaluate.command("thresholds")
@click.option("--shipped", is_flag=True, help="Let those hold again that ship with the model.")
@click.option("--by", metavar="NAME", help="Who puts them back.")
@click.option("--json", "as_json", is_flag=True)
def eval_thresholds(shipped: bool, by: str | None, as_json: bool) -> None:
    """The thresholds that hold, who set them and when, and what was set before."""
    from adapters.commands import thresholds as command

    if not shipped:
        run(command.show(_settings(), as_json=as_json))
        return
    if not (by and by.strip()):
        raise click.UsageError("say who puts them back: --by NAME")
    run(command.put_back(_settings(), by.strip()))


@evaluate.command("minimal-pairs")
@click.option("--archive", type=click.Path(path_type=Path), required=True, help="MedQuAD.")
@click.option(
    "--part",
    type=click.Choice(["test", "development"]),
    default="test",
    show_default=True,
    help="Rules and models are made on the development part alone.",
)
@click.option("--list", "listed", is_flag=True, help="The pairs that went wrong; all with --json.")
@click.option("--json", "as_json", is_flag=True)
def eval_minimal_pairs(archive: Path, part: str, listed: bool, as_json: bool) -> None:
    """A question that an article answers, and its twin with one thing changed that it does not."""
    from adapters.commands import evaluate as command

    run(command.run_minimal_pairs(_settings(), archive, part=part, listed=listed, as_json=as_json))


@evaluate.command("injection")
@click.option("--list", "listed", is_flag=True, help="The cases in which something planted was shown.")
@click.option("--json", "as_json", is_flag=True)
def eval_injection(listed: bool, as_json: bool) -> None:
    """Orders planted in passages, titles, questions and a model's output: is any obeyed or shown live?"""
    from adapters.commands import injections as command

    run(command.run(_settings(), listed=listed, as_json=as_json))


@evaluate.command("citations")
@click.option("--sources", type=click.Path(path_type=Path), required=True, help="pubmedqa-dev.jsonl.")
@click.option(
    "--part",
    type=click.Choice(["test", "development"]),
    default="test",
    show_default=True,
    help="The check was made on the development part alone.",
)
@click.option("--each", type=click.IntRange(1, 1_000), default=40, show_default=True, help="Lies a template.")
@click.option("--list", "listed", is_flag=True, help="With the lies that pass and the truths that are lost.")
@click.option("--json", "as_json", is_flag=True)
def eval_citations(sources: Path, part: str, each: int, listed: bool, as_json: bool) -> None:
    """Statements against what they cite: planted faults that pass, true claims that are lost."""
    from adapters.commands import evaluate_citations as command

    run(command.run(sources, part, each=each, listed=listed, as_json=as_json))


@evaluate.command("engine")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="PubMedQA's records, such as pubmedqa-dev.jsonl.",
)
@click.option(
    "--part",
    type=click.Choice(["test", "development"]),
    default="test",
    show_default=True,
    help="Of the questions in people's words; rules are made with the development part in view.",
)
@click.option("--json", "as_json", is_flag=True)
def eval_engine(sources: Path, part: str, as_json: bool) -> None:
    """The answer engine: is the right source found and quoted, and nothing where nothing answers?"""
    from adapters.commands import evaluate_engine as command

    run(command.run(_settings(), sources, part, as_json=as_json))


@main.command()
@click.option("--batch", metavar="FILE|-", required=True, help='JSON lines {"id", "asked", "candidate"}.')
def match(batch: str) -> None:
    """How probable it is that what answers one question answers another: {"id", "probability"}."""
    from adapters.commands import match as command

    if not run(command.run(batch)):
        sys.exit(1)


@main.command()
@click.option("--slack", is_flag=True, help="Slack, by Socket Mode or, without an app token, over HTTP.")
@click.option("--telegram", is_flag=True, help="Telegram, by polling or, with a webhook secret, over HTTP.")
@click.option("--web", is_flag=True, help="Health and pages.")
def serve(slack: bool, telegram: bool, web: bool) -> None:
    """Everything in one process; without options, all that the settings allow."""
    from adapters.commands import serve as command

    run(command.run_all(_settings(), slack=slack, telegram=telegram, web=web))


def _role(name: str, words: str) -> None:
    @main.command(name, help=words)
    def role() -> None:
        from adapters.commands import serve as command
        from adapters.serving import Role

        run(command.run(_settings(), Role(name)))


_role("web", "Receive webhooks of Slack and Telegram, and serve health and pages, on CURBSIDE_HOST:PORT.")
_role("worker", "Answer what the other processes have received.")
_role("slack", "Receive from Slack by Socket Mode, for a worker to answer.")
_role("telegram", "Receive from Telegram by polling, for a worker to answer.")


@main.group()
def inbox() -> None:
    """What waits for an answer, and what was set aside after it failed every time."""


@inbox.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_inbox(as_json: bool) -> None:
    """Conversations with letters waiting, and the letters that were set aside; nobody's words."""
    from adapters.commands import inbox as command

    run(command.show(_settings(), as_json=as_json))


def _chosen(places: tuple[str, ...], every: bool) -> tuple[str, ...]:
    """The places that were named; none for all of them."""
    if bool(places) == every:
        raise click.UsageError("name what 'curbside inbox list' shows, or give --all")
    return places


PLACES = click.argument("places", metavar="PLACE…", nargs=-1)
EVERY = click.option("--all", "every", is_flag=True, help="Everything that was set aside.")


@inbox.command("retry")
@PLACES
@EVERY
def retry_letters(places: tuple[str, ...], every: bool) -> None:
    """Put letters that were set aside back into their conversations, to be answered anew."""
    from adapters.commands import inbox as command

    run(command.retry(_settings(), _chosen(places, every)))


@inbox.command("drop")
@PLACES
@EVERY
def drop_letters(places: tuple[str, ...], every: bool) -> None:
    """Forget letters that were set aside."""
    from adapters.commands import inbox as command

    run(command.drop(_settings(), _chosen(places, every)))


@main.command()
def doctor() -> None:
    """Check settings, keys, database, Redis, Slack, Telegram, encoder and index."""
    from adapters.commands import doctor as command

    if not run(command.run(_settings())):
        sys.exit(1)


@main.command()
def key() -> None:
    """Print a new encryption key for CURBSIDE_ENCRYPTION_KEYS."""
    from bot.cipher import new_key

    click.echo(f"k{datetime.now().astimezone():%Y%m%d}:{new_key()}")


def _settings() -> Any:
    try:
        return read_settings()
    except AdapterError as error:
        click.echo(f"curbside: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
