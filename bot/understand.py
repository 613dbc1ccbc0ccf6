"""A follow-up as a question that stands alone. Rules; pure.

Read against the last stand-alone question. A message with a subject of its own and nothing that points back
is a new topic and stays as it is; what lacks a subject, or points back ("it", "what about …"), takes from
the last question what it lacks: the subject, the relation, the patient.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answers.match import CONDITIONS
from answers.patient.drugs import is_drug
from answers.question import Analysis, analyse, question_type
from answers.spoken_relations import WORDS as RELATION_WORDS
from answers.text import one_line
from answers.types import Constraint, Dimension, QuestionType
from bot.lead_ins import Led, without_lead_in
from bot.pronouns import Antecedent, resolved
from bot.subject import OF_THE_PATIENT, Parts, parts

FOLLOW_UP_MAX_WORDS = 30
"""A longer message tells its own story."""
FRAGMENT_MAX_WORDS = 10
CORRECTION_MAX_WORDS = 20
PATIENT_PHRASE_MAX_WORDS = 8
"""“In young children with asthma”; longer, it is the beginning of another question."""

_T = QuestionType
_D = Dimension

_ABSENT = re.compile(
    r"no (?!thanks|thank|problem|worries|idea|need|more|longer|way|one)[\w-]+", re.IGNORECASE
)
_NEW_TOPIC = re.compile(
    r"(?:do you have|is there|i (?:need|want)|give me|any) (?:any |some )?information (?:on|about)"
    r" (?!it\b|this\b|that\b|them\b|the\b)",
    re.IGNORECASE,
)
_NO_APOSTROPHE = re.compile(r"\b(what|how|who|where|when)(s|re)\b", re.IGNORECASE)
"""“Whats the dose”, as people type it."""
_BARE = re.compile(r"^(?:why|why not|how come|how so)(?: is (?:that|this|it))?\W*$", re.IGNORECASE)
_IF_IT_IS = re.compile(
    r"if it(?:['’]s| is| was) (?:not [\w-]+ but )?(?P<other>(?:[\w'’,-]+ ){0,8}?[\w'’-]*(?:itis|osis|oma"
    r"|omas|emia|pathy|trophy"
    r"|plasia|plegia|penia|ism|cancer|disease|syndrome|disorder|deficiency|fever|dysplasia"
    r"|ataxia)s?(?: type \w+)?)",
    re.IGNORECASE,
)
"""“What if it's pseudogout disease?” asks the same of that; “if it's severe” is a condition."""
_WHETHER = re.compile(r"(?:whether|if)\b", re.IGNORECASE)
_IF = re.compile(
    r"(?:if|unless|in case|when (?!is|are|do|does|can|should|will|would|to"
    r"|shall|could|did|has|have|may|might|must|am|was|were))\b",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:in|for|with|during|after|before|among|without|on|while)\b (?!what|which|how)", re.IGNORECASE
)
_QUESTION_WORD = re.compile(
    r"\b(?:what|which|who|whom|when|where|why|how|is|are|was|were|do|does|did|can|could|should|would|will"
    r"|may|must|has|have|had)\b",
    re.IGNORECASE,
)
_WH_WORD = re.compile(r"(?:[\w%-]+ ){0,2}?(?:what|which|who|whom|when|where|why|how)\b", re.IGNORECASE)
_ASKS = re.compile(rf"{_WH_WORD.pattern}|{_QUESTION_WORD.pattern}", re.IGNORECASE)
_ASKS_LATER = re.compile(
    r"[,.?!] (?:what|which|who|how|why|where|when|is|are|am|was|should|can|could|do|does|did|will|would|may"
    r"|might|must|has|have)\b",
    re.IGNORECASE,
)
_ASKS_BEHIND_IF = re.compile(
    r" (?:(?:what|when|how|why) )?(?:would|should|can|could|do|does|did|will|am|is|are) (?:i|you|we|they"
    r"|s?he|it|there)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|people|persons?|women|men|children|someone|individuals|those)\b", re.IGNORECASE
)
_INTERVENTION = re.compile(
    r"\b\w*(?:therap(?:y|ies)|surgery|ectomy|ectomies|plasty|plasties|otomy|stomy|radiation"
    r"|chemo|transplant\w*"
    r"|anti(?:coagula\w+|depressants?|histamines?|hypertensives?|fungals?|platelets?|psychotics?|emetics?)"
    r"|diuretics?|blockers?|inhibitors?|agonists?|antagonists?|biologics?|probiotics?|supplements?|glucagon"
    r"|dialysis|vaccin\w*|immuni[sz]ation|diet|exercise|insulin|steroids?|antibiotics?|antivirals?|opioids?"
    r"|statins?|nsaids?|aspirin|metformin|warfarin|heparin|\w+(?:mab|nib|pril|sartan|olol|azole|cillin|mycin"
    r"|floxacin|gliptin|gliflozin|glutide|parin|xaban|statin|cycline|triptan|dronate|setron|prazole))\b",
    re.IGNORECASE,
)
_ANY_LINE = re.compile(r"\b(?:first|second|third|1st|2nd|3rd)[- ]line\b", re.IGNORECASE)
_LINE = re.compile(
    r"(?P<which>(?:first|second|third|1st|2nd|3rd)[- ]line)(?: (?:treatment|therapy|options?))?\W*$", re.I
)
_STATES = re.compile(
    r"(?:relapsed|recurrent|refractory|newly diagnosed|metastatic|locali[sz]ed|early-stage|advanced|severe"
    r"|mild|moderate|acute|chronic|[\w-]{1,20}[ -](?:positive|negative))(?: (?:disease|cases?|forms?))?\W*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:it|they|s?he|i|we|the (?:patient|person|woman|man|child))['’](?:s|re|m|ve)\b"
    r"|(?:[\w+-]+ ){1,4}?(?:is|are|was|were|has|have|had|am|gets?)\b",
    re.IGNORECASE,
)
_SAME_FOR = re.compile(
    r"(?:is|are|does|do|would|will) (?:that|it|this|they) (?:also |still |be |any )*(?:the same|true"
    r"|different|go|goes"
    r"|hold|apply|work|valid)\b(?: also| too| as well)? (?P<patient>(?:in|for|with|during|when|if"
    r"|after) .{2,80})",
    re.IGNORECASE,
)
_SOME_PEOPLE = re.compile(r"(?:people|patients?|persons?|someone|somebody|those|anyone)\b", re.IGNORECASE)
_PERSON_IS = re.compile(
    r"(?:my|our|the|his|her) [a-z]{2,12}(?: (?:is|was|has|had|turned)\b|['’]s )|(?:s?he|i|they)(?: (?:is|am"
    r"|are|was|has"
    r"|have|also has)\b|['’](?:s|m|re)\b)",
    re.IGNORECASE,
)
_BARE_AGE = re.compile(r"(?:now |only |just )?\d{1,3}")
_ADJECTIVE = re.compile(
    r"(?:allergic|intolerant|immuno\w+(?:ed|nt)|hospitali[sz]ed|neutropenic|cirrhotic|frail|lactating)\b",
    re.IGNORECASE,
)

# How a relation is asked of a subject, where the follow-up names nothing but the relation.
_ASKED = {
    _T.DEFINITION: "What is {}?",
    _T.CAUSE: "What causes {}?",
    _T.RISK: "What are the risk factors for {}?",
    _T.INHERITANCE: "Is {} inherited?",
    _T.GENES: "Which genes are involved in {}?",
    _T.FREQUENCY: "How common is {}?",
    _T.SYMPTOMS: "What are the symptoms of {}?",
    _T.COMPLICATIONS: "What are the complications of {}?",
    _T.DIAGNOSIS: "How is {} diagnosed?",
    _T.STAGES: "What are the stages of {}?",
    _T.TREATMENT: "What are the treatment options for {}?",
    _T.DOSE: "What is the dose of {}?",
    _T.SIDE_EFFECTS: "What are the side effects of {}?",
    _T.INTERACTIONS: "What are the interactions of {}?",
    _T.CONTRAINDICATIONS: "What are the contraindications of {}?",
    _T.PROGNOSIS: "What is the prognosis of {}?",
    _T.PREVENTION: "How can {} be prevented?",
    _T.FOLLOW_UP: "How is {} followed up?",
    _T.WHEN_TO_SEEK_CARE: "When should someone with {} seek medical care?",
    _T.MECHANISM: "How does {} work?",
    _T.RESEARCH: "What research is being done on {}?",
    _T.SELF_CARE: "What should someone with {} do?",
}
_OF_TREATMENT = frozenset({_T.SIDE_EFFECTS, _T.CONTRAINDICATIONS, _T.INTERACTIONS, _T.DOSE})
"""These are asked of what is given, not of what it is given for."""
_OF_DISEASE = frozenset({_T.TREATMENT, _T.SYMPTOMS, _T.CAUSE, _T.DIAGNOSIS, _T.PROGNOSIS, _T.STAGES, _T.RISK})
_FOR_EVERYBODY = frozenset({_T.DEFINITION, _T.INHERITANCE, _T.GENES, _T.MECHANISM, _T.RESEARCH, None})
"""What a thing is does not change with the patient who was spoken of."""

_MISSING_SUBJECT = re.compile(
    # Said in full these go on with "for …" or "in …": "what is used?", "does it help?", "is … safe?"
    r"(?:(?:what|which) (?!(?:is|are) )(?:[\w-]+ ){1,3}?(?:is|are) (?:used|recommended"
    r"|indicated|needed|given|preferred"
    r"|available|first[- ]line)"
    r"|(?:is|are) there (?:an? |any )?(?:(?!(?:from|of|for|with|against|after)\b)[\w-]+ ?){1,3}"
    r"|(?P<tail>(?:do|does|can|will|would) (?:[\w-]+ ){1,3}?(?:help|work)"
    r"|when (?:is|are) (?:[\w-]+ ){1,3}?(?:needed|indicated|necessary|recommended|required)"
    r"|(?:is|are) (?:[\w-]+ ){1,3}?(?:safe|effective|recommended|contraindicated|indicated"
    r"|useful|helpful|beneficial"
    r"|appropriate|needed|necessary|an option)))\W*$",
    re.IGNORECASE,
)
_MISSING_NOUN = re.compile(
    r"(?:what (?:is|are) the )?(?P<what>(?:(?:target|starting|usual|maximum|recommended"
    r"|optimal|loading)(?: (?!(?:of|for)\b)[\w-]+){1,4}"
    r"|(?:[\w-]+ ){0,2}(?:criteria|duration|alternatives|mechanism|pathophysiology"
    r"|cut-?offs?|threshold|guidelines?"
    r"|red flags|incubation period|half-life|antidote|evidence|types|subtypes|classification|differential"
    r"|onset|levels?|targets?|goals?|next step|work-?up)))\W*$",
    re.IGNORECASE,
)

_LAB_TEST = re.compile(r"\b(?:blood|urine) tests?\b", re.IGNORECASE)
_OPTIONS = re.compile(r"(?:what (?:are|about) )?(?:the |my |our |other )*options?\b", re.IGNORECASE)
_OF = re.compile(
    r"\b(?:(?:for|of) (?:(?!(?:with|in|on|who|and)\b)[\w-]+ ){0,8}"
    r"|(?:causes?|diagnose|prevent|treat|cure|manage|avoid) )$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:^what (?:is|are)(?: \(are\))?|\binformation (?:on|about)|^tell me about"
    r"|\b(?:what i need to know|learn(?:ing)?|all) about|^what (?:is|are)(?: \(are\))? living with)"
    r" (?:an? |the |living with )?$",
    re.IGNORECASE,
)
_IS_IT = re.compile(r"^(?:is|are) (?:an? |the )?$", re.IGNORECASE)
_OF_PREGNANCY = re.compile(
    r"gestational (?:diabetes|trophoblastic|hypertension)|(?:pre-?)?eclampsia|postpartum depression",
    re.IGNORECASE,
)
"""Diseases that only pregnancy brings: asked about by themselves, and said of a patient."""
_FOR = re.compile(r"\bfor (?P<what>(?:(?!(?:with|in|on|who)\b)[\w'-]+ ){1,5})$", re.IGNORECASE)
_STORY = re.compile(
    r"[.!?] \w|\b(?:wonder\w*|want(?:ed)? to know|would like to|advice|help me|i think|not sure)\b",
    re.IGNORECASE,
)
"""Somebody who begins to tell of themselves asks something new."""
_TEST = re.compile(r" tests?\b", re.IGNORECASE)
"""“A pregnancy test”, “an HIV test”: what is looked for is not there yet."""
_NOUN_FOLLOWS = re.compile(
    r"(?:['’]s|-\w+)? (?!(?:who|whose|that|which|with|without|on|in|at|of|from|to|under|over|below|above"
    r"|than|aged|and|or"
    r"|is|are|during|after|before|while|when|if|for|taking|having|receiving|older|younger|already|years?"
    r"|patients?"
    r"|people|women|men|disease|only)\b)\w",
    re.IGNORECASE,
)
_OUTCOME = re.compile(r"\boutcomes?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """The stand-alone question; `carried` says that something was taken from earlier ones."""

    question: str
    carried: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A follow-up without its lead-in; `pointed` where that ties it to the last question ("and …"),
    `corrects` where it says what was meant there."""

    text: str
    pointed: bool
    asked: Analysis
    corrects: bool = False

    @property
    def bare(self) -> str:
        return self.text.rstrip("?.! ")

    @property
    def own(self) -> frozenset[str]:
        """What the message names besides relations and the patient."""
        named = frozenset(self.asked.terms) - RELATION_WORDS
        return named - {"blood", "urin"} if _LAB_TEST.search(self.text) else named

    @property
    def kind(self) -> QuestionType | None:
        if self.asked.kind is None and _OUTCOME.search(self.text):
            return QuestionType.PROGNOSIS
        if self.asked.kind is None and _OPTIONS.match(self.text):
            return QuestionType.TREATMENT
        return self.asked.kind or question_type(f"{self.bare} of it")


