"""What a question is about, so that another one can be asked of the same thing, or the same of another thing.

Rules over how questions are worded; pure. A question falls into the words before its subject, the subject,
what is asked of it, and the patient: "How is | migraine | treated | in pregnancy".
"""

import re
from dataclasses import dataclass

from answers.question import analyse, constraints
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
    r"(?:(?:a|my|the|this) )?(?:patients?|people|someone|persons?) with ", re.IGNORECASE
)
_CONDITION = re.compile(r" (?:and )?(?:if|unless|while|when)\b", re.IGNORECASE)
_PHRASE = re.compile(rf" (?=(?:and )?(?:{_PREPOSITIONS}|if|when|unless)\b)", re.IGNORECASE)
_STATE = re.compile(
    r"^(?:relapsed|recurrent|refractory|newly diagnosed|metastatic|locali[sz]ed|early-stage|advanced"
    r"|[\w-]{1,20}[ -](?:positive|negative)) ",
    re.IGNORECASE,
)

_AUXILIARY = "is|are|was|were|does|do|did|can|could|should|would|will|may|must|has|have"
_ONE = "you|i|we|one|someone|doctors|clinicians"
_RELATION = (
    r"options?|treatments?|therap(?:y|ies)|management|medications?|drugs?|symptoms?|signs?|causes?"
    r"|complications?|risk factors?|risks?|side effects?|adverse effects?|contraindications?|interactions?"
    r"|prognosis|outlook|stages?|doses?|dosage|use|tests?|diagnosis|prevention"
)
_DONE = (
    r"treated|managed|diagnosed|prevented|cured|inherited|staged|caused|followed up|transmitted|detected"
    r"|confirmed|monitored|given|taken|used|dosed|measured|classified|graded|tested|screened|stopped|started"
    r"|restarted|avoided|recommended|indicated|contraindicated|associated|related|linked|needed|removed"
    r"|approved|tolerated|absorbed|excreted|combined|crushed|reversed|excluded|ruled out|dangerous"
)
_IS = (
    r"safe|effective|contagious|infectious|fatal|deadly|lethal|curable|treatable|reversible|preventable"
    r"|hereditary|genetic|common|rare|serious|painful|useful|beneficial|ok|okay|possible|necessary|better"
    r"|worse|good|bad|normal|more|less|as"
)
_DOES = (
    r"be|been|get|cause|prevent|work|interact|help|spread|need|require|affect|increase|decrease|reduce"
    r"|improve|worsen|lead|go|come|recur|return|mean|take|happen|occur|run|make|raise|lower|damage|harm"
    r"|interfere|cross|pass|show|turn|develop|appear|differ|compare|contain|always|often|usually|ever|also"
    r"|still|really|typically|seek|have|treat|cure|last|present|look|feel|start|progress"
)

# Behind a noun phrase: all that follows is the subject.
_NOUN_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"what (?:is|are) the (?:current )?roles? of (?P<treatment>.+?) (?:in|for) ",
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
        rf"(?:the )?(?:{_RELATION}) (?:of|for|in) ",
        r"(?:tell me (?:more )?about|explain|define|describe|information (?:on|about)) ",
        r"why (?:is|are) (?:this|these) (?:the )?(?:[\w'’-]+ ){1,4}?(?:of|for) ",
    )
)
# Behind these the subject ends where what is said of it begins.
_CLAUSE_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"when should someone with ",
        rf"(?:{_AUXILIARY}) (?:{_ONE}) \w+ ",
        rf"(?:when|where|why|how|what|(?:at|in|for|after) (?:what|which|how) [\w% -]{{1,30}}?"
        rf"|how (?:\w+ ){{1,2}}?) ?\b(?:{_AUXILIARY}) ",
        rf"(?:{_AUXILIARY}) ",
    )
)
_BEFORE_MORE = (
    r"(?=$|,| (?:in|for|with|by|during|after|before|from|on|at|to|and|or|if|when|while|as|using|without)\b)"
)
_PREDICATE = re.compile(rf"(?<!newly) (?:(?:{_DONE}){_BEFORE_MORE}|(?:{_DOES}|{_IS})\b)", re.IGNORECASE)
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
    """The question taken apart; all of it is the subject where no rule knows how it is worded."""
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
    subject, patient = _without_patient(body)
    return Parts("", subject, "", patient)


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
