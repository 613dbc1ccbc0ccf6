"""Every word that the bot says of itself, in one place. English; plain; nothing promised."""

import math
from collections.abc import Sequence
from datetime import date

from answers.types import (
    Approval,
    ApprovalBasis,
    ArticleVersion,
    Audience,
    Caveat,
    Origin,
    OutOfScope,
    Passage,
    PassagePart,
    Position,
    Reference,
    ReferenceKind,
    Retraction,
    SectionKind,
    Writer,
)
from bot.guard import Alarm, Route
from bot.limits.base import Refused, Whose

POLICY_ADDRESS = "/policy"

DISCLAIMER = {
    Audience.CLINICIAN: (
        "For healthcare professionals: supplementary information, not a substitute for clinical judgement."
        " Verify against the primary sources and current guidance before acting on it."
    ),
    Audience.PATIENT: (
        "General health information, not medical advice for you. It cannot diagnose and does not replace"
        " a doctor, nurse or pharmacist: ask them before you change anything. In an emergency call your"
        " local emergency number."
    ),
}
EDITORIAL_POLICY = f"Editorial policy: {POLICY_ADDRESS}"

PENDING = {
    Origin.GENERATED: (
        "Not reviewed yet: written from the sources below, submitted to the board. Exercise caution."
    ),
    Origin.QUOTED: (
        "Not reviewed for this question: sentences quoted word for word from the sources below."
        " Nobody has checked that they answer it."
    ),
}
MADE = {Origin.GENERATED: "Written by a language model", Origin.QUOTED: "Quoted"}
NOT_SUBMITTED = (
    "Not reviewed yet: written from the sources below; the board has not been told of it. Exercise caution."
)
NOT_FOUND = {
    Audience.CLINICIAN: (
        "No article in the library answers this question, and the sources at hand do not hold an answer."
    ),
    Audience.PATIENT: "I have no reviewed text for you that answers this question.",
}
NEAR = "No article in the library answers exactly this. Is one of these what you want to know?"
NAMESAKES = (
    "Several articles in the library answer this and do not say the same. Which one do you want to read?"
)
NEAREST = "The nearest questions in the library:"
SAMPLE = "Sample content, not reviewed by clinicians"
NO_SUBJECT = "What is that about? Please ask it as a full question."
NONE_OF_THESE = "None of these"
NO_STATUS = "Not found · nothing is asserted"
PATIENT_TEXT = "Written for patients; there is no text for clinicians on this question."
OPENED = "You chose this article. It answers a different question than yours:"
OPENED_NAMESAKE = (
    "You chose this one of the articles that answer your question. Others may say something else:"
)
NO_ISSUER = "issuer unknown"
WORDED_OTHERWISE = "worded otherwise; it may not be the same question"
GONE = "This article is not available any more. Ask again to search for another one."
NO_MEMORY = "My memory of this conversation is away: ask follow-ups as full questions."
OUT_OF_SCOPE = {
    OutOfScope.NOT_MEDICAL: (
        "This does not look like a medical question, and I answer no others. If it is one, please name the"
        " illness, the test or the medicine that it is about."
    ),
    OutOfScope.VETERINARY: (
        "I answer questions about people's health only. For an animal, please ask a veterinary practice."
    ),
    OutOfScope.LEGAL: (
        "I can't answer legal questions: a lawyer, your insurer or your hospital's legal office can. About"
        " the illness or the treatment itself you can ask me."
    ),
    OutOfScope.TASK: (
        "I write no code, letters or poems, and play no parts: I answer clinical questions, with the sources"
        " of every statement. For example: What are the treatment options for gout?"
    ),
}
CAVEATS = {
    Caveat.INDIRECT: (
        "Indirect evidence: the sources are about other patients than the asked ones, about animals or cells."
    ),
    Caveat.OPINION: "Weak evidence: nothing better was found than experts' opinions or single cases.",
}
PERSONAL = {
    Audience.CLINICIAN: "I can't decide a single case: what I have to say is general.",
    Audience.PATIENT: (
        "I can't decide that for you: ask the doctor, nurse or pharmacist who knows your case. Here I can"
        " only give general information."
    ),
}
PREMISE = ("Your question takes for granted that “", "”; the sources found do not say so.")
PREMISE_DENIED = "What the sources say of that"
LACKING = "The sources found do not say"
NEWER_FIRST = (
    "There are newer sources on this subject than the article takes into account: they come first, word for"
    " word. The article below them is unchanged."
)
NEWER = "Newer sources"
ARTICLE = "The article"
DISAGREEING = "The sources disagree: what each of them says stands side by side below."
DISAGREE_ON = "Sources disagree: {subject}"
MODEL_AWAY = {
    Origin.QUOTED: "The writing model is not available right now; these are quotes instead.",
    Origin.NONE: "The writing model is not available right now; I could only look for words to quote.",
}
DEGRADED = "Part of my search is not working at the moment; there may be more than I found."
TROUBLE = "Something went wrong on my side and I could not answer. Please ask again in a minute."
NEW_CONVERSATION = "New conversation: what was asked in this one before is forgotten."
EMPTY = "Ask me a clinical question, for example: What are the treatment options for gout?"
TOO_LONG = "That is over {limit:,} characters. Please ask the question itself, in a few sentences."
WELCOME = "You're welcome. Ask a follow-up, or something new."
HELLO = "Hello. Ask me a clinical question; I answer from approved articles, with their sources."
NOTHING_TO_CHOOSE = "There is nothing to choose from any more. Please ask the question again."
WRONG_ARTICLE = (
    "Noted for the board, without your name: this article is not what was asked. What I have besides it:"
)
WRONG_ALREADY = "That is noted already. Ask again in other words if what followed is not it either."
ANSWERING = "Answering"
ANSWERED_BY = "Answered here"