@dataclass(frozen=True, slots=True)
class _Last:
    """The question before, taken apart."""

    parts: Parts
    kind: QuestionType | None

    @property
    def is_about_yes_or_no(self) -> bool:
        return not _WH_WORD.match(self.parts.before)

    @property
    def treatment(self) -> str:
        """What is given, as far as the question says."""
        if self.parts.treatment:
            return f"{self.parts.treatment} in {self.parts.subject}"
        subject = self.parts.subject
        of_disease = self.kind in _OF_DISEASE or _INTERVENTION.search(self.parts.before)
        if of_disease and not subject.startswith("treatment") and not _INTERVENTION.search(subject):
            return f"treatment of {subject}"
        return subject

    @property
    def antecedent(self) -> Antecedent:
        several = self.parts.treatment if (self.parts.treatment or "").endswith("s") else None
        return Antecedent(self.parts.subject, self.treatment, several or self.parts.subject)


def stand_alone(text: str, earlier: Sequence[str]) -> Understood:
    """What `text` asks, after the stand-alone questions `earlier` (oldest first)."""
    text = _NO_APOSTROPHE.sub(r"\1'\2", one_line(text))
    if not earlier or len(text.split()) > FOLLOW_UP_MAX_WORDS:
        return Understood(text, carried=False)
    said = _said(without_lead_in(text, earlier[-1]))
    last = _Last(parts(one_line(earlier[-1])), analyse(earlier[-1]).kind)
    if not said.bare or not last.parts.subject or _NEW_TOPIC.match(said.text):
        return Understood(text, carried=False)
    if question := _follow_up(said, last):
        return Understood(f"{_capitalised(question.rstrip('?.! '))}?", carried=True)
    return Understood(text if said.text == text else _capitalised(said.text), carried=False)


