"""What an answer to a question of each type must cover, and how texts speak of it.

The lists follow conventions that are public and not ours: for treatments what AGREE II asks of a
recommendation (options, benefits and harms, monitoring); for doses, side effects, interactions and
contraindications sections 4.2 to 4.9 of the European summary of product characteristics and the steps of
WHO's Guide to Good Prescribing; for diagnosis what STARD asks to be told of a test, with those of a
differential diagnosis; for prognosis the questions of the JAMA users' guides (what, how likely, when, for
whom).
"""

import re
from dataclasses import dataclass

from answers.types import QuestionType

_T = QuestionType

_NUMBER = r"\d+(?:[.,]\d+)?"
_UNIT = (
    r"(?:mg|mcg|µg|micrograms?|milligrams?|g|grams?|ml|units?|iu|meq|mmol|tablets?|capsules?|puffs?|drops?"
    r"|mg/kg)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be covered: its name as readers see it, and how texts speak of it."""

    name: str
    spoken: re.Pattern[str]


def _item(name: str, *spoken: str) -> Item:
    return Item(name, re.compile("|".join(spoken), re.IGNORECASE))


_FIRST_LINE = _item(
    "which treatment comes first",
    r"\bfirst[- ](?:line|choice)\b|\binitial(?:ly)?\b|\bmainstay\b|\bstandard (?:treatment|of care"
    r"|therapy)\b",
    r"\b(?:is|are|be) (?:usually |often |generally |mainly |first |now )?(?:treated|managed|given"
    r"|recommended"
    r"|preferred|used|advised|offered)\b|\btreatments? (?:is|are|of choice|includes?|consists?|begins?"
    r"|starts?|with)\b",
    r"\bstart(?:s|ed)?(?: treatment)? with\b|\bfirst,? (?:try|use|give|treat)\b|\b(?:should"
    r"|can) (?:be given|receive"
    r"|start|be offered|take)\b|\bcurative\b|\bdrug of choice\b|\b(?:we |guidelines? )?recommend(?:s"
    r"|ed)?\b(?! against)",
)
_ALTERNATIVES = _item(
    "the alternatives",
    r"\balternatives?\b|\balternatively\b|\bsecond[- ]line\b|\bthird[- ]line\b|\bother (?:options?"
    r"|treatments?"
    r"|drugs?|medicines?|choices?)\b|\binstead\b|\bif (?:this|that|it|these|they|symptoms?|the|first|pain"
    r"|she|he)\b"
    r".{0,60}\b(?:fails?|not (?:help|work|enough|improve|respond|tolerated|controlled|suffice)|persists?"
    r"|insufficient"
    r"|inadequate)\b",
    r"\bwhen .{1,40} (?:fails?|(?:is|are) not (?:enough|tolerated|possible|effective|suitable))\b"
    r"|\bor (?:else|instead)\b"
    r"|\bsurgery (?:is|may be|can be) (?:an option|considered|reserved)\b|\bwho (?:do|does"
    r"|did) not (?:respond|tolerate)\b"
    r"|\bcannot (?:take|tolerate|have)\b.{0,60}\b(?:can|may|should|are|is)\b|\brefractory\b|\brescue\b"
    r"|\bswitch(?:ed|ing)?\b"
    r"|\b(?:options?|choices) (?:are|include)\b|\bunresponsive\b",
)
_NOT_FOR = _item(
    "who should not have it",
    r"\bcontra-?indicat\w*|\bshould(?: not|n['’]t) (?:be )?(?:take|taken|have|use|used|get|given|receive)\b"
    r"|\bmust(?: not|n['’]t)\b|\bavoided\b|\bavoid(?:ing|s)? (?:it|them|this|these|both|use|using|in|during"
    r"|if|when)\b|\bdo not (?:take|use|give)\b|\bnever (?:take|use"
    r"|give)\b",
    r"\bnot (?:recommended|suitable|safe|advised|to be (?:used|given)|for (?:people|patients|women|children"
    r"|use))\b"
    r"|\bcaution\b|\bcautiously\b|\bpregnan\w+\b|\ballerg(?:y|ic)\b|\bunsafe\b|\bwarning\b|\bexcept (?:in"
    r"|for)\b"
    r"|\bunless\b.{0,40}\b(?:bleeding|kidney|liver|allerg)",
)
_FOLLOW_UP = _item(
    "the follow-up",
    r"\bfollow(?:ed)?[- ]?up\b|\bmonitor\w*|\bcheck(?:ed|s|ing)?[- ]?(?:ups?)?\b|\breview(?:ed)? (?:after"
    r"|in|at|every|within)\b"
    r"|\brepeat(?:ed)? (?:tests?|scans?|blood|imaging|the|every)\b|\bsurveillance\b|\bre-?assess\w*"
    r"|\bsee(?:n)? again\b"
    r"|\bcontrol visits?\b|\bregular (?:visits?|tests?|scans?|examinations?)\b|\brecall(?:ed)?\b"
    r"|\bmeasured? (?:every|again)\b",
)
_HARMS = _item(
    "what harm it can do",
    r"\bside[- ]effects?\b|\badverse\b|\bharms?\b|\bharmful\b|\btoxic\w*|\brisks? of (?!the)\w+"
    r"|\bcan cause\b|\bmay cause\b"
    r"|\bcomplications?\b|\bbleeding\b|\bdrowsiness\b|\bnausea\b",
)
_MAXIMUM = _item(
    "the maximum dose",
    r"\bmax(?:imum|imal|\.)?\b|\bup to\b|\bno more than\b|\bnot (?:to )?(?:more than|exceed\w*)\b|\b(?:do"
    r"|must|should) not exceed\b"
    r"|\bat most\b|\bceiling\b|\bupper limit\b|\bhighest dose\b",
)

MUST_COVER: dict[QuestionType, tuple[Item, ...]] = {
    _T.TREATMENT: (_FIRST_LINE, _ALTERNATIVES, _NOT_FOR, _FOLLOW_UP),
    _T.DOSE: (
        _item("the dose", rf"\b{_NUMBER}(?: ?(?:-|–|to) ?{_NUMBER})? ?{_UNIT}\b"),
        _item(
            "the route",
            r"\boral(?:ly)?\b|\bby mouth\b|\bintraven\w+|\biv\b|\bintramuscular\w*|\bim\b|\bsubcutaneous\w*"
            r"|\bsc\b|\bunder the"
            r" (?:skin|tongue)\b|\bsublingual\w*|\brectal\w*|\binhal\w+|\bnebuli[sz]\w*|\btopical\w*"
            r"|\bapplied\b|\binject\w*"
            r"|\binfus\w+|\binto (?:a|the) (?:vein|muscle|eye)\b|\btablets?\b|\bcapsules?\b|\bdrops?\b"
            r"|\bswallow\w*|\bpatch\b"
            r"|\bintranasal\w*|\bspray\b|\bpo\b",
        ),
        _item(
            "how often",
            r"\b(?:once|twice|three times|four times|\d+ times|several times)(?: (?:a|per|each"
            r"|every))? ?(?:day|daily|week|weekly"
            r"|month|hour)?\b|\bdaily\b|\bweekly\b|\bmonthly\b|\bevery (?:\w+ )?(?:\d+ ?(?:-|–"
            r"|to) ?)?\d* ?(?:hours?|h|days?|weeks?"
            r"|months?|morning|evening|night|meal|other day)\b|\b(?:a|per|each) (?:day|week|night|month)\b"
            r"|\bat (?:bedtime|night)\b"
            r"|\bsingle dose\b|\bas needed\b|\b(?:bd|bid|tds|tid|qds|qid|od)\b|\b\d+[- ]hourly\b|\bhourly\b"
            r"|\bone dose\b",
        ),
        _item(
            "for how long",
            rf"\bfor (?:at least |up to |about |a further |another |the first )?(?:{_NUMBER}|one|two|three"
            rf"|four|five|six|seven|ten"
            r"|twelve|fourteen|a|several|the)(?: ?(?:-|–|to) ?\d+)? (?:days?|weeks?|months?|years?|hours?"
            r"|minutes?|lifetime|course)\b"
            r"|\bday course\b|\bdays? of (?:treatment|therapy)\b|\bduration\b|\blifelong\b|\blong[- ]term\b"
            r"|\bsingle dose\b|\bone dose\b"
            r"|\buntil\b|\bindefinitely\b|\bonce only\b|\bcontinued?\b|\bover \d+ (?:minutes|hours|days)\b"
            r"|\bfor life\b",
        ),
        _item(
            "the adjustment for kidney disease",
            r"\brenal\w*|\bkidneys?\b|\be?gfr\b|\bcreatinine\b|\bdialysis\b|\bnephro\w*|\bckd\b",
        ),
        _MAXIMUM,
    ),
    _T.DIAGNOSIS: (
        _item(
            "which test comes first",
            r"\btest(?:s|ed|ing)?\b|\b(?:lumbar )?puncture\b|\baspirat\w+|\bexam(?:s|ination|ined)?\b"
            r"|\bimaging\b|\bx-?rays?\b|\bmri\b|\bct\b"
            r"|\bscans?\b|\bultraso\w+"
            r"|\becg\b|\bcultures?\b|\bbiops\w+|\bhistory\b|\bscreen\w*|\bscores?\b|\bcriteria\b|\bassay\b"
            r"|\bserolog\w+|\bsmear\b"
            r"|\bmeasur\w+|\bendoscop\w+|\bcolonoscop\w+|\bspirometry\b|\bd-?dimer\b",
        ),
        _item(
            "what confirms it",
            r"\bconfirm\w*|\bdiagnos(?:is|ed|tic)\b.{0,40}\b(?:if|when|by|requires?|based|made|certain"
            r"|criteria|established|rests?)\b"
            r"|\bestablish\w*|\bgold standard\b|\bdefinit\w+|\bproves?\b|\bproven\b|\breference (?:standard"
            r"|test)\b|\bcriteria\b"
            r"|\bcut-?offs?\b|\bthreshold\b|\bor (?:more|higher|above)\b|\bpositive (?:test|result)\b"
            r"|\bmade (?:by|with|from)\b",
        ),
        _item(
            "what else it could be",
            r"\bdifferential\b|\brule(?:d|s)? out\b|\bexclud\w+|\bmimic\w*|\bmistaken for\b"
            r"|\bconfused with\b|\bother (?:causes?"
            r"|conditions?|diseases?|diagnos\w+)\b|\bdistinguish\w*|\bdifferentiat\w+|\btold apart\b"
            r"|\balso (?:be )?(?:seen|found)"
            r" in\b|\bfalse[- ]positive\w*|\bsimilar (?:symptoms|diseases|conditions)\b|\bresembl\w+"
            r"|\blook like\b",
        ),
        _item(
            "what must not be missed",
            r"\bred flags?\b|\burgent\w*|\bemergenc\w+|\bimmediate\w*|\bwarning signs?\b|\bat once\b"
            r"|\bwithout delay\b|\bsame day\b"
            r"|\bwithin \d+ hours\b|\bdanger\w*|\blife[- ]threatening\b|\bsevere\w*|\bmust not be missed\b"
            r"|\balarm\b|\brefer(?:red|ral)?\b",
        ),
    ),
    _T.PROGNOSIS: (
        _item(
            "how likely the outcome is",
            rf"\b{_NUMBER} ?%|\bpercent\b|\bper cent\b|\b(?:one|two|three|four|\d+) (?:in|of|out of) (?:\d+"
            rf"|two|three|four|five|ten)\b"
            r"|\bmost (?:people|patients|children|cases|women|men)\b|\bhalf\b|\bmajority\b|\brarely\b"
            r"|\brare\b|\busually\b|\bsurvival"
            r" rate\b|\bfew (?:people|patients)\b|\bmany (?:people|patients)\b|\bmedian\b|\bvirtually all\b"
            r"|\bnearly all\b|\boften\b",
        ),
        _item(
            "over which time",
            rf"\b(?:{_NUMBER}|one|two|three|five|ten|several|a few|some)[- ](?:to \w+ )?(?:days?|weeks?"
            rf"|months?|years?)\b|\blife expectancy\b"
            r"|\blong[- ]term\b|\blifelong\b|\bover (?:time|the years)\b|\bwithin (?:days|weeks|months"
            r"|years|a)\b|\bnormal life ?span\b"
            r"|\blive (?:into|for|to)\b|\bin the first\b|\bfor life\b",
        ),
        _item(
            "on what it depends",
            r"\bdepend\w*|\bfactors?\b|\bworse (?:in|if|when|with|for)\b|\bbetter (?:in|if|when|with|for)\b"
            r"|\bpoor(?:er)? (?:in|if|with|prognosis)"
            r"|\bstages?\b|\bolder\b|\byounger\b|\brisk (?:is|was) higher\b|\bhigher (?:in|risk|with)\b"
            r"|\bvar(?:y|ies|ied)\b|\bif (?:treated"
            r"|untreated|it is|found|diagnosed|caught)\b|\bwithout treatment\b|\bwith treatment\b"
            r"|\bpredict\w*|\buntreated\b|\bearly\b",
        ),
    ),
    _T.SIDE_EFFECTS: (
        _item(
            "the common ones",
            r"\bcommon(?:ly|est)?\b|\bfrequent(?:ly)?\b|\bmild\b|\boften\b|\busual(?:ly)?\b"
            r"|\bmost (?:people|patients|often)\b|\bincludes?\b"
            r"|\bside[- ]effects? (?:are|of|such)\b|\bcan (?:also )?cause\b|\bmay (?:also )?cause\b"
            r"|\bin (?:\d+|one|about|up to).{0,15}(?:%|percent|in ten)",
        ),
        _item(
            "the serious ones",
            r"\bserious\b|\bsevere\w*|\blife[- ]threatening\b|\bfatal\b|\bdangerous\b|\banaphyla\w+"
            r"|\bhospital\w*|\brare(?:ly)? but\b"
            r"|\bdeath\b|\bfailure\b|\bmajor\b|\bemergency\b|\bhaemorrhage\b|\bhemorrhage\b"
            r"|\bboxed warning\b",
        ),
        _item(
            "how often they occur",
            rf"\b{_NUMBER} ?%|\bpercent\b|\b(?:one|two|three|\d+) (?:in|of|out of) (?:every )?(?:\d+|ten"
            rf"|hundred|a hundred|a thousand|a million)\b"
            r"|\bin (?:fewer|less|more) than\b|\bvery (?:common|rare)\b|\buncommon\b|\brare(?:ly)?\b"
            r"|\bfrequency\b|\bincidence\b|\bper (?:\d|million)",
        ),
        _item(
            "what to do about them",
            r"\b(?:call|tell|see|ask|contact|inform|talk to) (?:your|a|the) (?:doctor|pharmacist|nurse"
            r"|physician|prescriber|provider)\b"
            r"|\bseek\b|\bstop(?:ped|ping)?\b|\bdiscontinu\w+|\breduc(?:e|ed|ing) the dose\b"
            r"|\blower(?:ing)? the dose\b|\bmonitor\w*|\bmedical help\b"
            r"|\bemergency\b|\btaken with food\b|\bswitch\w*|\bcan be (?:treated|prevented|relieved|managed"
            r"|eased)\b|\bgo away\b|\bwear(?:s)? off\b",
        ),
    ),
    _T.CONTRAINDICATIONS: (
        _NOT_FOR,
        _item(
            "what of pregnancy",
            r"\bpregnan\w+|\bbreast-?feed\w*|\blactat\w+|\bchild-?bearing\b|\bunborn\b|\bf(?:o)?etus\b",
        ),
        _item(
            "what of kidney and liver disease",
            r"\brenal\w*|\bkidneys?\b|\bhepat\w+|\bliver\b|\be?gfr\b|\bcirrhosis\b|\bdialysis\b"
            r"|\bcreatinine\b",
        ),
    ),
    _T.INTERACTIONS: (
        _item(
            "with what it interacts",
            r"\binteract\w*|\bcombin\w+|\btogether with\b|\btaken with\b|\bco-?administ\w+|\bconcomitant\w*"
            r"|\bwith (?:other|alcohol|food"
            r"|warfarin|drugs|medicines|antacids|nsaids)\b|\bat the same time\b|\bgrapefruit\b"
            r"|\binhibitors?\b|\binducers?\b",
        ),
        _item(
            "what can happen",
            r"\bincreas\w*|\braises?\b|\breduc\w*|\blowers?\b|\bdecreas\w*|\brisk\b|\btoxic\w*|\bbleed\w*"
            r"|\bless effective\b|\bweaken\w*"
            r"|\bstrength\w*|\blevels?\b|\bprolong\w*|\bsyndrome\b|\bcan cause\b|\bmay cause\b"
            r"|\bdrowsiness\b",
        ),
        _item(
            "what to do about it",
            r"\bavoid\w*|\bmonitor\w*|\bcheck\w*|\badjust\w*|\bhours (?:apart|before|after|later)\b"
            r"|\bseparat\w+|\binstead\b|\bdo not\b"
            r"|\bshould not\b|\btell your\b|\bask your\b|\breduce the dose\b|\blower dose\b|\bcaution\b"
            r"|\bcontraindicated\b|\balternative\b",
        ),
    ),
    _T.CAUSE: (
        _item(
            "what causes it",
            r"\bcaus\w+|\bdue to\b|\bresults? (?:from|of)\b|\bbrought on\b|\btrigger\w*|\bleads? to\b"
            r"|\bbecause\b|\bunknown\b|\bmutations?\b"
            r"|\barises? (?:from|when)\b|\bcomes? from\b|\boccurs? when\b|\bhappens? when\b|\binherited\b"
            r"|\bdevelops? when\b",
        ),
        _item(
            "who is at risk",
            r"\brisks?\b|\bmore (?:common|likely|often) (?:in|to|among|if)\b|\bsusceptib\w+|\bpredispos\w+"
            r"|\bfamily history\b|\bprone\b"
            r"|\bsmok(?:ing|ers)\b|\bobes\w+|\bolder\b|\bmostly (?:in|affects)\b|\baffects (?:mainly|mostly"
            r"|more)\b|\bfactors?\b",
        ),
    ),
    _T.PREVENTION: (
        _item(
            "what prevents it",
            r"\bprevent\w*|\bprotect\w*|\breduc\w+|\blower\w*|\bavoid\w*|\bprophyla\w+|\bvaccin\w+"
            r"|\bimmuni[sz]\w+|\bscreening\b|\bstop(?:ping)?"
            r" smoking\b|\bexercise\b|\bdecreas\w*",
        ),
        _item(
            "for whom",
            r"\bpeople (?:who|with|at|over|aged)\b|\bpatients (?:who|with|at)\b|\bchildren\b|\badults\b"
            r"|\bwomen\b|\bmen\b|\binfants?\b|\bolder\b"
            r"|\baged\b|\bat (?:high |increased )?risk\b|\beveryone\b|\btravell?ers\b|\bcontacts\b"
            r"|\bthose (?:who|with|at)\b|\bsmokers\b",
        ),
        _HARMS,
    ),
    _T.FOLLOW_UP: (
        _FOLLOW_UP,
        _item(
            "how often",
            rf"\bevery (?:\w+ )?(?:{_NUMBER} ?(?:-|–|to) ?)?\d* ?(?:days?|weeks?|months?|years?)\b"
            rf"|\byearly\b|\bannual\w*|\bmonthly\b|\bweekly\b"
            r"|\b(?:once|twice|three times|four times) (?:a|per) (?:year|month|week)\b|\bafter \w+ (?:days"
            r"|weeks|months|years?)\b|\bat (?:\d+|one|two|three|six)"
            r" (?:days|weeks|months|years?)\b|\bper year\b|\beach (?:year|visit|month)\b|\binterval\w*",
        ),
        _item(
            "when to come back sooner",
            r"\bsooner\b|\bearlier if\b|\bif (?:symptoms|pain|fever|new|any|it|the|there|you)\b|\bunless\b"
            r"|\bwarning signs?\b|\bred flags?\b|\bat once\b"
            r"|\bimmediately\b|\brelapse\b|\bworsen\w*|\bcall (?:your|a|the)\b|\breturn (?:if|when)\b",
        ),
    ),
    _T.SYMPTOMS: (
        _item(
            "the usual signs",
            r"\bsymptoms?\b|\bsigns?\b|\bpain\w*|\bfever\b|\bfatigue\b|\bpresents?\b|\bcharacteri[sz]ed\b"
            r"|\bfeatures?\b|\bmanifest\w*|\bcomplain\w*"
            r"|\bweakness\b|\bswelling\b|\bcough\b|\brash\b|\bnausea\b|\bheadaches?\b|\bno symptoms\b"
            r"|\basymptomatic\b",
        ),
        _item(
            "the warning signs",
            r"\bwarning\b|\bred flags?\b|\bemergenc\w+|\burgent\w*|\bseek\b|\bsevere\w*|\bserious\w*"
            r"|\bimmediate\w*|\bcall (?:your|a|the|for|911|112)\b"
            r"|\blife[- ]threatening\b|\bat once\b|\bdanger\w*|\bsee a doctor\b|\bdoctor (?:if|when"
            r"|right)\b",
        ),
    ),
    _T.WHEN_TO_SEEK_CARE: (
        _item(
            "the warning signs",
            r"\bif\b|\bwhen\b|\bsigns?\b|\bsymptoms?\b|\bsevere\w*|\bworse\w*|\bfever\b|\bpain\w*"
            r"|\bbleeding\b",
        ),
        _item(
            "whom to ask",
            r"\bdoctor\b|\bemergency\b|\bphysician\b|\bclinic\b|\bhospital\b|\bambulance\b|\b(?:911|112"
            r"|999)\b|\bprovider\b|\bmidwife\b|\bnurse\b"
            r"|\bpharmacist\b|\bpoison\b|\bgp\b",
        ),
    ),
    _T.MISSED_DOSE: (
        _item(
            "what to do then",
            r"\bas soon as\b|\bskip\b|\btake (?:it|the missed|one)\b|\bnext dose\b|\bcontinue\b"
            r"|\bremember\w*|\bcall\b",
        ),
        _item(
            "not to take two",
            r"\bdouble\b|\btwo doses\b|\bextra (?:dose|tablet|pill)s?\b|\btwice the\b|\bmake up for\b"
            r"|\bmore than one\b",
        ),
    ),
    _T.OVERDOSE: (
        _item(
            "whom to call",
            r"\bpoison\w* (?:control|cent(?:er|re)|information|line)\b|\bemergency\b|\b(?:911|112|999)\b"
            r"|\bcall\b|\bhospital\b",
        ),
        _item(
            "the signs",
            r"\bsymptoms?\b|\bsigns?\b|\bnausea\b|\bvomiting\b|\bdrows\w+|\bseizures?\b|\bconfus\w+"
            r"|\bbreathing\b|\bcan cause\b|\bcoma\b",
        ),
        _item(
            "the treatment",
            r"\bantidote\b|\bcharcoal\b|\btreat\w*|\bnaloxone\b|\bacetylcysteine\b|\bsupportive\b"
            r"|\blavage\b|\bdialysis\b|\bgiven\b|\bventilat\w+",
        ),
    ),
}
"""By type of question. A type that is not here asks for one fact, and has no list."""
