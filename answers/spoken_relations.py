"""Relations as people ask for them without the field's word: “can you die of it?” is about the prognosis.

Read after the patterns of `answers.relation` have found nothing better than a definition. Rules, no model.
"""

import re

from answers.text import stem, words
from answers.types import QuestionType

_T = QuestionType
_ANYBODY = (
    r"(?:you|i|we|they|one|people|persons?|somebody|someone|anyone|anybody|patients?|babies|children"
    r"|a (?:person|child|patient|doctor)|doctors|clinicians)"
)
_CAN = r"(?:do|does|did|can|could|would|will|should|may|might)"
_ILLNESS = r"(?:disease|condition|illness|disorder|syndrome|infection|problem|cancer|tumou?r)"

# Order matters, as in `answers.relation`.
_SPOKEN: tuple[tuple[QuestionType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            _T.RESEARCH,
            r"\bresearch\b|\b(?:clinical |new |running |current )trials?\b|\bnew studies\b|\bbeing (?:studied"
            r"|researched|investigated)\b|\b(?:trials|studies) (?:on|for|about|under|are)\b|\bscientists\b",
        ),
        (_T.STAGES, r"\bstages\b|\bstaged\b|\b(?:doctors|you|they|we) stage\b"),
        (
            _T.INHERITANCE,
            r"\bpass(?:ed|es)? .{0,80}\b(?:on|down) (?:to|from|through|by|in)\b|\bpass(?:ed"
            r"|es)? (?:[\w-]+ )?(?:on|down)\b|\bpass .{1,80} on\W*$|\bhanded down\b|\bfrom (?:my|your|the"
            r"|their|his|her) parents\b"
            r"|\bheredity\b|\bdominant or recessive\b|\brun in (?:my|our|your|his|her) family\b"
            r"|^(?:is|are) .{1,80}\b(?:hereditary|genetic)\b[^,]{0,20}$|^(?:hereditary|genetic)\W*$"
            r"|\bis it (?:hereditary|genetic)\b",
        ),
        (
            _T.GENES,
            r"\bgenes?\W*$|\bgenes? involved\b|\bgenetics\W*$|\bmutations?\b|\bmutated\b",
        ),
        (
            _T.PREVENTION,
            r"\bprotects?\b|\bkeep (?:\w+ )?from (?:getting|happening|developing)\b"
            r"|\bstop .{1,40} from happening\b"
            r"|\b(?:don.?t|not|never) (?:to )?get\b|\bward off\b",
        ),
        (
            _T.COMPLICATIONS,
            r"\bgo(?:es)? wrong\b|\bwhat (?:problems|damage|else) (?:can|could|may|might) .{1,60}\b(?:lead"
            r"|cause|do)\b"
            r"|\bwhat can .{1,60} (?:lead to|do to (?:you|me|people|the body))\b",
        ),
        (
            _T.PROGNOSIS,
            rf"\b{_CAN} .{{0,40}}\b(?:die|kill)\b|\bdeath rate\b|\b(?:fatal|deadly|lethal|life-threatening)\b"
            r"|\bhow long .{0,60}\b(?:live|have left|last)\b|\bgo(?:es)? away\b|\brecover(?:y|s|ed)?\b"
            r"|\bget(?:s)? (?:worse|better)\b|\bexpect\W*$|\bexpect (?:in|from|later|over)\b"
            r"|\b(?:in the )?long[- ](?:run|term)\b"
            r"|\bhow (?:serious|bad|dangerous) (?:is|are)\b|\bprogress(?:es)? (?:over|with)\b|\busually end\b"
            r"|\bhow does .{1,60} (?:progress|end)\b(?! up)|\bnatural (?:history|course)\b"
            r"|^(?:what are (?:the|my|his|her) )?chances\W*$",
        ),
        (
            _T.TREATMENT,
            r"\bwhat (?:helps?|works?)\b(?! (?:to )?(?:prevent|avoid))|\bbe done (?:about|for|against)\b"
            r"|\bcan be done\W*$"
            r"|\b(?:is|gets?) (?:done|given) (?:for|against|to)\b|\bwhat (?:do|would|can|should) (?:you|we"
            r"|doctors|one) (?:give|prescribe|do for)\b"
            r"|\bwould you (?:give|prescribe|manage)\b|\banything (?:that )?helps?\b|\btake for\b"
            r"|\bmedication|\bhow (?:to )?cure\b",
        ),
        (
            _T.RISK,
            r"\bwho (?:\w+ly )?(?:gets?|develops?|has|is affected)\b|\b(?:prone|susceptible|predisposed"
            r"|likely) to\b"
            r"|\b(?:more|most) likely\b|\blikely to\b|\bwho is .{0,40}\blikely\b|\bwho .{0,20}\baffected\b",
        ),
        (
            _T.CAUSE,
            r"\bwhere (?:does|do|did) .{1,80} come from\b"
            rf"|\bhow {_CAN} {_ANYBODY} (?:get|catch|develop|end up with|acquire|come by)\b"
            rf"|\bwhy (?:do|does|did) .{{1,80}}\b(?:happen|occur|develop|arise|get|have)\b"
            rf"|\bbrings? .{{0,60}}\bon\b"
            rf"|\bwhat (?:leads|led) to\b|\b(?:is|are|lies) behind\b|\bhow does .{{1,80}} (?:develop|arise"
            rf"|start|begin)\b"
            r"|\btriggers?\b|\bthe reasons? (?:for|of|why)\b|\borigins?\b|\bhow is .{1,60} (?:caught|spread"
            r"|transmitted)\b",
        ),
        (
            _T.FREQUENCY,
            r"\bhow (?:rare|often)\b|\bhow many\b|\b(?:is|are) .{1,80}\b(?:rare|common|frequent"
            r"|widespread)\W*$"
            r"|\bepidemiolog\w+|\bmany people\b|\bhow frequently\b",
        ),
        (
            _T.DIAGNOSIS,
            rf"\bhow {_CAN} {_ANYBODY} (?:find|check|look|confirm|identify|spot|establish)\b"
            rf"|\bconfirm(?:ed)?\b"
            r"|\bexam(?:ination)?s?\b|\blabs?\b|\bdoctors? (?:check|look)\b|\bhow (?:is|are) .{1,60} found\b"
            r"|\btesting\b"
            r"|\bfind out (?:if|whether)\b|\bchecked for\b",
        ),
        (
            _T.SYMPTOMS,
            rf"\bhow {_CAN} .{{1,80}}\b(?:show|manifest|feel|look)\b|\bhow .{{0,30}}\bnotice\b"
            rf"|\bclinical (?:features?|picture)\b"
            rf"|\bhow {_CAN} {_ANYBODY} (?:tell|know|recogni[sz]e|notice)\b|\bpresentation\b"
            rf"|\bmanifestations?\b"
            r"|\bwhat (?:does|do|would|will) .{1,80}\b(?:feel|notice|experience)\b"
            r"|\bwhat happens to (?:people|patients|somebody|someone|children)\b"
            r"|\bwhat problems (?:does|do) .{1,60}\b(?:give|cause|have|bring)\b",
        ),
        (
            _T.SELF_CARE,
            r"\bwhat (?:should|can|could|must|may) .{1,60}\b(?:do|eat|keep in mind)\b(?! to)|\bwhat to (?:do"
            r"|eat)\b|\bdiet\W*$|\bdiet for\b",
        ),
        (
            _T.DEFINITION,
            r"\bmeant by\b|\btell me (?:more |something )?about\b|\bexplain|\bexplanation\b|\bdescribe\b"
            r"|\bdescription\b|\boverview\b|\bbackground (?:on|about|of)\b"
            rf"|\bwhat (?:kind|sort|type) of (?:a )?{_ILLNESS}\b|\bwhat do we know\b|\bwhat(?: is"
            rf"|['’]s) (?:it|that|this)(?: \w+ly)?\W*$"
            r"|\bwhat does .{1,60} do to the body\b",
        ),
    )
)