def fold(questions: Sequence[str]) -> list[str]:
    """A person's former messages as stand-alone questions, each read after those before it."""
    folded: list[str] = []
    for text in questions:
        folded.append(stand_alone(text, folded).question)
    return folded


def _said(led: Led) -> _Said:
    return _Said(led.text, led.goes_on, analyse(led.text), led.corrects)


def _follow_up(said: _Said, last: _Last) -> str | None:
    """The follow-up in full, or None where the text is a topic of its own."""
    if _BARE.match(said.text):
        return _why(last.parts)
    for rule in (
        _corrected,
        _condition,
        _pronoun,
        _relation,
        _patient,
        _fragment,
        _incomplete,
        _something_else,
    ):
        if question := rule(said, last):
            return question
    return None


def _why(last: Parts) -> str:
    whole = last.all
    if match := re.match(r"what (is|are) (.+)$", whole, re.IGNORECASE):
        those = "this" if match[1].lower() == "is" else "these"
        return f"Why {match[1].lower()} {those} {match[2]}?"
    if match := re.match(r"how (is|are) (.+)$", whole, re.IGNORECASE):
        return f"Why {match[1].lower()} {match[2]} this way?"
    if _QUESTION_WORD.match(whole) and not re.match(r"(?:wh|how)", whole, re.IGNORECASE):
        return f"Why {whole[0].lower()}{whole[1:]}?"
    return f"Why: {whole[0].lower()}{whole[1:]}?"


