"""What a question asks: the relation, the subject, and what it says of the patient. Rules, no model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from answers.relations import spoken_relation
from answers.search.vocabulary import vocabulary
from answers.text import one_line, sentences, stem, words
from answers.types import Article, Constraint, Dimension, QuestionType

CONSTRAINTS_MAX = 12
"""More than these in one message is a case history; the first ones are kept."""

_T = QuestionType

# Order matters: the first pattern that matches names the relation, so the special stand before the general.
_TYPES: tuple[tuple[QuestionType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            _T.SIDE_EFFECTS,
            r"\bside[ -]?effects?\b|\badverse (?:effect|event|reaction)s?\b|\btoxicit",
        ),
        (_T.CONTRAINDICATIONS, r"\bcontra-?indicat|\bwho should(?: not|n.?t) (?:take|get|have)\b"),
        (_T.INTERACTIONS, r"\binteract(?:ions?|s|ing)?\b|\btake .{1,40} (?:together|along) with\b"),
        (_T.DOSE, r"\bdos(?:e|es|age|ages|ing)\b|\bhow (?:much|many) .{1,40}\b(?:take|give)\b"),
        (_T.WHEN_TO_SEEK_CARE, r"\bwhen (?:should|to|do) .{0,30}\b(?:see|call|contact|seek)\b"),
        (
            _T.INHERITANCE,
            # “Hereditary” alone is part of many diseases' names.
            r"\binherit|^(?:is|are) .{1,80}\b(?:hereditary|genetic)\W*$|\bruns? in (?:the )?famil"
            r"|\bdominant or recessive\b",
        ),
        (
            _T.GENES,
            r"\bgenetic changes?\b|\b(?:which|what) (?:\w+ )?genes?\b|\bgenes? (?:is|are|cause|for)\b"
            r"|\bgenetics of\b|\bgene mutations?\b|\b(?:which|what) mutations?\b",
        ),
        (
            _T.PREVENTION,
            r"\bprevent|\bprophyla|\bvaccin|\bimmuni[sz]|\blower .{1,30}\brisk\b|\bavoid\b",
        ),
        (_T.COMPLICATIONS, r"\bcomplication"),
        (
            _T.PROGNOSIS,
            r"\bprognos|\boutlook\b|\bsurviv|\blife expectancy\b|\bmortality\b|\bchances? of\b",
        ),
        (_T.STAGES, r"\bstages? of\b|\bstaging\b|\bhow is .{1,60} staged\b"),
        (_T.FOLLOW_UP, r"\bfollow(?:ed)?[ -]up\b|\bmonitor|\bsurveillance\b"),
        (
            _T.TREATMENT,
            r"\btreat|\btherap|\bmanag(?:e|ed|ement|ing)\b|\bcur(?:e|ed|able)\b|\bremed(?:y|ies)\b"
            r"|\bmedicat|\bmedicine|\bdrugs?\b|\brole of\b|\bget rid of\b"
            r"|\bhow to (?:stop|heal|fix)\b|(?<!financial )\bhelp (?:with|for)\b|\bsurgery\b|\bradiotherapy\b"
            r"|\bchemotherapy\b|\brelie[fv]",
        ),
        (
            _T.DIAGNOSIS,
            r"\bdiagnos|\btests?\b|\btested\b|\bscreen|\bdetect|\bwork-?up\b|\bhow (?:do|can|would) .{1,20}"
            r"\b(?:know|tell) if\b",
        ),
        (
            _T.SYMPTOMS,
            r"\bsymptom|\bsigns?\b|\bwarning signs?\b|\bpresent(?:s|ation)?\b|\bfeel like\b",
        ),
        (
            _T.RISK,
            r"\brisk factors?\b|\bat risk\b|\bwho gets\b|\bmore likely to (?:get|have)\b"
            r"|\brisks?\b",
        ),
        (
            _T.CAUSE,
            r"\bcaus(?:e|es|ed|ing)\b|\bdue to\b|\baetiolog|\betiolog|\bwhy (?:do|does) .{1,40}\bget\b",
        ),
        (
            _T.FREQUENCY,
            r"\bhow (?:common|many people|often does|frequent)|\bprevalence\b|\bincidence\b",
        ),
        (_T.MECHANISM, r"\bhow do(?:es)? .{1,60} work\b|\bmechanism\b|\bpathophysiolog"),
        (_T.REASON, r"^(?:and |but )?why\b"),
        (
            _T.DEFINITION,
            r"^what (?:is|are|does)\b(?! the\b| best\b)|\bdefin|\binformation (?:on|about)\b"
            r"|^tell me about\b|\bmean(?:s|ing)?\b",
        ),
    )
)

_UNTOLD = frozenset({None, _T.DEFINITION, _T.REASON})
"""“What does it feel like?” begins like a question for a definition, and asks for the symptoms."""

_TURNED_ROUND = re.compile(
    r"\b(?:risk factor|cause|symptom|sign|complication)s? (?:for|of)\W*$", re.IGNORECASE
)
"""“What is X a risk factor for?” asks for the other end of the relation."""

_D = Dimension
_AGE = r"(?P<age>\d{1,3})[ -]?(?:years?|yrs?|y)[ -]?(?:olds?|o\b|/o\b)|(?P<age2>\d{1,3}) ?(?:yo|y/o)\b"
_YOUNG = r"\b\d{1,2}[ -]?(?:months?|mos?|weeks?|wks?|days?)[ -]old\b"

_DIMENSIONS: tuple[tuple[Dimension, re.Pattern[str]], ...] = tuple(
    (dimension, re.compile(pattern, re.IGNORECASE))
    for dimension, pattern in (
        (
            _D.CHILDREN,
            r"\bchild(?:ren|hood)?\b(?![- ]pugh)|\bkids?\b|\binfan(?:ts?|cy)\b|\bnewborns?\b|\bneonat\w*"
            r"|\btoddlers?\b|\bbab(?:y|ies)\b|\bp(?:a)?ediatrics?\b|\badolescen\w*|\bteen(?:s|age\w*)?\b"
            rf"|\bboys?\b|\bgirls?\b|{_YOUNG}",
        ),
        (
            _D.OLDER_PEOPLE,
            r"\belderly\b|\bolder (?:people|adults?|patients?|persons?)\b|\bgeriatric\b|\bfrail\b",
        ),
        (_D.ADULTS, r"(?<!older )\badults?\b"),
        (
            _D.PREGNANCY,
            r"\bpregnan\w*|\bgestation(?:al)?\b|\btrimester\b|\bantenatal\b|\bprenatal\b|\bexpecting a\b",
        ),
        (
            _D.BREASTFEEDING,
            r"\bbreast-?fe(?:ed|eding|d)\b|\blactat\w*|\bnursing (?:mother|a baby)\b",
        ),
        (
            _D.KIDNEY_IMPAIRMENT,
            r"\bckd\b|\besr[df]\b|\bdialysis\b|\bh(?:a)?emodialysis\b|\b(?:chronic )?(?:kidney|renal)"
            r" (?:disease|failure|impairment|insufficiency|dysfunction)\b|\bnephropathy\b"
            r"|\begfr\b[^,.;?!]{0,15}",
        ),
        (
            _D.LIVER_IMPAIRMENT,
            r"\bcirrho\w+|\b(?:liver|hepatic) (?:disease|failure|impairment|insufficiency|dysfunction)\b"
            r"|\bchild[- ]pugh\b",
        ),
        (
            _D.IMMUNOSUPPRESSION,
            r"\bimmuno-?(?:suppress|compromis|deficien)\w*|\bneutropeni\w+|\btransplant recipients?\b",
        ),
        (
            _D.ALLERGY,
            r"\b(?:\w+[ -])?allerg(?:y|ic)(?: to [\w-]+)?(?! rhinitis)\b|\bintoleran(?:t of|ce to) \w+",
        ),
        (
            _D.INTERACTION,
            r"\b(?:who (?:is|are)|am|is|are|already|patients?|while|i'?m) (?:on|taking|using)"
            r" (?!the\b|a\b|an\b)[\w-]{4,}"
            r"|\bwith (?:warfarin|apixaban|rivaroxaban|lithium|methotrexate|amiodarone)\b",
        ),
        (
            _D.RELAPSE,
            r"\brelaps\w*|\brecur(?:rent|rence|red|s)?\b|\brefractory\b|\b(?:has |have )?(?:come|came) back\b"
            r"|\bsecond-?line\b",
        ),
        (
            _D.FIRST_OCCURRENCE,
            r"\bnewly diagnosed\b|\bfirst-?line\b|\bfirst episode\b|\btreatment-naive\b",
        ),
        (
            _D.METASTATIC,
            r"(?<!non-)(?<!non)\bmetasta\w*|\bmets\b|\bstage (?:iv|4)\b|\bspread\b"
            r"|\badvanced (?=\w+ ?cancer)",
        ),
        (
            _D.LOCALIZED,
            r"\blocali[sz]ed\b|\bnon-?metastatic\b|\bearly[- ]stage\b|\bstage (?:i|1)\b",
        ),
        (_D.WOMEN, r"\bwom[ae]n\b|\bfemales?\b|\bmenopaus\w*"),
        (_D.MEN, r"\bm[ae]n\b|\bmales?\b"),
        (
            _D.INPATIENT,
            r"\bhospitali[sz]ed\b|\bin-?patients?\b|\bin (?:the )?(?:icu|intensive care)\b",
        ),
        (
            _D.VALUE,
            r"\b(?:potassium|k\+?|sodium|inr|hba1c|a1c|hb|creatinine|platelets?|bp|ef|lvef|bmi|tsh|ldl|crp)"
            r" ?(?:of |is |=|<|>|:)? ?\d[\d./]*%?",
        ),
    )
)
_AGES = re.compile(_AGE, re.IGNORECASE)
WORDS_MAX_CHARS = 100
"""Of what a constraint quotes: longer ones are no words of a person."""
_LOOK_BACK_CHARS = 60
"""How far before a word its negation can stand."""
_NEGATED = re.compile(
    r"\b(?:not|no|non|never|isn.?t|aren.?t|without|rather than|instead of|other than)[ -](?:\w+[ -]){0,1}$",
    re.IGNORECASE,
)

_EXCEPTED = re.compile(
    r"\b(?:not|no|never|except\w*|exclud\w*|without|unless|(?:other|rather) than)\b[^.;:()]*", re.IGNORECASE
)
"""What “adults; not for children or pregnant women” takes out, to the end of its clause."""

ADULT_FROM_YEARS = 18
OLDER_FROM_YEARS = 65

# What a relation's own words are made of: they say nothing of the subject.
_TYPE_WORDS = frozenset(
    stem(word)
    for word in [
        "treat",
        "treated",
        "treating",
        "treatment",
        "treatments",
        "therapy",
        "therapies",
        "manage",
        "managed",
        "management",
        "managing",
        "cure",
        "cured",
        "curable",
        "option",
        "options",
        "choice",
        "choices",
        "medication",
        "medications",
        "medicine",
        "medicines",
        "drug",
        "drugs",
        "cause",
        "causes",
        "caused",
        "causing",
        "symptom",
        "symptoms",
        "sign",
        "signs",
        "diagnose",
        "diagnosed",
        "diagnosis",
        "diagnostic",
        "test",
        "tests",
        "tested",
        "testing",
        "exam",
        "exams",
        "prevent",
        "prevented",
        "prevention",
        "prognosis",
        "outlook",
        "survival",
        "survive",
        "complication",
        "complications",
        "risk",
        "risks",
        "factor",
        "factors",
        "side",
        "effect",
        "effects",
        "adverse",
        "reaction",
        "dose",
        "dosage",
        "dosing",
        "inherited",
        "inheritance",
        "hereditary",
        "genetic",
        "stage",
        "stages",
        "common",
        "frequency",
        "often",
        "information",
        "about",
        "define",
        "definition",
        "mean",
        "means",
        "handle",
        "handled",
        "approach",
        "approaches",
        "recommended",
        "recommendation",
        "recommendations",
        "guideline",
        "guidelines",
        "standard",
        "current",
        "available",
        "affect",
        "affects",
        "determine",
        "role",
        "use",
        "used",
        "latest",
        "evidence",
        "warning",
        "detect",
        "detected",
        "detection",
        "confirm",
        "confirmed",
    ]
)

_ASKS_INHERITANCE = dict(_TYPES)[_T.INHERITANCE]
_INHERITANCE_WORDS = frozenset(map(stem, ("inherited", "inheritance", "hereditary", "genetic")))
"""Words of a name (hereditary angioedema is not angioedema) wherever inheritance is not what is asked."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question taken apart. `terms` are the canonical stems of its subject, with the words said."""

    text: str
    kind: QuestionType | None
    terms: Mapping[str, str]
    constraints: tuple[Constraint, ...]

    @property
    def dimensions(self) -> frozenset[Dimension]:
        return frozenset(constraint.dimension for constraint in self.constraints)


