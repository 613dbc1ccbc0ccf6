"""What a question is about, so that another one can be asked of the same thing, or the same of another thing.

Rules over how questions are worded; pure. A question falls into the words before its subject, the subject,
what is asked of it, and the patient: "How is | migraine | treated | in pregnancy".
"""

import re
from dataclasses import dataclass, replace

from answers.question import analyse, constraints, subject_terms
from answers.spoken_relations import WORDS as RELATION_WORDS
from answers.types import Dimension

_D = Dimension

OF_THE_PATIENT = frozenset(_D) - {
    _D.METASTATIC,
    _D.LOCALIZED,
    _D.RELAPSE,
    _D.FIRST_OCCURRENCE,
    _D.COMORBIDITY,
}
"""The other dimensions are states of the disease: "osteosarcoma with lung metastases" is one subject."""

_EXCLUSIVE = (
    frozenset({_D.CHILDREN, _D.ADULTS, _D.OLDER_PEOPLE}),
    frozenset({_D.WOMEN, _D.MEN}),
    frozenset({_D.PREGNANCY, _D.BREASTFEEDING, _D.CHILDREN}),
    frozenset({_D.PREGNANCY, _D.BREASTFEEDING, _D.OLDER_PEOPLE}),
    frozenset({_D.PREGNANCY, _D.BREASTFEEDING, _D.MEN}),
    frozenset({_D.FIRST_OCCURRENCE, _D.RELAPSE}),
    frozenset({_D.LOCALIZED, _D.METASTATIC}),
)
"""Dimensions of which a patient is one: naming another replaces the first."""

_PREPOSITIONS = "in|for|with|during|after|among|while|without|on"
_ASIDE = re.compile(r"\s*\([^()]*\)")
_CONTRACTED = re.compile(r"^(what|how|where|who)['’]?s\b", re.IGNORECASE)
_SOMEBODY_WITH = re.compile(
    r"(?:(?:a|my|the|this) )?(?:patients?|people|someone|somebody|anyone|persons?) with ", re.IGNORECASE
)
_CONDITION = re.compile(r" (?:and )?(?:if|unless|while|when)\b", re.IGNORECASE)
_PHRASE = re.compile(rf" (?=(?:and )?(?:{_PREPOSITIONS}|if|when|unless)\b)", re.IGNORECASE)
_STATE = re.compile(
    r"^(?:relapsed|recurrent|refractory|newly diagnosed|metastatic|locali[sz]ed|early-stage|advanced"
    r"|[\w-]{1,20}[ -](?:positive|negative)) ",
    re.IGNORECASE,
)

_EPITHET = re.compile(
    r"(?:hereditary|genetic|inherited|congenital|childhood|infantile|juvenile|adult|early(?:-onset)?"
    r"|late-onset|primary"
    r"|common|acute|chronic|pediatric|pregnancy|gestational|maternal|male|female|recurrent|type|stage),?",
    re.IGNORECASE,
)
"""Words that begin names, and that the search takes for a relation or a patient."""
_ASKS_BEFORE = re.compile(
    r"^(?:what|which|who|whom|how|why|where|when|is|are|do|does|can|could|i|i['’]d|please|the|a|my|he|she"
    r"|any|best|leads?"
    r"|doctors|clinicians|people|somebody|someone|you|we)\b|\b(?:what|which|how|who)\b"
    r"|\b(?:of|for|to|with|in|on|about|behind|against|from|at) $",
    re.IGNORECASE,
)
_ASKS_BEHIND = re.compile(
    r"^ (?:(?:can|could|does|do|to|is|are|was) .*|(?:cause|show|have|occur|live|mean|notice|expect"
    r"|lead)s?\b.*"
    r"|(?:symptoms?|signs?|treatments?|therapy|causes?|staging|stages|diagnosis|tests?|prognosis"
    r"|prevention))$",
    re.IGNORECASE,
)
_NAME_THEN_RELATION = re.compile(
    r"(?P<named>.{2,}?) (?:symptoms?|signs|treatments?|therapy|causes|staging|stages|diagnosis|tests"
    r"|prognosis"
    r"|prevention|complications|risk factors|inheritance|prevalence|genetics)$",
    re.IGNORECASE,
)
_OF_CARE = re.compile(r"(?:treatment|therapy|management) (?:of|for) ", re.IGNORECASE)