def _corrected(said: _Said, last: _Last) -> str | None:
    """“No, I meant type 2”: the words that the correction is closest to are exchanged."""
    if _ABSENT.match(said.text):
        return f"{last.parts.all} with {said.bare}"
    if not said.corrects or len(said.bare.split()) > CORRECTION_MAX_WORDS:
        return None
    if _ASKS.match(said.text) or _WHETHER.match(said.text):
        uncorrected = replace(said, corrects=False)
        return _asked_of(last, said) or _follow_up(uncorrected, last)
    return _exchanged(said.bare, last)


def _asked_of(last: _Last, said: _Said) -> str | None:
    """“How common it is”, “whether it is inherited”: a relation as the object of a sentence."""
    if said.kind not in _ASKED or said.own or said.asked.constraints:
        return None
    return _ASKED[said.kind].format(last.parts.subject)


def _exchanged(meant: str, last: _Last) -> str:
    """The last question with what was said instead of the words like it."""
    asked = analyse(meant)
    said = _Said(meant, pointed=True, asked=asked, corrects=True)
    if other := _of_another_type(said, last):
        return other
    return _patient(said, last) or _relation(said, last) or last.parts.of(_decapitalised(meant))


def _of_another_type(said: _Said, last: _Last) -> str | None:
    """“Type 2”, “stage 3”: of the same disease."""
    head = re.match(
        r"(?:(?:for|in|with|of) )?(?P<other>(?P<word>type|stage|grade|class)\s[\w-]+)$",
        said.bare,
        re.IGNORECASE,
    )
    if not head:
        return None
    same = re.compile(rf"\b{head['word']} \w+", re.IGNORECASE)
    if same.search(last.parts.all):
        return same.sub(head["other"], last.parts.all, count=1)
    return last.parts.of(f"{head['other']} {last.parts.subject}")


