"""A question in, a reply out: guard, mask, understand, answer, compose, remember."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from answers.answerer import Answerer
from answers.board.base import UNDECIDED
from answers.board.submit import Submissions
from answers.errors import AnswersError
from answers.language.condense import Condenser
from answers.question import analyse
from answers.text import one_line
from answers.types import QUESTION_MAX_CHARS, Answer, ArticleVersion, Audience, Origin, Query
from bot import wording
from bot.compose import above, help_reply, one_of_several, reply_to, with_help
from bot.context.base import ContextStore
from bot.digests import digest
from bot.errors import ContextUnavailable
from bot.guard import Alarm, alarm
from bot.masking import mask
from bot.several import several
from bot.types import (
    Banner,
    Context,
    Gesture,
    Miss,
    Missed,
    Notice,
    Question,
    Reply,
    Tone,
    Turn,
)
from bot.understand import stand_alone

SUBJECTLESS_MAX_WORDS = 4
SUBMIT_WITHIN_S = 3.0
"""Nobody waits longer for their answer because the board's table is slow."""

_THANKS = re.compile(
    r"^(?:ok(?:ay)?[,.! ]*)?(?:thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|ty|cheers"
    r"|great|perfect|got it)[.! ]*$",
    re.IGNORECASE,
)
_HELLO = re.compile(r"^(?:hi|hello|hey|good (?:morning|evening|afternoon))(?: there)?[,.! ]*$", re.IGNORECASE)

_NO_MEMORY = Banner(wording.NO_MEMORY, Tone.WARNING)
_NO_SUBJECT = Notice(wording.NO_SUBJECT)

_log = logging.getLogger(__name__)