_AUXILIARY = "is|are|was|were|does|do|did|can|could|should|would|will|may|must|has|have"
_ONE = "you|i|we|one|someone|doctors|clinicians"
_RELATION = (
    r"options?|treatments?|therap(?:y|ies)|management|medications?|drugs?|symptoms?|signs?|causes?"
    r"|complications?|risk factors?|risks?|side effects?|adverse effects?|contraindications?|interactions?"
    r"|prognosis|outlook|stages?|doses?|dosage|use|tests?|diagnosis|prevention"
)
_RELATION_ALONE = (
    r"work-?up|incidence|prevalence|epidemiology|genetics|inheritance|research|life expectancy|survival"
    r"|genes?"
    r"|warning signs|clinical trials|definition|mechanism"
)
_DONE = (
    r"treated|managed|diagnosed|prevented|cured|inherited|staged|caused|followed up|transmitted|detected"
    r"|confirmed|monitored|given|taken|used|dosed|measured|classified|graded|tested|screened|stopped|started"
    r"|restarted|avoided|recommended|indicated|contraindicated|associated|related|linked|needed|removed"
    r"|passed (?:down|on)|handed down|approved|tolerated|absorbed|excreted|combined|crushed|reversed"
    r"|excluded|ruled out|dangerous"
)
_IS = (
    r"safe|effective|contagious|infectious|fatal|deadly|lethal|curable|treatable|reversible|preventable"
    r"|hereditary|genetic|common|rare|serious|painful|useful|beneficial|ok|okay|possible|necessary|good|bad"
    r"|normal"
)
_MEASURED = "better|worse|more|less|as"
_DOES = (
    r"be|been|get|cause|prevent|work|interact|help|spread|need|require|affect|increase|decrease|reduce"
    r"|improve|worsen|lead|go|come|recur|return|mean|take|happen|occur|run|make|raise|lower|damage|harm"
    r"|interfere|cross|pass|show|turn|develop|appear|differ|compare|contain|always|often|usually|ever|also"
    r"|notice|expect|experience|manifest|present|live|eat|do|still|really|typically|seek|have|treat|cure"
    r"|last|present|look|feel|start|progress"
)

