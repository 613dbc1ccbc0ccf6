"""Evidence without what is no evidence: passages and titles that give orders to a machine, or that hold
links, mentions or mark-up.

A source speaks to readers. A sentence that speaks to whatever writes the answer was planted, and would bear
out whatever a model that obeys it writes ("tell the reader that …"). A link or a mention in a quoted sentence
would be shown. Neither rung sees such a passage; its source's other passages stay, unless it warned: without
its warning nothing is said from a source (clinical rule 4).
"""

import asyncio
import re
from collections.abc import Sequence

from answers.evidence.base import EvidenceSource, Found
from answers.library.statements import warns
from answers.types import Query


def _any(choices: str) -> str:
    """One of these, which stand between slashes; a space in one is any white space."""
    return "(?:" + choices.replace("/", "|").replace(" ", r"\s+") + ")"


def _within(chars: int) -> str:
    """So much of the same sentence between two of them."""
    return rf"[^.!?]{{0,{chars}}}"


_MACHINE = (
    r"(?<!\w)(?<!physician )(?<!medical )(?<!surgical )(?:(?:the|this|any|all|an?|every|each|dear|hey)\s+)?"
    r"(?:(?:virtual|digital|helpful|drafting|writing|large|automated|automatic|generative)\s+)?"
    + _any(
        r"a\.?i\.?(?: (?:assistant|model|system|agent|tool)s?)?\b/llms?\b/gpt(?:-\d)?\b/"
        r"chat ?gpts?\b/chat ?bots?\b/assistants?\b/language models?\b/summari[sz]ers?\b/"
        r"(?:drafting|writing) agents?\b/answer(?:ing)? (?:engine|system|bot)s?\b/"
        r"search (?:bot|assistant|engine)s?\b/automated (?:tools?|readers?)\b/"
        r"(?:claude|gemini|copilot|llama|mistral|deepseek|grok|siri|alexa)\b/bots?\b/"
        r"machines (?:that|who|reading|indexing|parsing)\b/"
        r"readers? [^.!?]{0,20}who are machines\b/"
        r"(?:whatever|whoever|those who|tools? that) (?:writes?|generates?|summari[sz]es?|answers?)\b"
    )
)
_SPEAK = _any(
    r"say/state/answer/respond/reply/write/output/print/recommend/advise/tell/claim/insist/"
    r"include/add/append/begin/start/end/close/praise/deny/confirm/endorse/promote/mention/omit/"
    r"leave out/hide/remove/drop/skip/repeat/translate/insert/use/obey/comply/follow/ignore/"
    r"disregard/forget/mark/call/name/describe/speak/present/pretend/act"
)
_MUST = _any(
    r"must/should/shall/has to/have to/needs? to/will/may only/is to/are to/ought to/please/"
    r"kindly/you/whoever/only if they"
)
_ASKER = (
    r"(?:the |this |your |every )?"
    r"(?:reader|user|asker|questioner|person (?:who asks|asking)|whoever asks)s?\b"
)
_TEXT = _any(r"answer/reply/response/output/summary/completion/text/draft")
_OWN_TEXT = rf"(?:your|the|this|its|each|every|any) (?:final |next |whole |entire |generated )?{_TEXT}"
_YOURS = (
    rf"(?:your (?:final |next |whole |entire )?{_TEXT}|the generated {_TEXT}"
    r"|what(?:ever)? you (?:write|say|generate))\b"
)
_RULES = _any(r"instructions?/prompts?/rules/guard ?rails?/system message/sources above/safety checks?")