WORDS = frozenset(
    map(
        stem,
        words(
            "research trial trials study studies studied scientists project studying under way running going"
            " stage stages staged staging heredity pattern dominant recessive gene genes genetics mutation"
            " mutations"
            " mutated responsible involved protect protects measure measures wrong problem problems die fatal"
            " live"
            " chances recovery recover long run term outcome end progress serious expect worse helps help"
            " works"
            " prone susceptible likely group groups raises increases origin trigger reason known"
            " rare frequent common prevalence incidence epidemiology figure figures examination examinations"
            " lab"
            " labs leads find found change changes related linked pass passed passing rid hereditary genetic"
            " laboratory happens mode meant exactly check inherit"
            " confirm finding clinical feature features picture presentation manifestation notice eat diet"
            " definition explanation description short typical early first early lower raise give given order"
            " person"
            " contraindications contraindicated interactions interact life expectancy seek care see doctor"
            " follow up following workup monitoring monitor screening screen outcome outcomes worry emergency"
            " toxicity toxicities prophylaxis remission work works long"
            " etiology aetiology cause people babies child affect affected behind raises recover develop"
            " caused"
            " notice born"
        ),
    )
)
"""Stems of what these relations are asked with: they name no subject."""


def spoken_relation(text: str) -> QuestionType | None:
    """The relation that a question asks for in other words than the field's; None where no rule knows it."""
    return next((kind for kind, pattern in _SPOKEN if pattern.search(text)), None)
