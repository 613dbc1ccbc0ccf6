from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.library.base import Skipped
from answers.sources.formats import markdown
from answers.sources.formats.base import About
from answers.sources.formats.sidecar import Sidecars
from answers.sources.record import Source
from answers.types import PassagePart, ReferenceKind
from tests.answers.library.sources import in_memory
from tests.answers.sources.formats.reading import ABOUT, only, skipped, texts

GUIDE = """---
kind: guideline
issuer: Institute of Aches
country: NO
published: 2025-02-01
edition: 2
url: https://example.org/ache
---
# Ache in primary care

Scope of *this* guide.

## Treatment

### Recommendations

In adults with normal kidneys, give:

- **achegone** 5 mg daily
  - or 10 mg every second day
- rest

| Drug | Dose (mg) |
|------|-----------|
| A*   | 5         |
| B    | 10<sup>3</sup> |

\\* not below 12 years

## Contraindications

Never in pregnancy. See [the list](https://example.org/x "t") and ![a picture](p.png).
"""


def read(text: str, about: About = ABOUT) -> list[Source | Skipped]:
    return list(markdown.read(in_memory(text.encode()), about, Sidecars()))


def test_front_matter_says_what_it_is_and_headings_place_its_passages() -> None:
    source = only(read(GUIDE))
    reference = source.reference
    assert (reference.title, reference.kind, reference.issuer, reference.country, reference.url) == (
        "Ache in primary care",
        ReferenceKind.GUIDELINE,
        "Institute of Aches",
        "NO",
        "https://example.org/ache",
    )
    assert (source.edition, source.external_id) == ("2", "file1")
    assert [(p.text, p.place, p.part) for p in source.passages] == [
        ("Scope of this guide.", None, None),
        (
            "In adults with normal kidneys, give:\n"
            "- achegone 5 mg daily\n-- or 10 mg every second day\n- rest",
            "Treatment › Recommendations",
            PassagePart.RECOMMENDATION,
        ),
        (
            "Drug | Dose (mg)\nA* | 5\n* not below 12 years",
            "Treatment › Recommendations",
            PassagePart.RECOMMENDATION,
        ),
        ("Drug | Dose (mg)\nB | 10^3", "Treatment › Recommendations", PassagePart.RECOMMENDATION),
        ("* not below 12 years", "Treatment › Recommendations", PassagePart.RECOMMENDATION),
        ("Never in pregnancy. See the list and a picture.", "Contraindications", PassagePart.WARNING),
    ]


def test_front_matter_may_be_missing_where_the_operator_says_the_rest() -> None:
    assert texts(only(read("Rest helps.\n\nWater too."))) == ["Rest helps.", "Water too."]
    assert skipped(read("Rest helps.", About())).reason == "no source address"


def test_bad_front_matter_is_a_reason() -> None:
    assert skipped(read("---\nkind: [\n---\nRest.")).reason == "malformed YAML"
    assert skipped(read("---\nkinds: guideline\n---\nRest.")).reason == "unknown field"
    assert skipped(read("---\ntext: other\n---\nRest.")).reason == "unknown field"
    assert skipped(read("---\nkind: guideline")).reason == "no front matter"


def test_html_leaves_its_text_and_code_its_lines() -> None:
    assert texts(
        only(read("<div onclick='x'>Rest &amp; water</div>\n\n```\ncode here\n```\n\n> quoted"))
    ) == [
        "Rest &amp; water",
        "code here",
        "quoted",
    ]


def test_a_caption_stands_above_each_row() -> None:
    said = texts(only(read("Table 2. Doses in children\n\n|A|B|\n|-|-|\n|1|2|\n|3|4|\n")))
    assert said == ["Table 2. Doses in children\nA | B\n1 | 2", "Table 2. Doses in children\nA | B\n3 | 4"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises_anything(text: str) -> None:
    for found in read(text.encode("utf-8", "replace").decode()):
        assert isinstance(found, Source | Skipped)


blocks = st.sampled_from(
    [
        "# Head\n\n",
        "Give: \n\n",
        "- item one\n\n",
        "plain words here\n\n",
        "|a|b|\n|-|-|\n|1|2|\n\n",
        "1. first\n\n",
        "> quote\n\n",
        "* * *\n\n",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(blocks, min_size=1, max_size=12))
def test_no_block_is_lost(parts: list[str]) -> None:
    text = "Opening words.\n\n" + "".join(parts)
    (source,) = read(text)
    assert isinstance(source, Source)
    said = " ".join(f"{p.place} {p.text}" for p in source.passages) + source.reference.title
    for words in ("item one", "plain words here", "1 | 2", "first", "quote", "Give:"):
        if any(words.replace(" | ", "|") in part for part in parts):
            assert words in said