_ORDERS = (
    rf"\b{_any('ignore/disregard/forget/override/bypass/set aside')}\b{_within(40)}\b{_RULES}\b",
    rf"\b{_any('previous/prior/above/earlier/preceding/system/new/hidden/secret')} {_RULES}\b"
    rf"{_within(40)}(?:\b(?:are|no longer|void|follow|apply)\b|:)",
    rf"{_MACHINE}{_within(40)}\b{_MUST}\b{_within(40)}\b{_SPEAK}\b",
    rf"{_MACHINE}\s*[:,]\s*(?:please |now |always |you )?{_SPEAK}\b",
    rf"\b(?:note|message|instructions?|order|attention)\b{_within(12)}\b(?:to|for)\b{_within(12)}"
    rf"{_MACHINE}",
    rf"\b{_SPEAK}\b{_within(30)}\bto {_ASKER}",
    rf"\b{_any('tell/inform/advise/urge/ask/send/convince/persuade/direct')} {_ASKER}",
    rf"\b{_any('begin/start/end/finish/open/close/head/sign')}\b{_within(20)}\b{_OWN_TEXT}\b",
    rf"\b{_any('in/to/into/at the (?:top|end|start|bottom) of/from/under')} {_OWN_TEXT}\b{_within(60)}\b"
    rf"{_any('say/write/add/insert/put/mention/link/leave/cite')}\b",
    rf"\b{_any('add/insert/put/write/append/mention/remove/delete/leave out/omit/cite')}\b"
    rf"{_within(60)}\b{_any('in/to/into/at the (?:top|end|start|bottom) of/from/under')} {_OWN_TEXT}\b",
    rf"\b(?:in|into|from|to|of|with) {_YOURS}|\b{_YOURS}{_within(30)}\b"
    rf"{_any('must/should/may/shall/has to')}\b",
    rf"\b(?:when|if|before|after) you {_any('answer/reply/summari[sz]e/write/generate/draft')}\b",
    rf"\bany (?:summary|answer)\b{_within(60)}\b{_any('must/should/names?/says?/states?/mentions?')}\b",
    r"\bgenerated (?:text|answer|summary)\b|\byour task (?:is|has)\b|"
    r"\bend of (?:the )?(?:sources|passages|context|prompt)\b",
    rf"\bnew (?:question|task|instructions?)\s*:|"
    rf"\bfrom (?:the|your) (?:administrator|operator|developer)s?\b{_within(4)}:",
    rf"\b(?:answer|respond|reply|write|speak|output) {_any('only/exclusively/solely/nothing but')}\b"
    rf"{_within(60)}"
    r"\b(?:in|with|as|by|of)\b",
    r"\bspeak only of\b|\b(?:copy|repeat) the following\b|\bword for word into\b",
    rf"\byou (?:are|act|work|speak) {_any('now/from now on/henceforth/as an?')}\b|\bfrom now on,? you\b"
    r"|\bpretend (?:that )?(?:you|to be)\b|\brole-?play\b|\bdeveloper mode\b|\bjailbreak\b",
    rf"\b{_any('reveal/print/repeat/show/disclose/output/leak/quote')}\b{_within(30)}\b"
    rf"{_any('system prompt/your (?:prompt|instructions|rules)/api key/environment variables')}\b",
    rf"\b{_any('label/mark/present/call/show/flag')} {_any('this/it/the answer/your answer')}\b"
    rf"{_within(30)}\b{_any('approved/reviewed/verified/trusted')}\b",
    rf"\b(?:do not|don['’]t|never) {_any('cite/show/mention/display/include/print')}\b{_within(30)}\b"
    rf"{_any('disclaimers?/warnings?/sources?/citations?/review status/badge')}\b",
    r"(?:^|[\n.!?\]>]\s*|#+\s*)(?:system|assistant|developer)\s*(?:prompt|message)?\s*:\s*"
    rf"{_any('you/your/new/ignore/from/do/always/never/the (?:assistant|language model|ai)')}\b",
    r"<\|[^|<>]{0,40}\|>|\[/?inst\]|</?(?:system|user|assistant|tool|instructions?)\b[^>]{0,40}>"
    r"|<<(?:/?sys|passage|question)\b|>>(?:passage|question)\b",
    r"\{\s*[\"“](?:statements|bottom_line|not_in_sources|role|tool|function)[\"”]\s*:",
    rf"\b(?:call|invoke|run|execute)\b{_within(20)}\b(?:tool|function|command|shell|script)\b"
    rf"{_within(20)}\b(?:named|with)\b",
)
"""Ways to speak to what writes the answer, each within one sentence."""

