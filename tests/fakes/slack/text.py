"""What a person reads of Slack's markup, where it links to, and whom it would call.

The reading is plain: links show their label, mentions their name, escapes their character. Emphasis keeps
its signs (`*bold*`), and a table or a list of standard Markdown is shown as it is written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_MARKUP = re.compile(r"<([^<>\n]*)>")
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPED = re.compile("|".join(_ESCAPES))
_TYPED_MARKUP = re.compile(r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+(?:\|[^<>]*)?|![^<>]*|https?://[^<>]*)>")

_MARKDOWN_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)"
)
_BARE_URL = re.compile(r"(?<![\w(<\"'])https?://[^\s<>|\"]+")
_CALLS = re.compile(r"<(!channel|!here|!everyone|!group|!subteam\^[A-Z0-9]+|@[UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_NAMED_CALLS = re.compile(r"(?<![\w@])@(channel|here|everyone|group)\b")


@dataclass(slots=True)
class Reading:
    """`links` are (what is shown, where it goes), in their order;
    `images` are addresses that Slack would load."""

    text: str
    links: list[tuple[str, str]] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


def read_mrkdwn(source: str, names: Mapping[str, str]) -> Reading:
    """Slack's own dialect. `names` gives the name of an id of a person or channel."""
    reading = Reading("")

    def shown(markup: re.Match[str]) -> str:
        target, _, label = markup[1].partition("|")
        match target[:1]:
            case "@":
                return "@" + (label or names.get(target[1:], target[1:]))
            case "#":
                return "#" + (label or names.get(target[1:], target[1:]))
            case "!":
                return label or "@" + target[1:].partition("^")[0]
        reading.links.append((_unescaped(label or target), _unescaped(target)))
        return label or target

    reading.text = _unescaped(_MARKUP.sub(shown, source))
    return reading


def read_markdown(source: str, names: Mapping[str, str]) -> Reading:
    """Standard Markdown as a `markdown` block has it; Slack's mentions work in it too."""
    reading = Reading("")

    def shown(link: re.Match[str]) -> str:
        label = re.sub(r"\\(.)", r"\1", link[2])
        if link[1]:
            reading.images.append(link[3])
            return label
        reading.links.append((label, link[3]))
        return label

    text = _MARKDOWN_LINK.sub(shown, source)
    reading.links += [(url, url) for url in _BARE_URL.findall(text)]
    inner = read_mrkdwn(text, names)
    reading.links += inner.links
    reading.text = inner.text
    return reading


def calls(source: str, *, by_name: bool = False) -> Iterator[str]:
    """Whom the text would call: `!channel`, `@U1`, `!subteam^S1`.
    By name (`@here`) only with `link_names` or `parse`."""
    yield from (each[1] for each in _CALLS.finditer(source))
    if by_name:
        yield from (f"!{each[1]}" for each in _NAMED_CALLS.finditer(source))


def typed(text: str) -> str:
    """What arrives of what a person types: `&`, `<` and `>` escaped, markup of mentions and links kept."""
    parts, end = [], 0
    for markup in _TYPED_MARKUP.finditer(text):
        parts += [_escape(text[end : markup.start()]), markup[0]]
        end = markup.end()
    return "".join([*parts, _escape(text[end:])])


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda escape: _ESCAPES[escape[0]], text)