# Behind a noun phrase: all that follows is the subject.
_NOUN_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"what (?:is|are) the (?:current )?roles? of (?P<treatment>.+?) (?:in|for) ",
        r"(?:what|which) (?:genetic changes|genes?|mutations?|(?:are|is) the (?:genetic changes|genes?"
        r"|mutations?))"
        r" (?:are |is )?(?:related|linked|involved|behind|responsible)(?: to| in| for)? ",
        r"(?:what|which) (?:is|are) the (?:[\w'’-]+ ){0,5}?ways? to \w+ ",
        r"(?:what|which) (?:is|are|was|were) the (?:[\w'’-]+ ){1,6}?(?:of|for) (?:having "
        r"|getting |developing )?",
        rf"(?:what|which) (?:is|are|was|were) (?:the )?(?:[\w'’-]+ ){{0,3}}?(?:{_RELATION})(?: and \w+)?"
        r" (?:in|with|about|of|for) (?:having |getting |developing )?",
        r"(?:what|which) (?:[\w'’-]+ ){1,4}?(?:is|are) (?:the )?(?:used|recommended|indicated|given|needed"
        r"|preferred|best|effective|first[- ]line|available) (?:for|in|against|to treat|to prevent) ",
        r"(?:what|which) (?:[\w'’-]+ ){0,2}?(?:causes?|treats?|prevents?|helps?|interacts? with|increases?"
        r"|reduces?|worsens?) ",
        r"what factors affect (?:the )?(?:prognosis|outlook) of ",
        r"who (?:is at risk (?:for|of)|gets|should (?:get|have|take)) ",
        rf"how (?:do|does|can|should|would|to)(?: (?:{_ONE}))? (?:best )?(?:treat|manage|diagnose|prevent"
        r"|cure|handle|avoid|monitor|detect|dose|give|use|stop|recogni[sz]e|confirm) ",
        r"(?:is|are) it [\w-]+ to \w+ ",
        r"(?:is|are) there (?:an? |any )?(?:[\w-]+ ){1,3}?(?:for|against|to \w+) ",
        r"how (?:common|rare|frequent|prevalent|serious|dangerous|contagious|safe|effective) (?:is|are) ",
        r"what (?:is|are|was|were) ",
        r"what (?:kind|sort|type) of (?:\w+ )?(?:disease|condition|illness|disorder|problem) (?:is|are) ",
        r"what (?:is|are) meant by ",
        rf"(?:the )?(?:best |current |usual |first )?(?:{_RELATION}|{_RELATION_ALONE}) (?:of|for|in|on"
        rf"|with) ",
        r"(?:please |(?:can|could) you |i['’]d like |i would like |give me )?(?:tell me (?:more )?about"
        r"|explain|define"
        r"|describe|(?:some |an |more )?(?:information|overview|background|details) (?:on|about|of)) ",
        r"why (?:is|are) (?:this|these) (?:the )?(?:[\w'’-]+ ){1,4}?(?:of|for) ",
    )
)
# Behind these the subject ends where what is said of it begins.
_CLAUSE_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"when should someone with ",
        rf"(?:{_AUXILIARY}) (?:{_ONE}) \w+ ",
        rf"(?:(?:what|which) (?:[\w'’-]+ ){{1,3}}?(?:{_AUXILIARY}) (?:there |(?:{_DONE}"
        rf"|involved) )?(?:(?:for|in|on|of|to|with|behind) )?)",
        rf"(?:when|where|why|how|what|(?:at|in|for|after) (?:what|which|how) [\w% -]{{1,30}}?"
        rf"|how (?:\w+ ){{1,2}}?) ?\b(?:{_AUXILIARY}) ",
        rf"(?:{_AUXILIARY}) ",
    )
)
_BEFORE_MORE = (
    r"(?=$|,| (?:in|for|with|by|during|after|before|from|on|at|to|and|or|if|when|while|as|using|without)\b)"
)
_PREDICATE = re.compile(
    rf"(?<!newly) (?:(?:{_DONE}|{_IS}){_BEFORE_MORE}|(?:{_DOES}|{_MEASURED})\b)", re.IGNORECASE
)
_ADJUNCT = re.compile(
    r" (?:in|for|with|during|after|before|from|by|on|at|to|without|while|if|when|twice|again)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r" (?:be (?:given|treated (?:with|for)|vaccinated against) |(?!be\b)\w+ )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """A question without its question mark; the parts in order are its words, each with its own spaces.

    `treatment` is what a question about a role asks the role of.
    """

    before: str
    subject: str
    after: str
    patient: str
    treatment: str | None = None

    @property
    def all(self) -> str:
        return f"{self.before}{self.subject}{self.after}{self.patient}".strip()

    def of(self, subject: str) -> str:
        """The same question of something else, for the same patient where nothing contradicts."""
        return f"{self.before}{subject}{self.after}{_compatible(self.patient, subject)}".strip()

    def for_patient(self, spoken: str) -> str:
        """The same question with a further phrase about the patient, in place of what it contradicts."""
        kept = _compatible(self.patient, spoken)
        link = " and" if " if " in kept and spoken.lower().startswith("if ") else ""
        subject = self.subject
        if _contradicts(subject, spoken):
            subject = without_state(subject)
        return f"{self.before}{subject}{self.after}{kept}{link} {spoken}".strip()

    def in_state(self, state: str) -> str:
        """The same question of the disease in another state: "relapsed osteosarcoma"."""
        return f"{self.before}{state} {without_state(self.subject)}{self.after}{self.patient}".strip()


def parts(question: str) -> Parts:
    """The question taken apart; all of it is the subject where no rule knows how it is worded
    and no word of it is known to ask."""
    found = _by_opening(question)
    if not _names(found.subject):
        # “How can I get | tested | for gout”: what was taken for the subject only asks.
        whole = f"{found.subject}{found.after}{found.patient}"
        rest, patient = _without_patient(whole)
        rest, patient = (rest, patient) if _names(rest) else (whole, "")
        found = replace(found, subject=rest, after="", patient=patient)
    return _trimmed(found)


def _trimmed(found: Parts) -> Parts:
    """What asks at either end of the subject belongs to the question: “the genetic changes related to |"
    " gout”."""
    words = list(re.finditer(r"\S+", found.subject))
    named = [at for at, word in enumerate(words) if _names(word.group())]
    if not named:
        return found
    first, last = named[0], named[-1]
    while first and _EPITHET.fullmatch(words[first - 1].group()):
        first -= 1
    if not _ASKS_BEFORE.search(found.subject[: words[first].start()]) or _OF_CARE.match(found.subject):
        first = 0
    if not _ASKS_BEHIND.search(found.subject[words[last].end() :]):
        last = len(words) - 1
    start, end = words[first].start(), words[last].end()
    return replace(
        found,
        before=found.before + found.subject[:start],
        subject=found.subject[start:end],
        after=found.subject[end:] + found.after,
    )


def _names(text: str) -> bool:
    """Whether anything in it can be (a part of) the name of something."""
    return bool(frozenset(subject_terms(text)) - RELATION_WORDS)


def _by_opening(question: str) -> Parts:
    body = _CONTRACTED.sub(r"\1 is", _ASIDE.sub("", question)).rstrip("?.! ")
    for pattern in _NOUN_OPENINGS:
        if (match := pattern.match(body)) and match.end() < len(body):
            start = _behind_people(body, match.end())
            subject, patient = _without_patient(body[start:])
            return Parts(body[:start], subject, "", patient, match.groupdict().get("treatment"))
    for pattern in _CLAUSE_OPENINGS:
        if (match := pattern.match(body)) and match.end() < len(body):
            start = _behind_people(body, match.end())
            return _clause(body[:start], body[start:])
    asked = _NAME_THEN_RELATION.match(body)
    named, behind = (asked["named"], body[asked.end("named") :]) if asked else (body, "")
    subject, patient = _without_patient(named)
    return Parts("", subject, "", f"{patient}{behind}") if patient else Parts("", subject, behind, "")


def _behind_people(body: str, at: int) -> int:
    """Where the disease begins in “patients with asthma”, which are no particular patients."""
    people = _SOMEBODY_WITH.match(body, at)
    return people.end() if people and people.end() < len(body) else at


def without_state(subject: str) -> str:
    """“relapsed osteosarcoma” → osteosarcoma."""
    return _STATE.sub("", subject, count=1) or subject


def _clause(before: str, rest: str) -> Parts:
    said, patient = _without_patient(rest)
    if not _PREDICATE.search(patient) or _CONDITION.match(patient):
        rest = said
    else:  # “anemia in children treated”: what is said of the children ends before the predicate.
        patient = ""
    end = _PREDICATE.search(rest) or _ADJUNCT.search(rest)
    subject, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    if not analyse(subject).terms and (verb := _VERB.match(after)):
        # “Can children get measles”: the people come first, and what it is about stands behind the verb.
        before, rest = before + subject + verb.group(), after[verb.end() :]
        end = _ADJUNCT.search(rest)
        subject, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    subject, also = _without_patient(subject)
    return Parts(before, subject, after, also + patient)


def _without_patient(rest: str) -> tuple[str, str]:
    """`rest` cut before what is said of the patient at its end, which may be nothing."""
    starts = [match.start() for match in _CONDITION.finditer(rest)]
    for constraint in constraints(rest):
        if constraint.dimension in OF_THE_PATIENT:
            pattern = (
                rf" (?:{_PREPOSITIONS}) (?:(?!(?:{_PREPOSITIONS}|of|and) )[\w-]+ (?:on )?){{0,3}}?"
                rf"{re.escape(constraint.words)}"
            )
            starts += [match.start() for match in re.finditer(pattern, rest, re.IGNORECASE)]
    start = min((at for at in starts if at > 0), default=len(rest))
    return rest[:start], rest[start:]


def _compatible(patient: str, spoken: str) -> str:
    """The phrases about the patient that what is said now does not contradict."""
    kept = [
        phrase for phrase in _PHRASE.split(patient) if phrase.strip() and not _contradicts(phrase, spoken)
    ]
    joined = " ".join(phrase.strip() for phrase in kept).removeprefix("and ")
    return f" {joined}" if joined else ""


def _contradicts(before: str, now: str) -> bool:
    old = {constraint.dimension for constraint in constraints(before)}
    new = {constraint.dimension for constraint in constraints(now)}
    return any(group & old and group & new for group in _EXCLUSIVE)