PARTS = {
    SectionKind.GUIDELINES: "From the Guidelines",
    SectionKind.RESEARCH: "From the Research",
    SectionKind.BODY: None,
}
QUOTED_PART = "From the Sources"

_KINDS = {
    ReferenceKind.GUIDELINE: "guideline",
    ReferenceKind.SYSTEMATIC_REVIEW: "systematic review",
    ReferenceKind.TRIAL: "trial",
    ReferenceKind.STUDY: "study",
    ReferenceKind.REFERENCE_WORK: "reference work",
    ReferenceKind.LABEL: "drug label",
    ReferenceKind.OPINION: "opinion or single case",
}
_RETRACTIONS = {
    Retraction.NONE: "no retraction found",
    Retraction.CORRECTED: "corrected",
    Retraction.CONCERN: "EXPRESSION OF CONCERN",
    Retraction.RETRACTED: "RETRACTED",
    Retraction.REINSTATED: "reinstated",
}


_PLACES = {
    PassagePart.BACKGROUND: "from its background",
    PassagePart.METHODS: "from its methods",
    PassagePart.RESULTS: "from its results",
    PassagePart.CONCLUSIONS: "from its conclusions",
    PassagePart.RECOMMENDATION: "a recommendation",
    PassagePart.WARNING: "a warning",
    PassagePart.DOSAGE: "from its dosage section",
}
NOT_QUOTABLE = "its licence does not let me show the words: open it by its link"
HOLDS_DOSES = "it holds doses, which a doctor, nurse or pharmacist has to choose: ask them"
CITED_FOR = "Cited for"
EVIDENCE = "Evidence"
NO_EVIDENCE = "There is no evidence to show yet. Please ask a question first."
NO_PASSAGE = "I keep no passage for [{number}]. Please open it by its link."
OWN_WORDS = (
    "The statements of this article are its sources' own words: what you read there is what stands in them."
)
NO_PASSAGES = (
    "No passages are kept for this article: its statements were put into words from the sources that stand"
    " below it. Please open them by their links."
)


def asked_much(refused: Refused) -> str:
    """Whose limit is reached, and when to come back."""
    minutes = math.ceil(refused.after.total_seconds() / 60)
    wait = "a minute" if minutes <= 1 else f"{minutes} minutes" if minutes < 60 else "an hour"
    return ASKED_MUCH[refused.whose].format(wait=wait)


def day(moment: date) -> str:
    return f"{moment.day} {moment:%b %Y}"