def _condition(said: _Said, last: _Last) -> str | None:
    """“If it has spread?”: the last question, in that case."""
    if match := _IF_IT_IS.fullmatch(said.bare):
        return last.parts.of(_decapitalised(match["other"]))
    if _IF.match(said.text) and not _asks_later(said.text) and not _STORY.search(said.text):
        return last.parts.for_patient(_lower_first(said.bare))
    return None


def _asks_later(text: str) -> bool:
    """Whether a condition is followed by a question of its own: “if I miss a dose should I …”."""
    return bool(_ASKS_LATER.search(text) or _ASKS_BEHIND_IF.search(text))


def _pronoun(said: _Said, last: _Last) -> str | None:
    """“How is it treated?” names its subject by pointing at it."""
    if not (_ASKS.match(said.text) or said.kind):
        return None
    question = resolved(said.text, last.antecedent)
    if question is None:
        return None
    if said.asked.kind in _FOR_EVERYBODY or said.asked.constraints or last.is_about_yes_or_no:
        return question
    return f"{question.rstrip('?.! ')}{last.parts.patient}"


def _relation(said: _Said, last: _Last) -> str | None:
    """“Prognosis?”, “what are the side effects in children?”: another side of the same subject."""
    kind = said.kind
    if kind not in _ASKED or _names_more(said) or not _names_relation(said):
        return None
    subject = last.treatment if kind in _OF_TREATMENT else last.parts.subject
    asked = _ASKED[kind]
    if kind is QuestionType.DOSE and subject.startswith("treatment of "):
        asked = asked.replace(" of ", " for ")
    question = asked.format(subject).rstrip("?") + last.parts.patient
    return parts(question).for_patient(_patient_phrase(said)) if said.asked.constraints else question


