"""The words that carry a statement's force: what turns it round, limits it, compares, doses, hedges.

Data: each kind has keys, each key the wordings that mean the same (identical in meaning: nothing is
converted, so “every 12 hours” and “twice daily” stay two things). A wording may stand for several tokens.
Where wordings overlap the longest wins.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache


class Kind(StrEnum):
    """What a token does in a statement."""

    NUMBER = "number"
    LIMIT = "limit"
    """At least, below, up to, maximum; and *by* or *to* before a number."""
    UNIT = "unit"
    ROUTE = "route"
    INTERVAL = "interval"
    DRUG = "drug"
    NAME = "name"
    """Of a disease, a germ, a site."""
    POPULATION = "population"
    NEGATION = "negation"
    EXCEPTION = "exception"
    CONDITION = "condition"
    ADVICE = "advice"
    HEDGE = "hedge"
    FORCE = "force"
    """What makes a statement stronger: must, should, cause, prove."""
    DIRECTION = "direction"
    COMPARISON = "comparison"
    TIME = "time"
    QUANTIFIER = "quantifier"
    CHOICE = "choice"
    """*Or*: one of them, not both."""
    WORD = "word"
    FILLER = "filler"
    """Carries grammar or reports that something was found: may come and go."""
    MARK = "mark"
    """Punctuation: where a clause or an aside begins and ends."""


_K = Kind
_WORDINGS: Mapping[Kind, Mapping[str, str]] = {
    _K.NEGATION: {
        "not": "not | no | n't | never | neither | nor | none | cannot | can not | without | non"
        " | lack | lacks | lacked | lacking | lack of | absence of | absent | fail to"
        " | fails to | failed to | failure to | free of | unable to | instead of"
        " | rather than | nobody | nothing | nowhere | hardly | scarcely | doesn't | didn't"
        " | don't | isn't | wasn't | aren't | weren't | hasn't | haven't | hadn't | won't"
        " | can't | couldn't | shouldn't | mustn't | wouldn't | refute | refutes | refuted"
        " | deny",
        "against": "against",
    },
    _K.EXCEPTION: {
        "except": "except | except for | except in | except when | except if | excepting | exception"
        " | exceptions | unless | excluding | other than | apart from | aside from"
        " | with the exception of | save for | but not",
    },
    _K.CONDITION: {
        "if": "if | provided that | provided | on condition that | as long as | in case"
        " | in the event of | in the event that",
        "when": "when | whenever | where",
        "as-needed": "as needed | when needed | if needed | as required | when required | prn | if necessary",
        "only": "only | solely | exclusively | alone | merely",
        "until": "until | till",
    },
    _K.ADVICE: {
        "recommend": "recommend | recommends | recommended | recommending | recommendation"
        " | recommendations | advise | advises | advised | advice | advisable",
        "contraindicated": "contraindicated | contraindication | contraindications | contra-indicated"
        " | contraindicate | contraindicates",
        "avoid": "avoid | avoids | avoided | avoiding | avoidance",
        "indicated": "indicated for | indicated in | indication | indications",
        "offer": "offer | offers | offered | offering",
        "consider": "consider | considers | considered | consideration",
        "prefer": "prefer | preferred | preferable | preference | preferably",
        "stop": "stop | stops | stopped | stopping | discontinue | discontinues | discontinued"
        " | discontinuing | discontinuation | cease | ceased | withhold | withheld",
        "start": "start | starts | started | starting | initiate | initiates | initiated | initiating"
        " | initiation | commence | commenced | begin | begins | began | begun | beginning",
        "continue": "continue | continues | continued | continuing | keep taking",
        "safe": "safe | safely",
        "unsafe": "unsafe | dangerous | harmful",
        "allowed": "allow | allowed | permit | permitted | acceptable | appropriate | suitable",
        "unsuitable": "unacceptable | inappropriate | unsuitable",
        "caution": "caution | cautious | cautiously | warning | warnings",
        "effective": "effective | effectively | efficacious",
        "ineffective": "ineffective | inefficacious | ineffectiveness | futile | useless",
        "safety": "safety",
        "efficacy": "effectiveness | efficacy",
        "first-line": "first-line | first line",
    },
    _K.HEDGE: {
        "may": "may | might | could | can | possibly | perhaps | potentially | possible | conceivably",
        "likely": "likely | probably | probable | presumably",
        "unlikely": "unlikely | improbable",
        "whether": "whether",
        "seem": "seem | seems | seemed | seemingly | appear | appears | appeared | apparently"
        " | tend to | tends to | tended to",
        "suggest": "suggest | suggests | suggested | suggesting | suggestive | indicating that",
        "expect": "expected | thought to | believed to | assumed | supposed | presumed | suspected",
        "partly": "partly | partially | to some extent | in part | limited evidence | weak evidence"
        " | low-certainty | low certainty | low-quality | low quality",
        "hypothesis": "hypothesis | hypothesise | hypothesize | hypothesised | hypothesized | hypothesizes"
        " | hypothesises | hypotheses",
        "trend": "trend | trends | tendency",
        "unknown": "uncertain | unclear | unknown",
        "preliminary": "preliminary",
    },
    _K.FORCE: {
        "must": "must | has to | have to | required | requires | require | mandatory | shall | imperative",
        "need": "need to | needs to | needed | necessary | necessarily | essential",
        "should": "should | ought to",
        "will": "will",
        "cause": "cause | causes | caused | causing | causal | lead to | leads to | led to"
        " | leading to | result in | results in | resulted in | resulting in",
        "prove": "prove | proves | proved | proven | proof | confirm | confirms | confirmed"
        " | definitive | definitively | definitely | certainly | certain | undoubtedly"
        " | clearly | conclusively | guarantee | guarantees | guaranteed | establish"
        " | established | strong evidence | high-certainty",
        "cure": "cure | cures | cured | curative | eliminate | eliminates | eliminated | eradicate",
        "prevent": "prevent | prevents | prevented | preventing | prevention | preventive",
        "significant": "significant | significantly",
        "due": "due to | because of | because | owing to",
        "marked": "markedly | substantially | substantial | considerably | dramatically | dramatic"
        " | strongly | strong | highly | greatly | very | extremely | severely",
    },
    _K.DIRECTION: {
        "up": "increase | increases | increased | increasing | increasingly | rise | rises | rose"
        " | risen | rising | raise | raises | raised | raising | elevate | elevates"
        " | elevated | elevation | higher | more | greater | larger | gain | gains | gained"
        " | grow | grew | growing | growth | upward",
        "down": "decrease | decreases | decreased | decreasing | reduce | reduces | reduced"
        " | reducing | reduction | reductions | lower | lowers | lowered | lowering | less"
        " | fewer | smaller | decline | declines | declined | declining | fall | falls | fell"
        " | fallen | falling | drop | drops | dropped | diminish | diminishes | diminished"
        " | attenuate | attenuates | attenuated | downward",
        "improve": "improve | improves | improved | improving | improvement | improvements | better"
        " | superior | superiority | outperform | outperforms | outperformed",
        "worsen": "worsen | worsens | worsened | worsening | worse | inferior | inferiority"
        " | deteriorate | deteriorates | deteriorated | deterioration | aggravate"
        " | aggravated",
        "noninferior": "noninferior | non-inferior | noninferiority | non-inferiority | not inferior",
        "high": "high",
        "low": "low",
        "positive": "positive | positively",
        "negative": "negative | negatively | inverse | inversely",
        "unchanged": "unchanged | stable",
        "early": "early | earlier",
        "late": "late | later",
        "longer": "longer",
        "faster": "faster",
        "most-up": "highest | most often",
        "shorter": "shorter",
        "slower": "slower",
        "least": "lowest | least",
        "best": "best",
        "worst": "worst",
        "impair": "impair | impairs | impaired | impairment",
        "smallest": "smallest | fewest",
        "longest": "longest | largest | greatest",
        "older": "older",
        "younger": "younger",
    },
    _K.COMPARISON: {
        "from": "from",
        "than": "than | versus | vs | v | compared with | compared to | in comparison with"
        " | in comparison to | relative to | comparing | as opposed to",
        "similar": "similar | similarly | equal | equally | comparable | identical | same | no different",
        "differ": "different | difference | differences | differ | differs | differed | differently",
        "equivalent": "equivalent | equivalence",
    },
    _K.TIME: {
        "before": "before | prior to | preceding | pre | ahead of",
        "after": "after | following | subsequent to | post | since",
        "during": "during | throughout",
        "within": "within",
    },
    _K.QUANTIFIER: {
        "all": "all | every patient | entire | whole | everyone",
        "both": "both",
        "most": "most | majority",
        "some": "some",
        "few": "few",
        "many": "many | numerous",
        "half": "half",
        "respectively": "respectively",
        "first": "first | 1st",
        "second": "second | 2nd",
        "third": "third | 3rd",
        "double": "double | doubled | twofold | two-fold | 2-fold",
        "triple": "triple | tripled | threefold | three-fold | 3-fold",
        "always": "always | in every",
        "complete": "entirely | completely | complete",
        "any": "any",
        "often": "often | frequently | frequent",
        "common": "common | commonly",
        "usually": "usually | generally | typically",
        "mainly": "mainly | largely | mostly",
        "sometimes": "sometimes | occasionally",
        "minority": "a minority | minority",
        "selected": "selected | certain patients",
        "rare": "rarely | rare | seldom",
        "uncommon": "infrequent | infrequently | uncommon",
        "second-line": "second-line",
        "several": "several",
    },
    _K.LIMIT: {
        "≥": "at least | not less than | no less than | no fewer than | minimum | minimum of"
        " | from age | greater than or equal to",
        "≤": "at most | up to | not more than | no more than | not to exceed | must not exceed"
        " | should not exceed | not exceed | maximum | maximum of | max"
        " | less than or equal to | not exceeding",
        "≥ before": "or more | or older | or above | or over | or higher | or greater | and older"
        " | and above | and over | or longer | and more",
        "≤ before": "or less | or below | or younger | or under | or fewer | or lower | and younger"
        " | and below",
    },
    _K.UNIT: {
        "mg": "mg | mgs | milligram | milligrams",
        "mcg": "mcg | µg | μg | ug | microgram | micrograms | micrograms",
        "g": "g | gram | grams | gm",
        "ng": "ng | nanogram | nanograms",
        "kg": "kg | kilogram | kilograms | kgs",
        "ml": "ml | millilitre | millilitres | milliliter | milliliters | cc",
        "dl": "dl",
        "l": "litre | litres | liter | liters",
        "unit": "unit | units",
        "iu": "iu | international unit | international units",
        "mmol": "mmol | millimole | millimoles",
        "mol": "µmol | μmol | umol | micromole | micromoles",
        "meq": "meq | milliequivalent | milliequivalents",
        "mmhg": "mmhg | mm hg",
        "mm": "mm | millimetre | millimetres | millimeter | millimeters",
        "cm": "cm | centimetre | centimetres | centimeter | centimeters",
        "%": "% | percent | per cent | percentage",
        "second-of-time": "sec | secs | seconds",
        "minute": "minute | minutes | min | mins",
        "hour": "hour | hours | h | hr | hrs",
        "day": "day | days",
        "week": "week | weeks | wk | wks",
        "month": "month | months | mo | mos",
        "year": "year | years | yr | yrs",
        "per": "/ | per",
        "m2": "m2 | m² | square metre | square meter",
        "tablet": "tablet | tablets",
        "capsule": "capsule | capsules",
        "puff": "puff | puffs",
        "±": "±",
    },
    _K.ROUTE: {
        "oral": "oral | orally | by mouth | po | p.o | per os",
        "intravenous": "intravenous | intravenously | iv | i.v | into a vein",
        "intramuscular": "intramuscular | intramuscularly | im | i.m",
        "subcutaneous": "subcutaneous | subcutaneously | sc | s.c | subcut | under the skin",
        "inhaled": "inhaled | by inhalation",
        "rectal": "rectal | rectally",
        "topical": "topical | topically",
        "sublingual": "sublingual | sublingually | under the tongue",
        "intranasal": "intranasal | intranasally | nasal",
        "transdermal": "transdermal | transdermally | patch",
        "intrathecal": "intrathecal | intrathecally",
        "epidural": "epidural | epidurally",
        "vaginal": "vaginal | vaginally",
        "intraperitoneal": "intraperitoneal | intraperitoneally",
        "nebulised": "nebulised | nebulized",
        "buccal": "buccal | buccally",
        "intra-articular": "intra-articular | intraarticular",
        "intradermal": "intradermal | intradermally",
        "ophthalmic": "eye drops | ophthalmic | intravitreal",
    },
    _K.INTERVAL: {
        "1x": "once | one time",
        "2x": "twice | two times",
        "3x": "three times | thrice",
        "4x": "four times",
        "per-hour": "hourly | per hour | an hour | each hour",
        "per-day": "daily | a day | per day | each day | every day | / day",
        "per-week": "weekly | a week | per week | each week | every week | / week",
        "per-month": "monthly | a month | per month | each month | every month",
        "per-year": "yearly | annually | a year | per year | each year | every year | annual",
        "alternate-day": "every other day | on alternate days | every second day | alternate days",
        "night": "at night | nightly | at bedtime | every night",
        "morning": "in the morning | every morning",
        "every": "every",
        "divided": "divided | in divided doses",
        "bolus": "bolus",
        "infusion": "infusion | infused",
        "loading": "loading",
        "maintenance": "maintenance",
        "evening": "in the evening | every evening",
        "single": "single",
        "meals": "with food | with meals | with a meal",
        "before-meals": "before food | before meals | before breakfast | on an empty stomach",
        "after-meals": "after food | after meals",
    },
    _K.POPULATION: {
        "child": "child | children | childhood | paediatric | pediatric | kids",
        "infant": "infant | infants | infancy | baby | babies",
        "newborn": "newborn | newborns | neonate | neonates | neonatal",
        "adolescent": "adolescent | adolescents | adolescence | teenager | teenagers",
        "adult": "adult | adults",
        "older": "older people | older adults | older patients | elderly | geriatric | older persons",
        "pregnant": "pregnant | pregnancy | pregnancies",
        "breastfeeding": "breastfeeding | breast-feeding | lactating | lactation | breastfed"
        " | breast feeding",
        "women": "woman | women | female | females",
        "men": "man | men | male | males",
        "rat": "rat | rats",
        "mouse": "mouse | mice | murine",
        "animal": "animal | animals",
        "dialysis": "dialysis | haemodialysis | hemodialysis",
        "healthy": "healthy",
        "smoker": "smoker | smokers",
        "inpatient": "inpatient | inpatients | hospitalised | hospitalized",
        "outpatient": "outpatient | outpatients | ambulatory",
        "girl": "girls | girl",
        "boy": "boys | boy",
        "trimester": "trimester",
        "gestation": "gestation | gestational",
        "dogs": "dogs",
        "rabbits": "rabbits",
        "pigs": "pigs",
        "in": "in vitro",
        "cell": "cell lines",
        "volunteer": "volunteers",
    },
    _K.CHOICE: {
        "or": "or | and/or | either",
    },
    _K.DRUG: {
        "placebo": "placebo | sham",
    },
    _K.WORD: {
        "people": "people | patient | patients | person | persons | individual | individuals"
        " | participant | participants | subject | subjects",
        "treat": "treat | treats | treated | treating | treatment | treatments | therapy | therapies",
        "give": "give | gives | given | giving | administer | administers | administered"
        " | administering | administration | take | takes | taken | taking | receive"
        " | received | receiving | use | used | uses | using | utilise | utilised | utilize"
        " | utilized | prescribe | prescribed",
        "kidney": "kidney | kidneys | renal",
        "liver": "liver | hepatic",
        "heart": "heart | cardiac",
        "lung": "lung | lungs | pulmonary",
        "doctor": "doctor | doctors | physician | physicians | clinician | clinicians",
        "surgery": "surgery | surgical | surgically | operation | operations | operative | operated",
        "assess": "assess | assesses | assessed | assessment | evaluate | evaluated | evaluation"
        " | examine | examined",
        "associated": "associated | association | associations | associate | linked | link | correlated"
        " | correlates | correlation | correlate | related | relation | relationship",
        "additional": "additional | further | extra",
        "monitor": "monitor | monitored | monitoring",
        "severe": "severe | severity",
        "about": "about | approximately | around | roughly",
        "reaction": "adverse effect | adverse effects | side effect | side effects | adverse reaction"
        " | adverse reactions",
        "death": "death | deaths | died | die | dies | mortality | fatality",
        "function": "function | functions",
        "follow-up": "follow up | followup | followed up",
        "serious": "serious",
        "event": "adverse event | adverse events",
        "manage": "manage | management",
    },
    _K.FILLER: {
        "": "a | an | the | of | in | on | at | for | with | to | by | as | is | are | was"
        " | were | be | been | being | am | has | have | had | having | do | does | did"
        " | this | that | these | those | it | its | they | them | their | there | we | our"
        " | he | she | his | her | you | your | i | who | whom | whose | which | what | and"
        " | but | so | thus | therefore | hence | however | moreover | furthermore | also"
        " | too | then | here | such | would | into | onto | upon | among | amongst | between"
        " | via | through | while | whereas | although | though | even | both of | each"
        " | one of | overall | finally | indeed | nevertheless | nonetheless | additionally"
        " | in addition | respectively to | specifically | notably | interestingly"
        " | importantly | in contrast | in general | in conclusion | in summary | according"
        " | we found | found | find | finds | show | shows | showed | shown | demonstrate"
        " | demonstrates | demonstrated | report | reports | reported | observe | observes"
        " | observed | reveal | reveals | revealed | note | noted | seen | see | study"
        " | studies | result | results | finding | findings | data | authors | author"
        " | investigators | researchers | conclude | concluded | concludes | state | states"
        " | say | says | made | make | makes | since then | regarding | concerning | terms"
        " | itself | themselves | own | just | still | already | now | out | up | off | over"
        " | about the",
    },
}
"""Longest first is decided when they are read."""

TWICE: Mapping[str, tuple[tuple[str, Kind], ...]] = {
    "bid": (("2x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
    "b.d": (("2x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
    "tds": (("3x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
    "tid": (("3x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
    "qds": (("4x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
    "qid": (("4x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
    "qd": (("1x", _K.INTERVAL), ("per-day", _K.INTERVAL)),
}
"""Abbreviations that say two things."""

Meaning = tuple[tuple[str, Kind], ...]


@cache
def wordings() -> Mapping[tuple[str, ...], Meaning]:
    """What each wording, as its words in small letters, means."""
    found: dict[tuple[str, ...], Meaning] = {}
    for kind, keys in _WORDINGS.items():
        for key, said in keys.items():
            for wording in said.split(" | "):
                parts = tuple(wording.replace("-", " ").split())
                found[parts] = ((key or wording, kind),)
    for wording, meaning in TWICE.items():
        found[(wording,)] = meaning
    return found


@cache
def longest() -> Mapping[str, int]:
    """The number of words of the longest wording that begins with a word."""
    found: dict[str, int] = {}
    for wording in wordings():
        found[wording[0]] = max(len(wording), found.get(wording[0], 0))
    return found