def given_day(published: date) -> str:
    """A source's date as exactly as it is known: the first of a month or of a year stands for all of it."""
    if published.day > 1:
        return day(published)
    return f"{published:%b %Y}" if published.month > 1 else f"{published:%Y}"


def pending(origin: Origin, on: date | None, *, submitted: bool) -> str:
    """The status line of what nobody reviewed; `on` is the day it was made, None where that is not known."""
    status = NOT_SUBMITTED if origin is Origin.GENERATED and not submitted else PENDING[origin]
    return f"{status} {MADE[origin]}{f' on {day(on)}' if on else ''}."


def authorship(writer: Writer) -> str:
    """Which model wrote a text, and who looked at it."""
    return (
        f"Written by the language model {writer.model} (prompt {writer.prompt}). Every statement was checked"
        " by rules against the passages that it cites; nobody has read it."
    )


def badge(version: ArticleVersion) -> str:
    """The status line of an approved article: its approval's basis, never more than is true."""
    approval = version.approval
    if approval is None:
        raise ValueError("only an approved version has a badge")
    parts = [_basis(approval, version.article.updated), f"v{version.version}"]
    if version.article.evidence_to:
        parts.append(f"evidence to {version.article.evidence_to:%b %Y}")
    if approval.basis is ApprovalBasis.INDIVIDUAL:
        parts.append(f"reviewed {day(approval.at.date())}")
    if approval.review_due:
        label = "next review" if approval.basis is ApprovalBasis.INDIVIDUAL else "review due"
        parts.append(f"{label} {approval.review_due:%b %Y}")
    return " · ".join(parts)


def _basis(approval: Approval, updated: date | None) -> str:
    if approval.basis is ApprovalBasis.SAMPLE:
        return SAMPLE
    if approval.basis is ApprovalBasis.BULK:
        source = f"source date {day(updated)}" if updated else "source date unknown"
        return f"Released by {approval.by} from {approval.collection}, not individually reviewed · {source}"
    return f"Approved · reviewed by {approval.by}, {approval.credential}"


def source_details(reference: Reference, published: date | None = None) -> str:
    """What a source is: kind, who issued it and where, when; its retraction where it was checked."""
    issued = ", ".join(filter(None, (reference.issuer, reference.country)))
    parts = [_KINDS[reference.kind], issued, _dated(reference, published)]
    if reference.checked:
        parts.append(f"{_RETRACTIONS[reference.retraction]} (checked {day(reference.checked)})")
    if reference.superseded_by:
        parts.append(f"superseded by {reference.superseded_by}")
    return " · ".join(filter(None, parts))


def _dated(reference: Reference, published: date | None) -> str:
    """The day only where it is in the year that is cited: one in print may have appeared before."""
    if published and reference.year in (None, published.year):
        return given_day(published)
    return str(reference.year) if reference.year else "date unknown"


def unchecked(numbers: Sequence[int], of: int) -> str | None:
    """That the retraction of these, of `of` sources, was not checked: said once, not on every line."""
    if not numbers:
        return None
    if len(numbers) == of:
        return "Retraction not checked."
    return f"Retraction not checked: {' '.join(f'[{number}]' for number in numbers)}"


def who_says(position: Position) -> str:
    """Whose words these are, as they stand beside another's."""
    reference = position.reference
    issued = ", ".join(filter(None, (reference.issuer, reference.country))) or reference.title
    return f"{issued} ({_KINDS[reference.kind]}, {_dated(reference, position.published)})"


def place(passage: Passage) -> str:
    """Where in its source a passage stands, as far as that is known; and that it may not be shown."""
    part = _PLACES[passage.part] if passage.part else None
    if passage.part and passage.place and passage.part.value.rstrip("s") in passage.place.casefold():
        part = None  # a heading “Conclusions” says it already
    return " · ".join(filter(None, (passage.place, part, None if passage.quotable else NOT_QUOTABLE)))


