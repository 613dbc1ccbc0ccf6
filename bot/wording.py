"""Every word that the bot says of itself, in one place. English; plain; nothing promised."""

from datetime import date

from answers.types import (
    Approval,
    ApprovalBasis,
    ArticleVersion,
    Audience,
    Origin,
    Reference,
    ReferenceKind,
    Retraction,
    SectionKind,
)
from bot.guard import Alarm, Route

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
        "Not reviewed yet: written from the sources below and submitted to the board. Exercise caution."
    ),
    Origin.QUOTED: (
        "Not reviewed for this question: sentences quoted word for word from the sources below."
        " Nobody has checked that they answer it."
    ),
}
NOT_FOUND = {
    Audience.CLINICIAN: (
        "No article in the library answers this question, and the sources at hand do not hold an answer."
    ),
    Audience.PATIENT: "I have no reviewed text for you that answers this question.",
}
NEAR = "No article in the library answers exactly this. Is one of these what you want to know?"
NEAREST = "The nearest questions in the library:"
SAMPLE = "Sample content, not reviewed by clinicians"
NO_SUBJECT = "What is that about? Please ask it as a full question."
NONE_OF_THESE = "None of these"
NO_STATUS = "Not found · nothing is asserted"
PATIENT_TEXT = "Written for patients; there is no text for clinicians on this question."
OPENED = "You chose this article. It answers a different question than yours:"
OPENED_NAMESAKE = "You chose this article. Another one has the same title and says something else:"
NAMESAKE = "another article has the same title and says something else"
WORDED_OTHERWISE = "worded otherwise; it may not be the same question"
GONE = "This article is not available any more. Ask again to search for another one."
NO_MEMORY = "My memory of this conversation is away: ask follow-ups as full questions."
DEGRADED = "Part of my search is not working at the moment; there may be more than I found."
NO_MODEL = (
    "The language model that writes answers is not available at the moment. I looked for sentences in the"
    " sources instead."
)
TROUBLE = "Something went wrong on my side and I could not answer. Please ask again in a minute."
NEW_CONVERSATION = "New conversation: what was asked in this one before is forgotten."
EMPTY = "Ask me a clinical question, for example: What are the treatment options for gout?"
TOO_LONG = "That is over {limit:,} characters. Please ask the question itself, in a few sentences."
WELCOME = "You're welcome. Ask a follow-up, or something new."
HELLO = "Hello. Ask me a clinical question; I answer from approved articles, with their sources."
NOTHING_TO_CHOOSE = "There is nothing to choose from any more. Please ask the question again."
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


def day(moment: date) -> str:
    return f"{moment.day} {moment:%b %Y}"


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


def source_details(reference: Reference) -> str:
    """What a source is: kind, who issued it and where, when; its retraction where it was checked."""
    issued = ", ".join(filter(None, (reference.issuer, reference.country)))
    year = str(reference.year) if reference.year else "date unknown"
    parts = [_KINDS[reference.kind], issued, year]
    if reference.checked:
        parts.append(f"{_RETRACTIONS[reference.retraction]} (checked {day(reference.checked)})")
    if reference.superseded_by:
        parts.append(f"superseded by {reference.superseded_by}")
    return " · ".join(filter(None, parts))


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
    " Where no article answers, sentences may be quoted word for word from sources, marked as not reviewed."
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
    "Records of what was delivered (which article, when, and encrypted to whom; no text) are kept so that"
    " corrections can reach you.",
)
ONE_AT_A_TIME = "Your message asks more than I answer at once. Please ask by itself: {questions}"
STOPPED = "Stopped."
BUSY = "There are too many questions waiting here. Please wait for the answers, then ask again."
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