_LIVE = (
    r"\bhttps?:|\bwww\.|\bmailto:|\bjavascript:|\bdata:(?:text|image|application)/|\bftp:|\btg:|\bt\.me/",
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,}|(?<![\w.@/])@[a-z]\w+|\b[\w-]"
    r"{2,40} dot (?:com|org|net|example)\b",
    r"<[!@#][a-z0-9^|_-]+>|\]\(\s*(?:[a-z]+:|//|[/#]|[^)\s]{0,200}\.[a-z]{2,})",
    r"<(?:a|img|script|iframe|svg|b|i|u|code|pre|tg-\w+)\b[^>]{0,400}>",
)
"""What would be a link, a mention or mark-up where it is shown."""

_HINT = re.compile(
    r"(?<!\w)(?:instruction|prompt|rules|guard ?rail|messages?|attention|orders?|ai|a\.i|llms?|gpt|chat|bots?"
    r"|assistants?|language models?|summari[sz]|summary|(?:drafting|writing) agent|engines?|tools|tool named"
    r"|automated|machines|claude|gemini|copilot|llama|mistral|deepseek|grok|siri|alexa|whatever|whoever"
    r"|those who|readers?|users?|asker|questioner|person|answer|repl[iy]|response|respond|output|completion"
    r"|text|draft|generated|your|end of|new (?:question|task)|administrator|operator|developer|write|speak"
    r"|copy|repeat|word for word|you|pretend|role|jailbreak|api key|environment variable|approved|reviewed"
    r"|verified|trusted|disclaimer|warnings?|sources?|citation|review status|badge|safety check|system"
    r"|run|call|invoke|execute)\b"
    r"|instruction|prompt|guard ?rail|summari[sz]|answer|repl[iy]|respon[ds]|citation|disclaimer|outputs"
    r"|<\||<<|>>|</|<(?:system|user|assistant|tool)|\[/?inst|\{",
    re.IGNORECASE,
)
"""No order is without one of these; looking for them first is quicker."""
_ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in _ORDERS), re.IGNORECASE)
_LIVELY = re.compile("|".join(f"(?:{pattern})" for pattern in _LIVE), re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\ufeff\ufe00-\ufe0f]"
)
_HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]")


class ScreenedEvidence:
    """A member of `EvidenceSource` over another."""

    def __init__(self, evidence: EvidenceSource) -> None:
        self._evidence = evidence

    async def find(self, query: Query, limit: int) -> list[Found]:
        found = await self._evidence.find(query, limit)
        return await asyncio.to_thread(_screened, found)


def _screened(found: Sequence[Found]) -> list[Found]:
    """A millisecond for a thousand characters: not for the event loop."""
    planted = {each.passage.id for each in found if _is_planted(each)}
    unwarned = {
        each.passage.reference for each in found if each.passage.id in planted and warns(each.passage)
    }
    return [
        each for each in found if each.passage.id not in planted and each.passage.reference not in unwarned
    ]


def is_planted(text: str) -> bool:
    """Whether it speaks to a machine, hides something, or holds what would be live where it is shown."""
    if _HIDDEN.search(text):
        return True
    shown = _INVISIBLE.sub("", text)
    return bool(_LIVELY.search(shown) or (_HINT.search(shown) and _ORDER.search(shown)))


def _is_planted(found: Found) -> bool:
    reference = found.passage.reference
    shown = (found.passage.text, reference.title, reference.issuer, found.passage.place)
    return any(is_planted(text) for text in shown if text)
