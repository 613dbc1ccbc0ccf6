"""YAML before a text, and the text: read strictly, and bounded, since it may come from anybody."""

import re
from collections import Counter
from collections.abc import Hashable
from typing import Any

import yaml

from answers.errors import InvalidRecord

MAX_FRONT_MATTER_CHARS = 64 * 1024
"""It is written by hand; a parser of YAML can be kept busy by not much more."""

_FRONT_MATTER = re.compile(r"---\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)


def decoded(data: bytes) -> str:
    """UTF-8 text with plain line ends. Raises InvalidRecord: wrong encoding."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRecord("wrong encoding", f"not UTF-8: {error.reason}") from error
    return text.replace("\r\n", "\n")


def split(text: str) -> tuple[str, str]:
    """The front matter and what comes after it. Raises InvalidRecord: no front matter, too large."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise InvalidRecord("no front matter", "the file begins with --- and fields up to a second ---")
    return match[1], text[match.end() :]


def fields(text: str) -> dict[str, Any]:
    """One mapping, its values as written. Raises InvalidRecord: malformed or unsafe YAML, too large …"""
    if len(text) > MAX_FRONT_MATTER_CHARS:
        raise InvalidRecord("too large", f"front matter over {MAX_FRONT_MATTER_CHARS:,} characters")
    try:
        found = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else "?"
        raise InvalidRecord("malformed YAML", f"line {line}: {error.problem}") from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise InvalidRecord("malformed YAML", str(error)) from error
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise InvalidRecord("malformed YAML", "the front matter is not a list of fields")
    return found


class _Loader(yaml.SafeLoader):
    """YAML whose scalars stay as written, but for null: NO is Norway, and 010 is an id.

    No key twice, and no anchors: a few of them can stand for gigabytes.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class declares it so
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise InvalidRecord("unsafe YAML", "anchors, aliases and tags are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        fields = super().construct_mapping(node, deep=deep)
        if len(fields) < len(node.value):
            repeated, _ = Counter(str(key.value) for key, _ in node.value).most_common(1)[0]
            raise InvalidRecord("repeated field", repeated)
        return fields
