"""Lies about what it is about: another drug, another disease, sides that change places."""

import itertools
import re

from answers.citations.lexicon import Kind
from answers.citations.tokens import Token, tokens
from answers.evaluation.citations.truths import Case
from answers.evaluation.liar import Severity, Template, World
from answers.evaluation.lies.rewriting import by_pairs

_LOOK_ALIKES = (
    ("hydralazine", "hydroxyzine"),
    ("prednisone", "prednisolone"),
    ("clonidine", "clonazepam"),
    ("lamotrigine", "lamivudine"),
    ("metformin", "metronidazole"),
    ("carbimazole", "carbamazepine"),
    ("dopamine", "dobutamine"),
    ("levothyroxine", "liothyronine"),
    ("simvastatin", "sitagliptin"),
    ("methotrexate", "metolazone"),
    ("propranolol", "pravastatin"),
    ("omeprazole", "aripiprazole"),
    ("amoxicillin", "ampicillin"),
    ("atorvastatin", "rosuvastatin"),
    ("warfarin", "heparin"),
    ("azathioprine", "azithromycin"),
    ("ketamine", "ketorolac"),
    ("allopurinol", "haloperidol"),
    ("codeine", "cocaine"),
    ("digoxin", "doxepin"),
    ("apixaban", "rivaroxaban"),
    ("ibuprofen", "naproxen"),
    ("paracetamol", "tramadol"),
    ("insulin", "glucagon"),
    ("adrenaline", "noradrenaline"),
)


_SMALL = frozenset({"the", "a", "an", "with", "in", "for", "after", "of", "to", "that"})


def _drugs(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.kind is Kind.DRUG and token.end - token.start > 5]


def _written(text: str, token: Token) -> str:
    return text[token.start : token.end]


def _of_the_passage(case: Case, world: World) -> str | None:
    """A drug that the same document speaks of as well."""
    mine = _drugs(case.text)
    others = sorted(
        {
            _written(passage.text, token)
            for passage in case.document.passages
            for token in _drugs(passage.text)
            if token.key not in {t.key for t in mine}
        }
    )
    if not mine or not others:
        return None
    return _put(case.text, world.chance.choice(mine), world.chance.choice(others))


def _of_another_document(case: Case, world: World) -> str | None:
    mine = _drugs(case.text)
    other = world.chance.choice(world.documents)
    theirs = [_written(p.text, t) for p in other.passages for t in _drugs(p.text)]
    theirs = [name for name in theirs if name.casefold() not in case.text.casefold()]
    if not mine or not theirs:
        return None
    return _put(case.text, world.chance.choice(mine), world.chance.choice(theirs))


def _two_exchanged(case: Case, _: World) -> str | None:
    """Two drugs of one sentence in each other's place; not in a mere list, where that says the same."""
    found = _drugs(case.text)
    pairs = [(a, b) for a, b in itertools.pairwise(found) if a.key != b.key]
    for a, b in pairs:
        between = case.text[a.end : b.start]
        if re.fullmatch(r"(?: and | or |, |/|-| plus )", between):
            continue
        text = case.text
        first, second = _written(text, a), _written(text, b)
        first, second = _like(second, first), _like(first, second)
        return text[: a.start] + first + between + second + text[b.end :]
    return None


def _disease(case: Case, world: World) -> str | None:
    """A disease of another document in its place."""
    mine = [t for t in tokens(case.text) if t.kind is Kind.NAME and t.end - t.start > 6]
    other = world.chance.choice(world.documents)
    theirs = [
        _written(p.text, t)
        for p in other.passages
        for t in tokens(p.text)
        if t.kind is Kind.NAME and t.end - t.start > 6 and t.key not in {m.key for m in mine}
    ]
    if not mine or not theirs:
        return None
    token, name = world.chance.choice(mine), world.chance.choice(theirs)
    if token.key[:5] == name[:5].casefold():
        return None
    return _put(case.text, token, name)


def _sides(case: Case, _: World) -> str | None:
    """“A … than B” with the two in each other's place."""
    text = case.source
    match = re.search(
        r"(?P<a>\b(?:with|in|for|after|of|to) (?:the )?[\w-]+(?: group| patients)?)(?P<m> than | versus"
        r" | vs\.? | compared (?:with|to) )"
        r"(?P<b>(?:with|in|for|after|of|to) (?:the )?[\w-]+(?: group| patients)?)",
        text,
    ) or re.search(
        r"^(?P<a>[A-Z][\w-]+(?: [\w-]+)?)(?P<m> (?:was|were|is|had|reduced|increased|improved|resulted"
        r"|lowers|lowered)"
        r" [^,;]*?\b(?:than|versus|compared with|compared to) )(?P<b>(?:the )?[\w-]+(?: \w+)?)(?=[ .,;])",
        text,
    )
    if match is None or _named(match["a"]) == _named(match["b"]):
        return None
    return (
        text[: match.start("a")]
        + _like(match["b"], match["a"])
        + match["m"]
        + _like(match["a"], match["b"])
        + text[match.end("b") :]
    )


def _named(side: str) -> set[str]:
    """What a side is about, without the small words: nothing is exchanged where both say “results”."""
    return set(re.findall(r"[\w-]+", side.casefold())) - _SMALL


def _put(text: str, token: Token, name: str) -> str:
    return text[: token.start] + _like(name, _written(text, token)) + text[token.end :]


def _like(name: str, place: str) -> str:
    """With a capital where the place had one."""
    if place[:1].isupper() and place[1:2].islower():
        return name[:1].upper() + name[1:]
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


_L = Severity.LETHAL
TEMPLATES = (
    Template("drug: another of the passage", "drug", _L, _of_the_passage),
    Template("drug: one of another document", "drug", _L, _of_another_document),
    Template("drug: a look-alike", "drug", _L, by_pairs(*_LOOK_ALIKES)),
    Template("drug: two exchanged", "drug", _L, _two_exchanged),
    Template("disease: another one", "disease", _L, _disease),
    Template("comparison: sides exchanged", "comparison", _L, _sides),
    Template(
        "arms: exchanged word",
        "comparison",
        _L,
        by_pairs(
            ("placebo", "treatment"),
            ("control", "intervention"),
            ("left", "right"),
            ("laparoscopic", "open"),
            ("surgical", "medical"),
            ("cases", "controls"),
            ("early", "late"),
            ("upper", "lower"),
            ("proximal", "distal"),
            ("anterior", "posterior"),
            ("systolic", "diastolic"),
            ("users", "non-users"),
        ),
    ),
)