def analyse(text: str) -> Analysis:
    """Take a question apart. Linear in its length."""
    text = one_line(text)
    found = constraints(text)
    return Analysis(text, question_type(text), subject_terms(text, found), found)


def question_type(text: str) -> QuestionType | None:
    """The relation that is asked for; None where no rule knows it.

    Of several sentences those count that are questions: the others tell a story.
    """
    told = sentences(text)
    asking = " ".join(sentence for sentence in told if sentence.endswith("?"))
    if len(told) > 1 and asking:
        text = asking
    if _TURNED_ROUND.search(text):
        return None
    kind = next((kind for kind, pattern in _TYPES if pattern.search(text)), None)
    if kind in _UNTOLD:
        return spoken_relation(text) or kind
    return kind


def constraints(text: str) -> tuple[Constraint, ...]:
    """What a question says of the patient, in its own words, one for each dimension."""
    found: dict[Dimension, str] = {}
    for match in _AGES.finditer(text):
        years = int(match["age"] or match["age2"])
        found.setdefault(_age_group(years), match.group())
    for dimension, pattern in _DIMENSIONS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - _LOOK_BACK_CHARS) : match.start()]
            if not _NEGATED.search(before):
                found.setdefault(dimension, match.group().strip()[:WORDS_MAX_CHARS])
                break
    return tuple(Constraint(dimension=d, words=w) for d, w in list(found.items())[:CONSTRAINTS_MAX])