def help_lines(route: Route) -> tuple[str, ...]:
    """Where to get help, and nothing else: no advice, no reassurance (clinical rule 6)."""
    first = {
        Alarm.SELF_HARM: f"If you may harm yourself now, call {route.emergency}.",
        Alarm.SUICIDE_RISK: f"If someone may take their life now, call {route.emergency}.",
        Alarm.POISONING: f"This may be a poisoning. Call {route.emergency} now.",
        Alarm.EMERGENCY: f"This may be an emergency. Call {route.emergency} now.",
    }[route.alarm]
    further = (
        f"{line.name}: {line.number}" + (" (call or text)" if line.by_text else "") for line in route.lines
    )
    return (first, *further)


ABOUT = (
    "I answer clinical questions from a library of articles that carry their review status, with numbered"
    " sources. Where no article answers a question, I say so."
)
HOW_TO_ASK = (
    "Ask one question in plain words, then follow-ups: “what about children?” is understood in the"
    " conversation it stands in."
)
COMMANDS = (
    "/new starts a new conversation · /sources says where answers come from · /policy is the editorial"
    " policy · /privacy says what is kept."
)
NOT_FOR_EMERGENCIES = "Not for emergencies: call your local emergency number."
SOURCES_USED = (
    "First come articles of the library: the first line of each answer says who stands behind the text and"
    " on what basis. Below every answer stand its sources, with kind, issuer, country and year, to be opened."
    " Where no article answers, sentences may be quoted word for word from sources, or a language model may"
    " write from them, each statement checked against what it cites; both are marked as not reviewed."
)
POLICY = (
    "Who writes: each article names who released or reviewed it, with the date. Stages: submitted, under"
    " review, approved; a new version goes through all of them, and the old one stays until then.",
    "Sample content ships with Curbside and has been reviewed by nobody; it says so in every reply. A"
    " collection that was released in bulk was not reviewed article by article; it says so too.",
    "Sources come in the order guideline, systematic review, trial, study, reference work; every statement"
    " names its own. No text is changed between approval and reader. Corrections: tell the "
    "operator of this bot.",
)
PRIVACY = (
    "Your messages are used to answer you and for nothing else: no training, no advertising, no sale."
    " A message waits encrypted, as you wrote it, until it is answered.",
    "What identifies a person (names, numbers, dates, addresses) is masked before a question is searched or"
    " remembered. The last questions of a conversation are kept encrypted for 24 hours, so that follow-ups"
    " work; /new deletes those of the conversation it is said in at once. Until then whoever decides on an"
    " article may be shown them, masked and without who asked, to see what it would answer.",
    "The masked question, with the masked ones before it where it is a follow-up, may be sent to the language"
    " model and, where no article answers, to the literature search that the operator of this bot has set up:"
    " without who asked it.",
    "A question that I had no answer to is kept encrypted for 30 days, masked and under a pseudonym, to see"
    " what the library lacks; only what five or more people asked is shown to anyone, in none of their words."
    " /new deletes those of its conversation too. An answer that was written for a question goes to the board"
    " with it, masked: there it is the title of a proposed article, which is no longer yours.",
    "Records of what was delivered (which article, when, and encrypted to whom; no text) are kept so that"
    " corrections can reach you.",
)
ONE_AT_A_TIME = "Your message asks more than I answer at once. Please ask by itself: {questions}"
STOPPED = "Stopped."
BUSY = "There are too many questions waiting here. Please wait for the answers, then ask again."
OVERLOADED = "More people are asking than I can answer. Please ask again in a quarter of an hour."
AHEAD = "About {count} questions are ahead of yours. The answer comes by itself; you need not ask again."
ASKED_MUCH = {
    Whose.PERSON: "You have asked more than I answer in so short a time. Please ask again in about {wait}.",
    Whose.WORKSPACE: (
        "Your workspace has asked more than I answer in so short a time. Please ask again in about {wait}."
    ),
}
MAY_BE_REPEAT = "This may be a repeat: I don't know whether it arrived the first time."
IN_PRIVATE = "I'd rather not answer this here. Please write to me privately:"
SHORT_DESCRIPTION = (
    "Health questions answered from a library with sources. Not medical advice, not for emergencies."
)
DESCRIPTION = (
    "Ask a health question in plain words. I answer from a library of articles, say who has reviewed each of"
    " them or that nobody has, and cite the sources. General information, not medical advice for you."
    " Not for emergencies: call your local emergency number."
)