def _names_more(said: _Said) -> bool:
    """Whether something is named that is neither the relation nor said of the patient."""
    if not said.own and not _is_subject(said):
        return False
    return (
        not said.asked.constraints
        or len(_patient_phrase(said).split()) > PATIENT_PHRASE_MAX_WORDS
        or _is_subject(said)
        or not frozenset(analyse(_without_patient_phrase(said)).terms) <= RELATION_WORDS
    )


def _is_subject(said: _Said) -> bool:
    """Whether what looks like the patient is what is asked about: "prognosis for nephropathy", "treatments
    for childhood rhabdomyosarcoma"."""
    for constraint in said.asked.constraints:
        at = said.bare.find(constraint.words)
        before, after = said.bare[:at], said.bare[at + len(constraint.words) :]
        if at < 0 or _PEOPLE.match(after.strip()):
            continue
        if _NAMED.search(before) or (
            _is_disease(constraint) and (_OF.search(before) or _IS_IT.match(before))
        ):
            return True
        if (_NOUN_FOLLOWS.match(after) and analyse(after).terms) or _TEST.match(after):
            return True
        named = _FOR.search(before)
        if named and frozenset(analyse(named["what"]).terms) - RELATION_WORDS:
            return True
    return False


def _is_disease(constraint: Constraint) -> bool:
    return constraint.dimension in CONDITIONS or bool(_OF_PREGNANCY.match(constraint.words))


def _names_relation(said: _Said) -> bool:
    """Whether a relation is asked beside the patient: "treatment in children", not "with liver disease"."""
    without = said.bare
    for constraint in said.asked.constraints:
        without = without.replace(constraint.words, " ")
    return bool(
        analyse(without).kind
        or question_type(f"{without} of it")
        or _OUTCOME.search(without)
        or _OPTIONS.match(without)
    )


def _patient(said: _Said, last: _Last) -> str | None:
    """“Children?”, “with CKD”, “she is pregnant”: the same question for this patient."""
    if match := _LINE.match(said.text):
        return _of_another_line(match["which"].lower(), last.parts.all)
    if _STATES.match(said.text):
        return last.parts.in_state(re.sub(r" (?:disease|cases?|forms?)$", "", _lower_first(said.bare)))
    if match := _SAME_FOR.match(said.text):
        return last.parts.for_patient(match["patient"].rstrip("?.! "))
    if said.pointed and _SOME_PEOPLE.match(said.text) and _is_fragment(said):
        return last.parts.for_patient(f"in {_lower_first(said.bare)}")
    if (told := _PERSON_IS.match(said.text)) and not _ASKS_LATER.search(said.text):
        aged = _BARE_AGE.fullmatch(said.bare[told.end() :].strip())
        if aged or not said.own:
            return last.parts.for_patient(f"if {_lower_first(said.bare)}{' years old' if aged else ''}")
    if not said.asked.constraints or _ASKS_LATER.search(said.text) or _STORY.search(said.text):
        return None
    if _QUESTION_WORD.match(said.text) and (_WH_WORD.match(said.text) or not _CLAUSE.match(said.text)):
        return None
    if said.kind and _is_subject(said):
        return None
    if _PREPOSITION.match(said.text):
        return last.parts.for_patient(_lower_first(said.bare)) if _is_fragment(said) else None
    if said.own and not _is_about_a_patient(said):
        return None
    return last.parts.for_patient(_attached(said))