class Bot:
    """Answers questions; keeps nothing itself, so that any process can answer the next one."""

    def __init__(
        self,
        answerer: Answerer,
        context: ContextStore,
        *,
        submissions: Submissions | None = None,
        condenser: Condenser | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`submissions` None: written answers go to no board."""
        self._answerer = answerer
        self._context = context
        self._submissions = submissions
        self._condenser = condenser
        self._clock = clock

    async def reply(self, question: Question) -> Reply:
        """The reply to a message or a choice. Raises nothing that comes of the question itself."""
        raised = alarm(question.text, question.audience)
        if raised and (question.audience is Audience.PATIENT or raised is Alarm.SELF_HARM):
            return help_reply(raised, question.country)
        question = replace(question, text=one_line(mask(question.text).text))
        if word := _small_talk(question):
            return Reply((Notice(word),))
        context, remembers = await self._load(question)
        heard = several(question.text, context.questions) if question.gesture is Gesture.ASK else None
        if heard is None:
            query = await self._query(question, context)
            if query is None:
                return Reply((Notice(wording.NOTHING_TO_CHOOSE),))
            if not context.turns and _lacks_subject(query.question):
                # What it is about may have been said: then it is the memory that is missing.
                return Reply((_NO_SUBJECT if remembers else _NO_MEMORY,))
            queries = [query]
        else:
            queries = [_about(question, one.question, one.told) for one in heard.answered]
        answers = [await self._answer(question, query) for query in queries]
        today = self._clock().date()
        replies: list[Reply] = []
        for number, answer in enumerate(answers):
            if answer.out_of_scope is None:
                # “And for children?” after a poem is about what was asked before the poem.
                remembers = await self._remember(question, answer, number) and remembers
            submitted = await self._tell_board(question, answer)
            made = reply_to(answer, question.audience, on=today, submitted=submitted)
            replies.append(replace(made, alarm=raised))
        reply = _joined(replies, left=heard.left if heard else ())
        if not remembers:
            reply = above(reply, _NO_MEMORY)
        return with_help(reply, raised, question.country) if raised else reply

    async def forget(self, conversation: str) -> Reply:
        """Start over. Says so, or that the memory could not be reached."""
        try:
            await self._context.forget(conversation)
        except ContextUnavailable:
            return Reply((_NO_MEMORY,))
        return Reply((Notice(wording.NEW_CONVERSATION),))

    async def wrong_article(self, question: Question) -> Reply:
        """The reader says that the article answers something else: kept for the board, and the question is
        asked again past the approved articles. Said again, it is only confirmed."""
        context, _ = await self._load(question)
        turn = _served_in(context, question.article_id)
        if turn is None:
            return Reply((Notice(wording.NOTHING_TO_CHOOSE),))
        if _answered_otherwise(context, turn):
            return Reply((Notice(wording.WRONG_ALREADY),))
        kept = await self._keep(question, turn.question, Miss.WRONG)
        past = replace(question, gesture=Gesture.DECLINE)
        answer = await self._answerer.answer(_about(past, turn.question))
        await self._remember(question, answer)
        submitted = answer.origin is Origin.GENERATED and await self._submit(question, answer)
        made = reply_to(answer, question.audience, on=self._clock().date(), submitted=submitted)
        said = wording.WRONG_ARTICLE if kept else wording.NO_MEMORY
        return above(made, Banner(said, Tone.INFO if kept else Tone.WARNING))

    async def full_article(self, question: Question) -> Reply:
        """Every statement of an article, as it is approved now."""
        if question.article_id is None:
            return Reply((Notice(wording.NOTHING_TO_CHOOSE),))
        query = Query(question="-", audience=question.audience, workspace=question.workspace)
        answer = await self._answerer.open(query, question.article_id)
        if answer.version is None:
            return Reply((Notice(wording.GONE),))
        title = answer.version.article.question
        whole = answer.model_copy(update={"question": title, "opened": False, "not_accounted_for": ()})
        return reply_to(whole, question.audience, full=True)

    async def is_served(self, version: ArticleVersion, workspace: str | None) -> bool:
        """Whether a reply that shows this version may still be sent. Raises an `AnswersError`."""
        return await self._answerer.is_served(version, workspace)

    async def _query(self, question: Question, context: Context) -> Query | None:
        """What to ask the library; None where a choice refers to nothing that is known any more."""
        if question.gesture is Gesture.ASK:
            asked = await self._stand_alone(question, context.questions)
        elif turn := _chosen_from(context, question.article_id):
            asked = turn.question
        else:
            return None
        return _about(question, asked)

    async def _stand_alone(self, question: Question, earlier: list[str]) -> str:
        """By the rules, or by the model where one is configured and finds nothing new in the message."""
        ruled = stand_alone(question.text, earlier).question
        if self._condenser is None:
            return ruled
        return await self._condenser.condense(question.text, earlier, ruled, account=_account(question))

    async def _answer(self, question: Question, query: Query) -> Answer:
        if question.gesture is Gesture.OPEN and question.article_id is not None:
            return await self._answerer.open(query, question.article_id)
        return await self._answerer.answer(query)

    async def _load(self, question: Question) -> tuple[Context, bool]:
        """What was said before the question, and whether that is known. What an attempt that broke off has
        remembered of the question itself is no part of it."""
        try:
            context = await self._context.load(question.conversation)
            return context.without(_name(question)), True
        except ContextUnavailable as error:
            _log.warning("context unavailable: %s", type(error.__cause__).__name__)
            return Context(), False

    async def _tell_board(self, question: Question, answer: Answer) -> bool:
        """What the board should know of: an answer that was written, a question that was left open. Whether
        the answer is submitted: its reader is told nothing else than that."""
        submitted = answer.origin is Origin.GENERATED and await self._submit(question, answer)
        if question.gesture is Gesture.DECLINE:
            await self._keep(question, answer.question, Miss.DECLINED)
        elif answer.origin is Origin.NONE and answer.exhausted and not answer.degraded:
            await self._keep(question, answer.question, Miss.NOTHING)
        return submitted

    async def _submit(self, question: Question, answer: Answer) -> bool:
        if self._submissions is None:
            return False
        try:
            async with asyncio.timeout(SUBMIT_WITHIN_S):
                kept = await self._submissions.submit(answer, question.audience, question.workspace)
        except (AnswersError, TimeoutError) as error:
            _log.warning("not submitted to the board: %s", type(error).__name__)
            return False
        # What the board has decided on word for word (rejected, say) does not wait there.
        return kept is None or kept.version.status in UNDECIDED

    async def _keep(self, question: Question, asked: str, miss: Miss) -> bool:
        missed = Missed(
            question=asked,
            miss=miss,
            audience=question.audience,
            workspace=question.workspace,
            asker=question.asker,
            at=self._clock(),
        )
        try:
            await self._context.keep(question.conversation, missed)
        except ContextUnavailable as error:
            _log.warning("context unavailable: %s", type(error.__cause__).__name__)
            return False
        return True

    async def _remember(self, question: Question, answer: Answer, number: int = 0) -> bool:
        turn = Turn(
            question=answer.question,
            of=_name(question),
            number=number,
            origin=answer.origin,
            article_id=answer.version.id if answer.version else None,
            offered=tuple(s.article_id for s in answer.suggestions),
            audience=question.audience,
            workspace=question.workspace,
            at=self._clock(),
        )
        try:
            await self._context.append(question.conversation, turn)
        except ContextUnavailable as error:
            _log.warning("context unavailable: %s", type(error.__cause__).__name__)
            return False
        return True


def _name(question: Question) -> str | None:
    """By which the memory knows the question again, and nobody where it was asked."""
    return digest(question.id) if question.id else None


def _chosen_from(context: Context, article_id: int | None) -> Turn | None:
    """The exchange in which the article was offered: what was asked since then is not what a press on its
    buttons is about. Without an article (the terminal's “none of these”), the last one."""
    if article_id is None:
        return context.turns[-1] if context.turns else None
    return next((turn for turn in reversed(context.turns) if article_id in turn.offered), None)


def _served_in(context: Context, article_id: int | None) -> Turn | None:
    """The last exchange in which that article was served; without one, in which any was."""
    served = (turn for turn in reversed(context.turns) if turn.article_id is not None)
    return next((turn for turn in served if article_id in (None, turn.article_id)), None)


def _answered_otherwise(context: Context, turn: Turn) -> bool:
    """Whether its question was answered again since, without an article."""
    since = context.turns[context.turns.index(turn) + 1 :]
    return any(each.question == turn.question and each.article_id is None for each in since)


def _account(question: Question) -> str:
    """An opaque name of who pays for what an answer costs: the asker, or the conversation of only one."""
    return digest(question.asker or question.conversation)


def _about(question: Question, asked: str, told: str | None = None) -> Query:
    """The query for what was understood; `told` has the story with it, where the message asks more."""
    return Query(
        question=asked[:QUESTION_MAX_CHARS],
        told=told[:QUESTION_MAX_CHARS] if told else None,
        audience=question.audience,
        workspace=question.workspace,
        jurisdiction=question.country,
        account=_account(question),
        declined=question.gesture is Gesture.DECLINE,
    )


def _joined(replies: Sequence[Reply], *, left: Sequence[str]) -> Reply:
    """One reply for all answers, the first one in front; the questions `left` out are named at the end."""
    each = [one_of_several(reply) for reply in replies] if len(replies) > 1 else list(replies)
    if left:
        note = Notice(wording.ONE_AT_A_TIME.format(questions=" ".join(f"“{asked}”" for asked in left)))
        each[-1] = replace(each[-1], blocks=(*each[-1].blocks, note))
    return replace(each[0], more=tuple(each[1:]))


def _lacks_subject(question: str) -> bool:
    """“side effects?” as the first thing that is said."""
    return len(question.split()) <= SUBJECTLESS_MAX_WORDS and not analyse(question).terms


def _small_talk(question: Question) -> str | None:
    """What needs no search: nothing asked, too much said, thanks, hello."""
    if question.gesture is not Gesture.ASK:
        return None
    if not any(letter.isalnum() for letter in question.text):
        return wording.EMPTY
    if len(question.text) > QUESTION_MAX_CHARS:
        return wording.TOO_LONG.format(limit=QUESTION_MAX_CHARS)
    if _THANKS.match(question.text):
        return wording.WELCOME
    return wording.HELLO if _HELLO.match(question.text) else None
