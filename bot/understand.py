"""A follow-up as a question that stands alone. Rules; pure.

Read against the last stand-alone question. A message with a subject of its own and nothing that points back
is a new topic and stays as it is; what lacks a subject, or points back ("it", "what about …"), takes from
the last question what it lacks: the subject, the relation, or both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answers.question import Analysis, analyse
from answers.text import one_line, words
from answers.types import Dimension, QuestionType

FOLLOW_UP_MAX_WORDS = 30
"""A longer message tells its own story."""

_T = QuestionType
_LEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|thanks|thank you|so|well|hmm+|please|yes|also|then|but)[,.!]*\s+)*"
    r"(?P<lead>and|or|but|also|plus|what about|how about|what if|what else about"
    r"|same(?: question)? for)\b[,:]?\s*"
    r"(?:what about|how about|what if|also|then)?\s*",
    re.IGNORECASE,
)
_FILLER = re.compile(r"^(?:(?:ok(?:ay)?|thanks|thank you|so|well|please|yes)[,.!]+\s+)+", re.IGNORECASE)
_CORRECTION = re.compile(
    r"^(?:no|nope|sorry|actually|correction|i mean(?:t)?)\b[,.:;!]*\s*"
    r"(?:(?:sorry|no|but|rather|actually)[,.:;]*\s*)*(?:i (?:mean(?:t)?|was asking about)"
    r"|it should be|make that)?\s*",
    re.IGNORECASE,
)
_MEANT = re.compile(r"\b(?:i mean(?:t)?|should be|make that|was asking about)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|this|that|they|them|their|theirs|these|those|the (?:disease|condition|disorder|illness"
    r"|infection|cancer|tumou?r|drug|medicine|medication|treatment|vaccine|one))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:the (?:disease|condition|disorder|illness)|this (?:disease|condition|disorder"
    r"|illness)|it|this|that|"
    r"they|them|these|those)\b(?! (?:is|are|was|were)? ?(?:true|right|correct|safe to say)\b)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(?:its|it's|their)\b", re.IGNORECASE)
_BARE = re.compile(r"^(?:why|why not|how come|how so)(?: is (?:that|this|it))?\??$", re.IGNORECASE)
_IF = re.compile(r"^(?:if|when|in case)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:in|for|with|during|after|before|among|without|on)\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"^(?:what|which|who|whom|when|where|why|how|is|are|was|were|do|does|did|can|could|should|would|will|may"
    r"|must|has|have|had)\b",
    re.IGNORECASE,
)
_INTERVENTION = re.compile(
    r"\b\w*(?:therap(?:y|ies)|surgery|ectomy|ectomies|plasty|plasties|otomy|stomy|radiation"
    r"|chemo|transplant\w*"
    r"|dialysis|vaccin\w*|immuni[sz]ation|diet|exercise|insulin|steroids?|antibiotics?|antivirals?|opioids?"
    r"|statins?|nsaids?|aspirin|metformin|warfarin|heparin|\w+(?:mab|nib|pril|sartan|olol|azole|cillin|mycin"
    r"|floxacin|gliptin|gliflozin|glutide|parin|xaban|statin|cycline|triptan|dronate|setron|prazole))\b",
    re.IGNORECASE,
)

# How a relation is asked of a subject, where the follow-up names nothing but the relation.
_ASKED = {
    _T.DEFINITION: "What is {}?",
    _T.CAUSE: "What causes {}?",
    _T.RISK: "What are the risk factors for {}?",
    _T.INHERITANCE: "Is {} inherited?",
    _T.FREQUENCY: "How common is {}?",
    _T.SYMPTOMS: "What are the symptoms of {}?",
    _T.COMPLICATIONS: "What are the complications of {}?",
    _T.DIAGNOSIS: "How is {} diagnosed?",
    _T.STAGES: "What are the stages of {}?",
    _T.TREATMENT: "What are the treatment options for {}?",
    _T.DOSE: "What is the dose for {}?",
    _T.SIDE_EFFECTS: "What are the side effects of {}?",
    _T.INTERACTIONS: "What are the interactions of {}?",
    _T.CONTRAINDICATIONS: "What are the contraindications of {}?",
    _T.PROGNOSIS: "What is the prognosis of {}?",
    _T.PREVENTION: "How can {} be prevented?",
    _T.FOLLOW_UP: "How is {} followed up?",
    _T.WHEN_TO_SEEK_CARE: "When should someone with {} seek medical care?",
    _T.MECHANISM: "How does {} work?",
}
# These are asked of what is given, not of what it is given for.
_OF_TREATMENT = frozenset({_T.SIDE_EFFECTS, _T.CONTRAINDICATIONS, _T.INTERACTIONS, _T.DOSE})

_GROUPS = (
    frozenset({Dimension.CHILDREN, Dimension.ADULTS, Dimension.OLDER_PEOPLE}),
    frozenset({Dimension.WOMEN, Dimension.MEN}),
    frozenset({Dimension.FIRST_OCCURRENCE, Dimension.RELAPSE}),
    frozenset({Dimension.LOCALIZED, Dimension.METASTATIC}),
)
"""Dimensions of which a patient is one: naming another replaces the first."""

# The words before the subject of a question, by how questions begin.
_OPENING = re.compile(
    r"^(?:please )?(?:(?:can|could) you (?:tell me|explain) )?"
    r"(?:(?:what|which) (?:is|are|was|were) (?:\(are\) )?(?:the )?(?:(?:best|main|current|usual"
    r"|common|recommended|first-line)"
    r" )*(?:(?:treatment|therapy|management|drug|medical|surgical) )?(?:(?:options?|treatments?"
    r"|therap(?:y|ies)"
    r"|management|symptoms?|signs?(?: and symptoms)?|warning signs?|causes?|complications?"
    r"|risk factors?|risks?"
    r"|side effects?|contraindications?|interactions?|prognosis|outlook|stages?|dose|role|tests?|diagnosis)"
    r"(?: and \w+)* (?:for|of|in|with|about) )?(?:having |getting |developing )?"
    r"|how (?:is|are|do you|does one|should|can|to|do i|do we)(?: (?:i|we|you))? (?:(?:treat"
    r"|manage|diagnose|prevent|cure|handle) )?"
    r"|what (?:causes|factors affect (?:the )?(?:prognosis|outlook) of) "
    r"|who (?:is at risk (?:for|of)|gets|should (?:get|have)) "
    r"|(?:is|are|does|do|can|should|when should someone with) "
    r"|(?:treatment|management|therapy|symptoms|causes|diagnosis|prognosis|prevention) (?:of|for) )",
    re.IGNORECASE,
)
_DONE_TO_IT = re.compile(
    r",? (?:best |usually |typically )?(?:be )?(?:treated|managed|diagnosed|prevented|cured|inherited|staged"
    r"|caused|followed up|seek medical care|work)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_CLAUSE = re.compile(
    r"^(?:(?:it|they|s?he|i|we|the (?:patient|person|woman|man|child))\b.*\b(?:is|are|was|has"
    r"|have|had|am|gets?)\b"
    r"|(?:is|are|has|have)\b)",
    re.IGNORECASE,
)
_ROLE = re.compile(r"^what is the role of (?P<what>.+?) (?:in|for) (?P<subject>.+?)\?*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """The stand-alone question; `carried` says that something was taken from earlier ones."""

    question: str
    carried: bool


def stand_alone(text: str, earlier: Sequence[str]) -> Understood:
    """What `text` asks, after the stand-alone questions `earlier` (oldest first)."""
    text = one_line(text)
    if not earlier or len(text.split()) > FOLLOW_UP_MAX_WORDS:
        return Understood(text, carried=False)
    question = _follow_up(text, earlier[-1])
    return Understood(question or text, carried=question is not None)


def fold(questions: Sequence[str]) -> list[str]:
    """A person's former messages as stand-alone questions, each read after those before it."""
    folded: list[str] = []
    for text in questions:
        folded.append(stand_alone(text, folded).question)
    return folded