def _of_another_line(which: str, last: str) -> str:
    other, count = _ANY_LINE.subn(which.replace(" ", "-"), last, count=1)
    return other if count else f"{last} as {which} treatment"


def _is_about_a_patient(said: _Said) -> bool:
    """Whether the message begins with the patient: "children under 2", "she is on warfarin"."""
    if _CLAUSE.match(said.text):
        return not _QUESTION_WORD.match(said.text)
    if _names_treatment_first(said):
        return False
    head = " ".join(said.text.split()[:4]).lower()
    people = [c for c in said.asked.constraints if c.dimension in OF_THE_PATIENT]
    if _is_subject(said):
        return False
    return not said.kind and any(head.find(c.words.lower()[:20]) >= 0 for c in people)


def _names_treatment_first(said: _Said) -> bool:
    """“Metformin in pregnancy”: the patient is whom something is given to."""
    first = _without_patient_phrase(said).partition(" in ")[0]
    return bool(_INTERVENTION.search(first)) or any(map(is_drug, first.lower().split()))


def _fragment(said: _Said, last: _Last) -> str | None:
    """“For celiac disease?”, “without insulin?”, "after 10 days?": a piece of the last question."""
    if not _PREPOSITION.match(said.text) or not _is_fragment(said) or said.kind:
        return None
    if other := _of_another_type(said, last):
        return other
    preposition, _, what = said.bare.partition(" ")
    head, within, _ = last.parts.subject.rpartition(f" {preposition.lower()} ")
    if within and said.own:
        return last.parts.of(head + within + what)
    exchangeable = last.parts.before.lower().endswith(f" {preposition.lower()} ")
    if (exchangeable or preposition.lower() == "for") and said.own and not _PEOPLE.search(what):
        return last.parts.of(what)
    return last.parts.for_patient(_lower_first(said.bare))


def _is_fragment(said: _Said) -> bool:
    return not _QUESTION_WORD.search(said.text) and len(said.text.split()) <= FRAGMENT_MAX_WORDS


def _incomplete(said: _Said, last: _Last) -> str | None:
    """“Is there an antidote?”, “does exercise help?”: asked with the end left out."""
    about = last.parts.subject
    if match := _MISSING_NOUN.match(said.text):
        is_ = "are" if match["what"].endswith(("s", "criteria")) else "is"
        return f"What {is_} the {_lower_first(match['what'])} for {about}{last.parts.patient}?"
    match = _MISSING_SUBJECT.match(said.text)
    if not match or said.asked.constraints:
        return None
    if match["tail"]:
        return f"{said.bare} in {about}{last.parts.patient}?"
    return f"{said.bare} for {about}{last.parts.patient}?"


def _something_else(said: _Said, last: _Last) -> str | None:
    """“And Crohn's disease?”: the same of another subject, or what another treatment does for this one."""
    if _QUESTION_WORD.match(said.text):
        return None
    if other := _of_another_type(said, last):
        return other
    if said.asked.constraints and _names_treatment_first(said):
        return _treatment_for_patient(said, last)
    if _INTERVENTION.search(said.bare) and (said.pointed or _is_fragment(said)) and not _names_disease(said):
        return _treatment(said.bare, last)
    if (
        not said.pointed
        or not said.own
        or _STORY.search(said.text)
        or (said.kind and not _NAMED_BY_ORIGIN.match(said.text))
    ):
        return None
    return last.parts.of(_decapitalised(said.bare))


_DISEASE_NAME = re.compile(
    r"(?:deficiency|disease|syndrome|disorder|poisoning|toxicity|overdose|allergy|hypersensitivity"
    r"|encephalopathy)s?$",
    re.IGNORECASE,
)
_NAMED_BY_ORIGIN = re.compile(r"(?:inherited|hereditary|genetic|congenital|familial) ", re.IGNORECASE)
"""How names begin: whether these are inherited is not asked."""