def _age_group(years: int) -> Dimension:
    if years < ADULT_FROM_YEARS:
        return Dimension.CHILDREN
    return Dimension.OLDER_PEOPLE if years >= OLDER_FROM_YEARS else Dimension.ADULTS


def subject_terms(text: str, said: Iterable[Constraint] = ()) -> dict[str, str]:
    """Canonical stems of what the question is about, each with the words that were written.

    Without its relation, its constraints and generic words.
    """
    names = vocabulary()
    spoken = " . ".join(constraint.words for constraint in said)
    about_patient = {stem(word) for word in words(spoken)} | names.canonical(spoken)
    ignored = names.generic | _TYPE_WORDS | about_patient
    if not _ASKS_INHERITANCE.search(text):
        ignored -= _INHERITANCE_WORDS
    return {
        stem_: " ".join(term.written)
        for term in names.terms(text)
        for stem_ in term.stems
        if stem_ not in ignored
    }


def article_dimensions(article: Article) -> frozenset[Dimension]:
    """What an article covers by its own words or by its stated population."""
    applies_to = _EXCEPTED.sub(" ", article.applies_to or "")
    spoken = " . ".join(filter(None, (article.question, article.focus, applies_to)))
    named = {constraint.dimension for constraint in constraints(spoken)}
    return frozenset(named | article.population.includes) - article.population.excludes