def _follow_up(text: str, last: str) -> str | None:
    """The follow-up in full, or None where the text is a topic of its own."""
    last = _ASIDE.sub("", last)
    if corrected := _corrected(text, last):
        return corrected
    lead = _LEAD.match(text)
    rest = (text[lead.end() :] if lead else _FILLER.sub("", text)).strip()
    if not rest:
        return None
    if _BARE.match(rest):
        return _why(last)
    asked = analyse(rest)
    if asked.terms:
        return _with_own_subject(rest, asked, last, pointed=bool(lead))
    return _without_subject(rest, asked, last)


def _without_subject(rest: str, asked: Analysis, last: str) -> str | None:
    if not (asked.kind or asked.constraints or _POINTS_BACK.search(rest)):
        return None
    if _PRONOUN.search(rest) and not _IF.match(rest) and _QUESTION_WORD.match(rest):
        return _resolved(rest, last)
    if asked.constraints and (asked.kind is None or not _names_relation(rest, asked)):
        return _with_constraint(last, rest, asked)
    if asked.kind in _ASKED:
        subject = _subject(last)
        if asked.kind in _OF_TREATMENT and analyse(last).kind is QuestionType.TREATMENT:
            subject = f"treatment of {subject}" if not subject.startswith("treatment") else subject
        question = _ASKED[asked.kind].format(subject)
        if asked.constraints:
            return _with_constraint(question, _constraint_phrase(rest, asked), asked)
        return question
    if asked.kind:
        return _resolved(rest, last)
    return _with_constraint(last, rest, asked) if asked.constraints else None