def _names_disease(said: _Said) -> bool:
    """“Best therapy for leukemia” says itself what it is for; “C1 inhibitor deficiency” is nothing to"
    " give."""
    if _DISEASE_NAME.search(said.bare):
        return True
    _, what_for, what = said.bare.partition(" for ")
    return bool(what_for and said.kind and frozenset(analyse(what).terms) - RELATION_WORDS)


def _treatment_for_patient(said: _Said, last: _Last) -> str | None:
    """“And metformin in pregnancy?”; without a word that ties it to the last question it is a topic."""
    name = _without_patient_phrase(said).strip()
    if not said.pointed or not name:
        return None
    return parts(_treatment(name, last)).for_patient(_patient_phrase(said))


def _treatment(name: str, last: _Last) -> str:
    """What the last question asks, of another treatment, or what that one does in its subject."""
    name, subject = _decapitalised(name), last.parts.subject
    if _is_treatment(last):
        _, disease, of = subject.partition(" in ")
        return last.parts.of(f"{name}{disease}{of}")
    if last.kind is QuestionType.PREVENTION:
        subject = f"the prevention of {subject}"
    return f"What is the role of {name} in {subject}{last.parts.patient}?"


def _is_treatment(last: _Last) -> bool:
    """Whether the last question's subject is itself something that is given."""
    of_treatment = last.kind in _OF_TREATMENT or last.kind is QuestionType.MECHANISM
    return of_treatment or bool(_INTERVENTION.search(last.parts.subject))


def _attached(said: _Said) -> str:
    """What is said of the patient as a phrase behind a question."""
    spoken, dimension = _decapitalised(said.bare), said.asked.constraints[0].dimension
    if re.match(r"(?:is|are|has|have)\b", spoken, re.IGNORECASE):
        return f"if {'they' if spoken[:3].lower() in ('are', 'hav') else 'it'} {spoken}"
    if _CLAUSE.match(spoken) or _ADJECTIVE.match(spoken):
        return f"if {spoken}"
    if dimension is Dimension.BREASTFEEDING:
        return f"during {spoken}"
    if dimension in _PEOPLE_DIMENSIONS:
        spoken = re.sub(r"\bpregnant$", "pregnant women", spoken, flags=re.IGNORECASE)
        spoken = re.sub(r"^(p(?:a)?ediatric|geriatric)$", r"\1 patients", spoken, flags=re.IGNORECASE)
        return f"in {'the ' if spoken.lower() == 'elderly' else ''}{spoken}"
    return f"{'after' if dimension is Dimension.RELAPSE else 'with'} {spoken}"


_PEOPLE_DIMENSIONS = frozenset({_D.PREGNANCY, _D.CHILDREN, _D.OLDER_PEOPLE, _D.ADULTS, _D.WOMEN, _D.MEN})


def _patient_phrase(said: _Said) -> str:
    """The part of a follow-up that names the patient: “prognosis in young children?” → in young children."""
    return _find_patient_phrase(said) or f"with {said.asked.constraints[0].words}"


def _without_patient_phrase(said: _Said) -> str:
    found = _find_patient_phrase(said)
    return said.bare.replace(found, " ") if found else said.bare


def _find_patient_phrase(said: _Said) -> str | None:
    """From the preposition that is nearest to the first words on the patient: “for gout in pregnancy” has
    its subject before that."""
    first = min(said.asked.constraints, key=lambda constraint: said.bare.find(constraint.words))
    pattern = (
        r"^.*\b(?P<phrase>(?:in|for|with|during|after|among|if|while)\s(?:[\w'’-]+\s){0,3}?"
        rf"{re.escape(first.words)}.*)$"
    )
    found = re.search(pattern, said.bare, re.IGNORECASE)
    return found["phrase"] if found else None


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:] == first[1:].lower() else text


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
        "newborns",
        "adults",
        "adolescents",
        "elderly",
        "older",
        "younger",
        "pregnant",
        "pregnancy",
        "women",
        "men",
        "people",
        "patients",
        "in",
        "for",
        "with",
        "during",
        "after",
        "without",
        "she",
        "he",
        "they",
        "it",
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
        "severe",
        "mild",
    ]
)
