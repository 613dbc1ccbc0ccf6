"""What has no place in a statement to a reader: links, mentions, mark-up, code, hidden characters, orders."""

import re

from answers.evidence.screened import is_planted

_PATTERNS = (
    r"https?:|www\.|\bftp:|\b(?:javascript|data|mailto|tel|file):\S",
    r"\b[\w-]{2,}\.(?:com|org|net|io|ru|cn|info|biz|xyz|me|ly|app|dev|gov|edu|co|uk|de)\b(?![\w.])",
    r"[\w.+-]+@[\w-]+\.\w+",
    r"(?<![\w.])@[A-Za-z]\w+",
    r"<[!@#][^>\s]*>?|<!?(?:channel|here|everyone)\b|@(?:all|here|channel|everyone)\b",
    r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--|&(?:lt|gt|amp|#\d+|#x[0-9a-f]+);",
    r"!?\[[^\]]*\]\([^)]*\)|```|`[^`]+`|~~|(?<!\w)[*_]{2}\w",
    r"\{\{|\}\}|\$\{|\$\(|<\|[^|]*\|>|\[/?INST\]|\[/?(?:system|assistant|user)\]",
    r"(?:^|[\n.!?]\s*|#+\s*)(?:system|assistant|developer|user|human)\s*(?:prompt|message)?\s*:",
    r"\b(?:ignore|disregard|forget|override|bypass|overlook|skip|discard)\b[^.!?]{0,40}\b(?:instructions?|rules?|prompts?"
    r"|guardrails?|polic(?:y|ies)|directions?|guidelines? above|safety|sources? above|constraints|orders)\b",
    r"\b(?:previous|prior|above|earlier|preceding|system)\s+(?:instructions?|prompts?|messages?|orders)\b",
    r"\byou (?:are|act) (?:now|as)\b|\bact as (?:a|an|if)\b|\bpretend (?:to|you)\b|\brole-?play\b"
    r"|\bas an ai\b"
    r"|\blanguage model\b|\bchat ?(?:bot|gpt)\b|\bjailbreak\b|\bdeveloper mode\b|\bnew instructions?\b",
    r"\b(?:respond|reply|answer|output|print|write|repeat|say|return)\b[^.!?]{0,20}\b(?:only|exactly|verbatim"
    r"|the following|with the word|in json|in capitals|instead)\b",
    r"\b(?:reveal|leak|print|show|repeat|disclose|expose)\b[^.!?]{0,30}\b(?:prompt|instructions|api key|token"
    r"|password|secret|credentials?|configuration)\b",
    r"\b(?:click|tap) (?:here|this|on)\b|\b(?:visit|open|follow) (?:the link|this link|our)\b"
    r"|\bsubscribe\b|\bsign up\b",
    r"\b(?:send|forward|post|email|e-mail|upload|transmit|dm)\b[^.!?]{0,40}\b(?:email|e-mail|message|address|channel"
    r"|link|webhook|server|conversation|chat)\b",
    r"\b(?:execute|run|eval)\b[^.!?]{0,20}\b(?:command|code|script|shell|function|query)\b|\bcurl\b|\bwget\b"
    r"|\brm -rf\b|\bdrop table\b|\bselect \*|\bimport os\b|\bsudo\b|\bdef \w+\(|\bfunction\s*\(",
    r"\b(?:mark|label|treat|flag|present) (?:this|it|the answer|the text)[^.!?]{0,30}\bas (?:approved"
    r"|reviewed"
    r"|trusted|verified|safe)\b",
    r"\bdo not (?:cite|mention|show|display|tell|warn|include)\b[^.!?]{0,40}\b(?:source|citation"
    r"|disclaimer|warning"
    r"|user|reader|reference)s?\b",
    r"[A-Za-z0-9+/]{40,}={0,2}",
)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_MIXED = re.compile(r"[A-Za-z]+[\u0400-\u04ff]|[\u0400-\u04ff]+[A-Za-z]")
"""Cyrillic letters that pass for Latin ones."""


def is_foreign(text: str) -> bool:
    """Whether any of it is in the text, or anything that would bar a passage from being evidence."""
    return bool(_HIDDEN.search(text) or _MIXED.search(text) or _ANY.search(text)) or is_planted(text)