def _names_relation(rest: str, asked: Analysis) -> bool:
    """Whether a relation is asked beside the constraint: "treatment in children", not "children?"."""
    without = rest
    for constraint in asked.constraints:
        without = without.replace(constraint.words, " ")
    return analyse(without).kind is not None


def _with_own_subject(rest: str, asked: Analysis, last: str, *, pointed: bool) -> str | None:
    """A message that names something: it may add it to the last question, or be a new topic."""
    full_question = bool(_QUESTION_WORD.match(rest)) and len(rest.split()) > 3
    if _POINTS_BACK.search(rest) and _PRONOUN.search(rest) and not _has_clause_subject(rest):
        return _resolved(rest, last)
    if not pointed or full_question:
        return None
    bare = rest.rstrip("?.! ")
    if _IF.match(bare) or (_PREPOSITION.match(bare) and not asked.kind):
        return f"{last.rstrip('?.! ')} {bare}?"
    if _INTERVENTION.search(bare):
        return f"What is the role of {_decapitalised(bare)} in {_subject(last)}?"
    if asked.kind:
        return None
    return _replaced_subject(last, bare)


def _has_clause_subject(rest: str) -> bool:
    """“Is it true that aspirin …”, “that” as a conjunction: nothing to resolve."""
    return bool(re.match(r"^is (?:it|that) (?:true|ok|okay|safe|possible|normal)\b", rest, re.IGNORECASE))


def _resolved(rest: str, last: str) -> str:
    """Pronouns replaced by the last subject; it is added where nothing stood for it."""
    subject = _subject(last)
    resolved, count = _PRONOUN.subn(subject, rest, count=1)
    if not count:
        resolved, count = _POSSESSIVE.subn(f"{subject}'s", rest, count=1)
    if not count:
        resolved = f"{rest.rstrip('?.! ')} in {subject}?"
    resolved = resolved.rstrip("?.! ") + "?"
    return resolved[0].upper() + resolved[1:]


def _with_constraint(last: str, rest: str, asked: Analysis) -> str:
    """The last question, for the patient that the follow-up names."""
    base = last.rstrip("?.! ")
    new = {constraint.dimension for constraint in asked.constraints}
    for constraint in analyse(last).constraints:
        if any(constraint.dimension in group and group & new for group in _GROUPS):
            base = _without_words(base, constraint.words)
    spoken = rest.rstrip("?.! ")
    if not (_IF.match(spoken) or _PREPOSITION.match(spoken)):
        spoken = _attached(spoken, asked)
    return f"{base} {_decapitalised(spoken)}?"


def _constraint_phrase(rest: str, asked: Analysis) -> str:
    """The part of a follow-up that names the patient: “prognosis in young children?” → in young children."""
    said = re.escape(asked.constraints[0].words)
    match = re.search(
        rf"\b(?:in|for|with|during|after|among)\s+(?:[\w-]+\s+){{0,3}}?{said}.*$",
        rest,
        re.IGNORECASE,
    )
    return match.group() if match else asked.constraints[0].words


