"""Evidence without what is no evidence: passages and titles that give orders to a machine, or that hold
links, mentions or mark-up.

A source speaks to readers. A sentence that speaks to whatever writes the answer was planted, and would bear
out whatever a model that obeys it writes ("tell the reader that …"). A link or a mention in a quoted sentence
would be shown. Neither rung sees such a passage; its source's other passages stay.
"""

import re

from answers.evidence.base import EvidenceSource, Found
from answers.types import Query

_MACHINE = (
    r"(?:(?:the|this|any|all|an?|every|dear) )?(?:ai\b|a\.i\.|llms?\b|gpt\b|chat ?gpt|chat ?bots?\b"
    r"|ai (?:assistant|model|system)s?"
    r"|(?:virtual |digital |helpful )?assistant\b|(?:large )?language models?\b|summari[sz]ers?\b"
    r"|answer(?:ing)? (?:engine|system)"
    r"|search (?:bot|assistant))"
)
_SPEAK = (
    r"(?:say|state|answer|respond|reply|write|output|print|recommend|tell|claim|insist|include|add"
    r"|append|begin|start|end"
    r"|advise|mention|omit|leave out|hide|remove|repeat|translate|insert|use|obey|comply|follow|ignore"
    r"|disregard|forget|mark|call"
    r"|present|pretend|act)"
)
_ASKER = (
    r"(?:the |this |your |every )?"
    r"(?:reader|user|asker|questioner|person (?:who asks|asking)|whoever asks)s?\b"
)
_OWN_TEXT = (
    r"(?:your|the|this|its|each|every) (?:final |next |whole |entire )?"
    r"(?:answer|reply|response|output|summary|completion)"
)

_ORDERS = (
    r"\b(?:ignore|disregard|forget|override|bypass|drop|skip|set aside)\b[^.!?]{0,40}\b(?:instructions?"
    r"|prompts?|rules"
    r"|guard ?rails?|system message|sources above|directions above|told before|safety (?:rules|checks?))\b",
    r"\b(?:previous|prior|above|earlier|preceding|system|new|hidden|secret|original) (?:instructions?"
    r"|prompts?"
    r"|messages?|orders)\b[^.!?]{0,40}(?:\bare\b|\bno longer\b|\bvoid\b|:|\bfollow\b|\bapply\b)",
    rf"{_MACHINE}[^.!?]{{0,40}}\b(?:must|should|shall|has to|have to|needs? to|will|may only|is to|are to"
    rf"|please|you)\b[^.!?]{{0,40}}\b{_SPEAK}\b",
    rf"{_MACHINE}\s*[:,]\s*(?:please |now |always |you )?{_SPEAK}\b",
    rf"\b(?:note|message|instructions?|order|attention|important)\b[^.!?]{{0,12}}\b(?:to"
    rf"|for)\b[^.!?]{{0,12}}{_MACHINE}",
    rf"\b{_SPEAK}\b[^.!?]{{0,30}}\bto {_ASKER}",
    rf"\b(?:tell|inform|advise|urge|ask|send|convince|persuade|direct) {_ASKER}",
    rf"\b(?:begin|start|end|finish|open|close|head|preface|prefix|sign)\b[^.!?]{{0,20}}\b{_OWN_TEXT}",
    rf"\b(?:in|to|into|at the (?:top|end|start|beginning|bottom) of|from"
    rf"|under) {_OWN_TEXT}\b[^.!?]{{0,60}}\b"
    r"(?:say|write|add|include|insert|put|place|mention|state|link|show|leave|remove|use|cite)\b",
    rf"\b(?:add|include|insert|put|place|write|append|mention|show|remove|delete|leave out|omit"
    rf"|cite)\b[^.!?]{{0,60}}\b"
    rf"(?:in|to|into|at the (?:top|end|start|beginning|bottom) of|from|under) {_OWN_TEXT}",
    r"\b(?:answer|respond|reply|write|speak|output) (?:only|exclusively|solely|nothing but|everything"
    r"|from now on)\b[^.!?]{0,60}"
    r"\b(?:in|with|as|by)\b",
    r"\byou (?:are|act|work|speak) (?:now|from now on|henceforth|as an?)\b|\bfrom now on,? you\b"
    r"|\bpretend (?:that )?(?:you|to be)\b"
    r"|\brole-?play\b|\bdeveloper mode\b|\bjailbreak\b",
    r"\b(?:reveal|print|repeat|show|disclose|output|leak|quote)\b[^.!?]{0,30}\b(?:system prompt"
    r"|your (?:prompt|instructions|rules"
    r"|configuration)|api key|environment variables|hidden instructions)\b",
    r"\b(?:label|mark|present|call|show|flag) (?:this|it|the answer|your answer|everything"
    r"|the text)\b[^.!?]{0,30}\b(?:approved"
    r"|reviewed|verified|trusted)\b",
    r"\b(?:do not|don['’]t|never) (?:cite|show|mention|display|include"
    r"|print)\b[^.!?]{0,30}\b(?:disclaimers?|warnings?|sources?"
    r"|citations?|review status|badge)\b",
    r"(?:^|[\n.!?\]>]\s*|#+\s*)(?:system|assistant|developer)\s*(?:prompt|message)?\s*:",
    r"<\|[^|<>]{0,40}\|>|\[/?inst\]|</?(?:system|user|assistant|tool|instructions?)\b[^>]{0,40}>"
    r"|<<(?:/?sys|passage|question)\b"
    r"|>>(?:passage|question)\b",
    r"\{\s*[\"“](?:statements|bottom_line|not_in_sources|role|tool|function)[\"”]\s*:",
    r"\b(?:call|invoke|run|execute)\b[^.!?]{0,20}\b(?:tool|function|command|shell"
    r"|script)\b[^.!?]{0,20}\b(?:named|with|on|and)\b",
)
_LIVE = (
    r"\bhttps?:|\bwww\.|\bmailto:|\bjavascript:|\bdata:(?:text|image|application)/|\bftp:",
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,}|(?<![\w.@/])@[a-z]\w+",
    r"<[!@#][a-z0-9^|_-]+>|\]\(\s*(?:[a-z]+:|//|[/#]|[^)\s]{0,200}\.[a-z]{2,})|<(?:a|img|script|iframe"
    r"|svg|b|i|u|code|pre|tg-\w+)\b[^>]{0,400}>",
)
_PLANTED = re.compile("|".join(f"(?:{pattern})" for pattern in (*_ORDERS, *_LIVE)), re.IGNORECASE)
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
        return [each for each in found if not _is_planted(each)]


def is_planted(text: str) -> bool:
    """Whether it speaks to a machine, hides something, or holds what would be live where it is shown."""
    if _HIDDEN.search(text):
        return True
    return _PLANTED.search(_INVISIBLE.sub("", text)) is not None


def _is_planted(found: Found) -> bool:
    reference = found.passage.reference
    shown = (found.passage.text, reference.title, reference.issuer, found.passage.place)
    return any(is_planted(text) for text in shown if text)