def _attached(spoken: str, asked: Analysis) -> str:
    dimension = asked.constraints[0].dimension
    if _CLAUSE.match(spoken):
        return f"if {spoken}"
    if dimension in (
        Dimension.PREGNANCY,
        Dimension.CHILDREN,
        Dimension.OLDER_PEOPLE,
        Dimension.ADULTS,
    ):
        spoken = re.sub(r"\bpregnant$", "pregnant women", spoken, flags=re.IGNORECASE)
        return f"in {spoken}"
    return (
        f"with {spoken}"
        if len(words(spoken)) > 1 or dimension is not Dimension.RELAPSE
        else f"after {spoken}"
    )


def _without_words(base: str, said: str) -> str:
    pattern = (
        r"\s*\b(?:in|for|with|during|after)\s+(?:a\s+|an\s+|the\s+)?"
        rf"{re.escape(said)}(?: patients?| people)?\b"
    )
    shorter = re.sub(pattern, "", base, flags=re.IGNORECASE)
    return shorter if shorter != base else base


def _replaced_subject(last: str, subject: str) -> str:
    old = _subject(last)
    new = _decapitalised(subject)
    if old in last:
        return f"{last.replace(old, new, 1).rstrip('?.! ')}?"
    kind = analyse(last).kind
    return _ASKED[kind].format(new) if kind in _ASKED else f"{last.rstrip('?.! ')}: {new}?"


def _corrected(text: str, last: str) -> str | None:
    """“No, I meant type 2”: the words that the correction is closest to are exchanged."""
    match = _CORRECTION.match(text)
    if not match or not (_MEANT.search(text) or match.group().lower().startswith(("no,", "sorry,"))):
        return None
    meant = text[match.end() :].strip(" .!?")
    if not meant or len(meant.split()) > 8 or _QUESTION_WORD.match(meant):
        return None
    return _exchanged(last, meant)


def _exchanged(last: str, meant: str) -> str:
    head = re.match(r"^(?P<word>type|stage|grade|class)\s+\S+$", meant, re.IGNORECASE)
    if head:
        same = re.compile(rf"\b{head['word']}\s+[\w]+\b", re.IGNORECASE)
        if same.search(last):
            return same.sub(meant, last, count=1)
    asked = analyse(meant)
    if asked.constraints and not asked.terms:
        return _with_constraint(last, meant, asked)
    if asked.kind in _ASKED and not asked.terms:
        return _ASKED[asked.kind].format(_subject(last))
    if head:
        return _replaced_subject(last, f"{meant} {_subject(last)}")
    return _replaced_subject(last, meant)


def _why(last: str) -> str:
    bare = last.rstrip("?.! ")
    match = re.match(r"^what (is|are) (.+)$", bare, re.IGNORECASE)
    if match:
        those = "this" if match[1].lower() == "is" else "these"
        return f"Why {match[1].lower()} {those} {match[2]}?"
    return f"Why: {bare[0].lower()}{bare[1:]}?"


def _subject(question: str) -> str:
    """The phrase that a question is about: what is left without its opening and its closing."""
    if role := _ROLE.match(question):
        return role["subject"].strip()
    rest = _OPENING.sub("", question, count=1)
    if rest != question:
        rest = _DONE_TO_IT.sub("", rest, count=1)
    rest = rest.strip(" ?.!")
    return _decapitalised(rest) or question.rstrip("?.! ")


def _decapitalised(text: str) -> str:
    """Lower case for a first letter that only began a sentence: names and abbreviations keep theirs."""
    first = text.split(" ", 1)[0]
    if len(first) > 1 and first[1:].islower() and first.lower() in _SENTENCE_STARTERS:
        return text[0].lower() + text[1:]
    return text


_SENTENCE_STARTERS = frozenset(
    [
        "children",
        "child",
        "infants",
        "babies",
        "adults",
        "elderly",
        "older",
        "pregnant",
        "pregnancy",
        "women",
        "men",
        "people",
        "patients",
        "what",
        "how",
        "if",
        "when",
        "in",
        "for",
        "with",
        "during",
        "after",
        "side",
        "treatment",
        "radiotherapy",
        "radiation",
        "chemotherapy",
        "surgery",
        "the",
        "a",
        "an",
        "recurrent",
        "relapsed",
        "metastatic",
        "advanced",
    ]
)
