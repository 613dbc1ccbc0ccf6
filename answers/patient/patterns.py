"""How people say what counts of a patient, a dimension at a time. Data: what is done with it stands in
`said.py`.

An entry may name what an article must say itself to cover it (`needs`): a newborn is not covered by
“children”, dialysis not by a mild kidney disease, a wish for a child not by a pregnancy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from answers.patient.drugs import CLASS
from answers.types import Dimension

_D = Dimension


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that say something of a patient in one dimension; a `number` in them is looked at elsewhere."""

    dimension: Dimension
    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None = None


def _signs(dimension: Dimension, *patterns: str | tuple[str, str]) -> list[Sign]:
    made = []
    for given in patterns:
        pattern, needs = (given, None) if isinstance(given, str) else given
        made.append(
            Sign(
                dimension,
                re.compile(pattern, re.IGNORECASE),
                re.compile(needs, re.IGNORECASE) if needs else None,
            )
        )
    return made


_HER = r"(?:wife|girlfriend|mother|mom|mum|sister|aunt|grandmother)"
_HIM = r"(?:husband|boyfriend|father|dad|brother|uncle|grandfather)"
_DESCRIBED = (
    r"\b(?:\d{1,3}[ -]?(?:years?|yrs?|y)[ -]?(?:olds?|o)|\d{1,3}[ -]?y/?o"
    r"|(?:i'?m|i am|he'?s|he is|she'?s|she is) an?) (?:[a-z]+ )?"
)
_AGED_SO = r"(?: of|,| aged?| \() ?\d{1,3}\b"
ONE_PERSON = re.compile(rf"\d|\b(?:{_HER}|{_HIM}|i'?m|i am|(?:s?he)(?:'?s| is))\b", re.IGNORECASE)
"""In the words for a sex: they speak of one person, who happens to be a man or a woman."""
_KIN = r"(?:my|our|his|her|their|the|a|little|small|young|older|younger|first)"
NEWBORN = (
    r"newborn|neonat|infan|first (?:days|weeks|month) of life|all ages|any age|from birth|at birth|prematur"
)

SIGNS: tuple[Sign, ...] = (
    *_signs(
        _D.CHILDREN,
        (
            r"\bnew-?borns?\b|\bneonat\w*|\bpremature(?:ly)? (?:bab(?:y|ies)|infants?|born)|\bpre(?:e?mie"
            r"|term)s?\b"
            r"|\bnicu\b",
            NEWBORN,
        ),
        r"\bchild(?:ren|hood)?(?:'s)?\b(?![- ]?pugh| (?:class )?[abc]\b)(?! ?birth)|\bschool-?child\w*",
        r"\bkid(?:s|do|die)?\b|\binfan(?:ts?|cy)\b|\btoddlers?\b|\bbab(?:y|ies)\b(?! on the way)(?! bump)",
        r"\bp(?:a)?ediatric(?:s|ian)?\b|\bp(?:a)?eds?\b|\badolescen\w*|\bteen(?:s|age\w*)?\b|\byouth\b"
        r"|\bminors?\b",
        r"\b(?:school|little |small |young |baby )?(?:boys?|girls?)\b(?!friend)|\bschool(?:boy|girl)s?\b",
        r"\bpre-?school\w*|\bkindergart\w*|\belementary school\b|\bday-?care\b|\bnursery\b"
        r"|\bunder[- ]?fives?\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|1st|2nd|3rd"
        r"|[4-8]th) grade(?:r)?\b"
        r"|\bhigh school\b|\bmiddle school\b|\btween\b|\bjuveniles?\b|\bgrade school\b|\blittle ones?\b",
        r"\bmy (?:little |small |young |infant |baby |grand)(?:son|daughter)\b|\bstepchild\w*",
        rf"\b{_KIN} grand(?:sons?|daughters?|child(?:ren)?|kids?|bab(?:y|ies))\b",
    ),
    *_signs(
        _D.OLDER_PEOPLE,
        r"\belderly\b|\bolder (?:people|adults?|patients?|persons?|wom[ae]n|m[ae]n)\b|\bgeriatric\w*"
        r"|\bfrail(?:ty)?\b|\bseniors?\b|\bold age\b|\bnursing home\b|\bpensioners?\b"
        r"|(?<!year[ -])(?<!years[ -])(?<!yr[ -])(?<!month[ -])(?<!months[ -])(?<!week[ -])(?<!weeks[ -])"
        r"\bold (?:people|folks|man|woman|lady)\b"
        r"|\b(?:great-?)?grand(?:mother|father|ma|pa|parents?|mum|dad)\b",
    ),
    *_signs(
        _D.ADULTS, r"(?<!older )(?<!young )\badults?\b|\bgrown-?ups?\b|\bgrown m[ae]n\b|\bgrown wom[ae]n\b"
    ),
    *_signs(
        _D.PREGNANCY,
        (
            r"\btrying (?:to (?:conceive|get pregnant|fall pregnant)|for a (?:baby|child))\b|\bttc\b"
            r"|\b(?:want|wants|wish\w*|plan\w*|hop\w*|like) to (?:get pregnant|conceive|become pregnant"
            r"|have a (?:baby|child)|start a family)\b|\bpre-?concept\w*|\bplanning (?:a )?pregnancy\b"
            r"|\bstart(?:ing)? a family\b|\bbefore (?:getting pregnant|conception)\b",
            r"conceiv|concept|plan|before (?:a )?pregnan|childbearing",
        ),
        (
            r"\bpost-?partum\b|\bpost-?natal\b|\bpuerper\w*|\bgave birth\b|\bafter (?:giving birth"
            r"|delivery)\b"
            r"|\bjust had a baby\b",
            r"post-?partum|post-?natal|after (?:delivery|birth|pregnancy)|puerper",
        ),
        r"\bpregnan\w*|\btrimesters?\b|\bante-?natal\b|\bpre-?natal\b|\bgravid\w*|\bprimigravid\w*"
        r"|\bobstetric\w*",
        r"\bgestation(?:al)?\b(?! (?:diabetes|trophoblastic))|\bgestational (?:diabetes|trophoblastic)\b",
        r"\bexpecting (?:a|our|my|her|their|twins|mothers?|mums?|moms?)\b|\b(?:i'?m|is|you'?re|are|she'?s"
        r"|when) expecting\b|\bexpectant\b|\bmothers?[- ]to[- ]be\b|\b(?:mom|mum)[- ]to[- ]be\b"
        r"|\bwith child\b|\bcarrying (?:twins|a)\b|\bbaby on the way\b|\bbun in the oven\b|\bbaby bump\b"
        r"|\bknocked up\b|\bin the family way\b|\b(?:f(?:o)?etus|f(?:o)?etal safety|unborn)\b"
        r"|\bmonths? gone\b|\bsafe for the (?:baby"
        r"|f(?:o)?etus)\b",
        r"\bg\d ?p\d\b|\b\d{1,2}(?:\+\d)?/40\b|\bdue (?:date|in (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
        r"|nov|dec)\w*)\b",
        r"\b\d{1,2}(?:\+\d)? ?(?:weeks?|wks?|months?)(?:['’]s?)? (?:along|gone|pregnant|gestation"
        r"|into (?:my|her))"
        r"|\bg\d(?:p\d)?,? ?(?:at )?\d{1,2}(?:\+\d)?\b",
    ),
    *_signs(
        _D.BREASTFEEDING,
        r"\bbreast-? ?fe(?:ed(?:s|ing)?|d)\b|\blactat\w*|\bnursing (?:mother|mom|mum|wom[ae]n|(?:a|my|her"
        r"|our) (?:baby|newborn|child|infant|son|daughter))\w*|\b(?:i'?m|am|still|is|while"
        r"|she'?s) nursing\b"
        r"|\bpumping (?:breast ?)?milk\b|\bbreast ?milk\b|\bsuckling\b",
    ),
    *_signs(
        _D.KIDNEY_IMPAIRMENT,
        (
            r"\bdialy[sz](?:is|ed)\b|\bh(?:a)?emodialysis\b|\bon (?:hd|pd|crrt)\b|\bes[rk][df]\b"
            r"|\bh(?:a)?emodialy[sz]ed\b|\bend-?stage (?:renal|kidney)\b[^,.;?!]{0,10}"
            r"|\bckd ?(?:stage )?(?:5d?|v)\b"
            r"|\bfistula for dialysis\b",
            r"dialys|end-?stage|es[rk][df]|kidney failure|renal failure|any (?:stage|severity|degree)"
            r"|stage 5",
        ),
        r"\bckd\b(?: ?(?:stage )?(?:[1-5][ab]?|i{1,3}v?|iv|v))?\b|\bckd[1-5][ab]?\b"
        r"|\bstage [1-5][ab]? (?:ckd|chronic kidney disease|kidney disease)\b|\b(?:chronic "
        r"|acute )?(?:kidney|renal) (?:disease|failure|impairment|insufficiency|dysfunction|injury"
        r"|problems?|trouble|disorders?)\b|\baki\b|\b(?:diabetic )?nephropath(?:y|ic)\b|\bnephrotic\b"
        r"|\b(?:bad|weak|failing|poor|damaged|diseased|one) kidneys?\b|\bkidneys? (?:are |is |have "
        r"|has )?(?:fail\w*|don'?t work|not working|damaged|bad|weak|poor\w*|shut\w*|stopped"
        r"|function(?:ing)? poorly)|\b(?:poor|reduced|low|impaired|decreased|declining) (?:kidney"
        r"|renal) function\b|\b(?:uraemi|uremi)[ac]\b"
        r"|\bimpaired kidneys?\b|\brenally impaired\b|\bsolitary kidney\b|\bsingle kidney\b|\brenal pt\b",
    ),
    *_signs(
        _D.LIVER_IMPAIRMENT,
        r"\bcirrho\w+|\bchild[- ]?pugh\b(?: (?:class )?[abc]\b)?|\bchild(?:'s)? (?:class )?[bc]\b"
        r"|\bmeld\b[^,.;?!]{0,6}|\b(?:liver|hepatic) (?:disease|failure|impairment|insufficiency"
        r"|dysfunction|damage|problems?|trouble)\b|\b(?:bad|weak|failing|poor|damaged|diseased) liver\b"
        r"|\bliver (?:is |has |doesn'?t )?(?:fail\w*|bad|damaged|work|not working|shut\w*)"
        r"|\bhepatic encephalopathy\b|\besld\b|\bhepatically impaired\b|\bascites\b"
        r"|\b(?:poor|reduced|impaired) (?:liver|hepatic) function\b",
    ),
    *_signs(
        _D.IMMUNOSUPPRESSION,
        r"\bimmun[oe][ -]?(?:suppress|compromi[sz]|deficien)\w*|\bneutropeni\w+|\blow neutrophils\b"
        r"|\b(?:(?:kidney|renal|liver|heart|lung|stem[ -]cell|marrow|organ|bone marrow|solid organ|cardiac"
        r"|pancreas)[ -]?)+ ?transplant\w*(?: (?:recipients?|patients?))?"
        r"|\btransplant(?:ed)? (?:recipients?|patients?|kidney|liver|heart)\b|\bpost-?transplant\b"
        r"|\bhiv\b(?:[ -]?(?:\+|positive|infect\w+))?|\baids\b|\bplhiv\b|\b(?:weak(?:ened)?|suppressed|low"
        r"|compromised|poor) immune system\b|\bimmune system (?:is |has been )?(?:weak\w*|suppress\w*|down"
        r"|compromi\w*|low|poor)|\basplen\w+|\bno spleen\b|\bsplenectom\w+"
        r"|\b(?:under|on|during|having|getting|receiving) chemo(?:therapy)?\b",
    ),
    *_signs(
        _D.RELAPSE,
        r"\brelaps\w*|\brecur(?:r\w*|s)?\b|(?<!iron-)\brefractory\b|\bsecond[- ]?line\b|\bthird[- ]?line\b"
        r"|\b[23](?:nd|rd)?-?l(?:ine)?\b|\br/r\b|\bsalvage\b|\bresistant (?:to|disease)\b|\b(?:treatment"
        r"|drug|therapy)[- ]?resistant\b|\bpersistent disease\b|\b(?:has |have |had |is |it'?s |that'?s "
        r"|that |it )?(?:come|came|comes|coming|is|it'?s|once it'?s|now|keeps? coming) back\b(?! (?:pain"
        r"|ache|high|low|positive|negative|(?:ab)?normal|elevated|raised|borderline|fine|clear|clean|ok(?:ay)?"
        r"|inconclusive|as|saying|showing)\b)|\b(?:is|'s|are) back(?= |[.,;?!]|$)"
        r"(?! (?:pain|surgery|problem|ache))|\b(?:has|have|had"
        r"|now|it|when it|again|that) return(?:ed|s|ing)\b|\breturn(?:ed|s) (?:after|again|last|this)\b"
        r"|\b(?:flare[sd]?|flaring)(?: up)? again\b|\bsecond (?:time|relapse|episode|recurrence)\b"
        r"|\bthird (?:time|episode)\b|\b(?:did|does|do|has|have|is|are|was)(?:n.?t| not) (?:respond\w*"
        r"|go(?:ne)? away|work\w*|help\w*)\b|\bno(?:t| longer)? respond\w*|\bnon-?respon\w+"
        r"|(?:n.?t|\bnot|\bno|\bnever) (?:got(?:ten)? |getting |get |been )?(?:any )?(?:better|improv\w*)"
        r" (?:with|on|after|despite|from)\b|\bdespite (?:\w+ ){0,3}(?:treatment|therap\w+|medic\w+|drugs?"
        r"|antibiotics|chemo\w*|surgery)\b"
        r"|\bunresponsive\b|\bfail(?:ed|ure|ing|s)?(?: of| on| the| all| two| three| several| prior"
        r"| previous| first| standard| initial| with)*[ -](?:treatment|therap\w+|line|first|standard"
        r"|initial|drugs?|medic\w+|regimens?|lines|chemo\w*)|\b(?:treatment|therapy|drugs?|chemo|line"
        r"|medic\w+|regimens?)s? (?:has |have |had )?fail(?:ed|s|ure)\b|\b(?:two|three|several|multiple"
        r"|\d) failed\b|\bprogress(?:ed|ion|ing) (?:on|after|despite|under|through)\b|\bnothing (?:has "
        r"|is )?(?:work\w*|help\w*)|\bdid nothing\b|\b(?:usual|standard|first) \w+ (?:have |has )?stopped"
        r"|\bstopped working\b|\balready tried\b|\b(?:previously|heavily|pre-?)[ -]?treated\b"
        r"|\bsecond time around\b"
        r"|\b(?:had|have had) (?:it|this) before\b|\balways recurring\b|\bprior lines?\b",
    ),
    *_signs(
        _D.FIRST_OCCURRENCE,
        r"\bnewly[- ]diagnosed\b|\bfirst[- ]?line\b|\bfirst (?:episode|presentation|time|occurrence"
        r"|attack)\b|\btreatment[- ]naive\b|\bde novo\b|\bjust (?:been )?diagnosed\b|\binitial (?:therapy"
        r"|treatment|presentation)\b"
        r"|\bnew[- ]onset\b|\bpreviously untreated\b|\bjust found out (?:i|he|she) ha(?:ve|s)\b",
    ),
    *_signs(
        _D.METASTATIC,
        r"(?<!non-)(?<!non)\bmetasta\w*|\bmets\b|\bstage[ -]?(?:iv[abc]?|4[abc]?|four)\b"
        r"|\bspread(?:ing)?\b(?! of)|\bm1\b|\badvanced (?=\w+ ?(?:cancer|disease|stage))"
        r"|\badvanced[- ]stage\b|\bsecondaries\b|\bspots on the (?:liver|lungs?|bones?)|\b(?:gone|moved"
        r"|travel\w+) to (?:the |her |his |my )?(?:lymph nodes|liver|lungs?|bones?|brain|spine|other)"
        r"|\bin (?:her|his|my|the) (?:lungs?|liver|bones?|brain|spine) (?:as well|too|now)"
        r"|\bend-?stage cancer\b"
        r"|\b(?:now|also) in (?:her|his|my) (?:lungs?|liver|bones?|brain)",
    ),
    *_signs(
        _D.LOCALIZED,
        r"\blocali[sz]ed\b|\bnon-?metastatic\b|\bearly[- ]stage\b|\bstage[ -]?(?:i|1|one)[abc]?\b(?!\+)"
        r"|\bfound early\b|\bresectable\b",
    ),
    *_signs(
        _D.WOMEN,
        rf"{_DESCRIBED}(?:woman|female|lady)\b|\b(?:woman|female|lady){_AGED_SO}",
        rf"\bwom[ae]n\b|\bfemales?\b|\b(?:post-?|peri-?|pre-?)?menopaus\w*|\b(?:lady|ladies)\b|\b{_HER}\b",
    ),
    *_signs(
        _D.MEN,
        rf"{_DESCRIBED}(?:man|male|gentleman)\b|\b(?:man|male|gentleman){_AGED_SO}",
        rf"\bm[ae]n\b|\bmales?\b|\bgentlem[ae]n\b|\b{_HIM}\b",
    ),
    *_signs(
        _D.INPATIENT,
        r"\bhospitali[sz]ed\b|\bin-?patients?\b|\b(?:in|on) (?:the )?(?:icu|itu|ccu|intensive care|ward"
        r"|hospital)\b"
        r"|\bicu\b|\bintensive care\b|\bcritically ill\b|\bventilated\b|\badmitted\b",
    ),
    *_signs(
        _D.OUTPATIENT,
        r"\bout-?patients?\b|\bambulatory (?:care|patients?|setting)\b|\bprimary care\b|\bat home\b"
        r"|\bcommunity[- ]dwelling\b",
    ),
    *_signs(
        _D.VALUE,
        r"\b(?:potassium|k\+?|sodium|inr|hba1c|a1c|hb|h(?:a)?emoglobin|creatinine|platelets?|bp|ef|lvef|bmi"
        r"|tsh|ldl|crp|lactate|ferritin|calcium|glucose|cd4|anc|wbc|troponin|bnp|qtc|alt|ast|bilirubin"
        r"|albumin)"
        r" ?(?:count |level )?(?:of |is |was |at |=|<|>|≤|≥|:|above |below |over |under )? ?\d[\d./]*%?",
    ),
)
"""Within a dimension, what needs more of an article stands first."""

ALLERGY = re.compile(
    r"\b(?:(?:is|are|am|was) )?allerg(?:y|ic|ies) (?:to|against) (?P<to>[\w-]{2,40})"
    r"|\b(?P<of>[\w-]{2,40})[ -](?:allerg(?:y|ic|ies)|anaphylaxis)\b(?! rhinitis)(?! reaction)"
    r"|\b(?:anaphyla\w{2,10}|hives|rash|(?:allergic )?reactions?|reacts?|intoleran(?:t|ce)"
    r"|hypersensitiv\w{1,5}|angio-?edema) (?:to|of|from|after)(?: the| a| an)? (?P<by>(?!the\b|treatment\b"
    r"|therapy\b|it\b|this\b)[\w-]{2,40})|\breacts? to (?P<reacts>[\w-]{2,40}) with (?:hives|a rash|rash"
    r"|anaphylaxis|swelling)|\bcan'?t (?:take|have"
    r"|tolerate) (?P<cannot>[\w-]{2,40})(?=[^.?!]{0,30}(?:anaphyla|allerg|hives|rash|intoleran))"
    r"|\ballerg(?:y|ic|ies)\b(?! rhinitis)",
    re.IGNORECASE,
)
"""What a patient does not tolerate: a group names it, where it is named."""

_PERSON = (
    r"(?:who(?:'s| is| are)?|am|is|are|i'?m|he'?s|she'?s|patients?|pts?|while|already|currently|someone"
    r"|somebody|people|man|woman|those|anyone|he|she|i)"
)
_BETWEEN = (
    r"(?:(?:a|an|the|my|his|her|some|long-term|chronic|daily|oral|low-dose|high-dose|already|also"
    r"|still) ){0,3}"
)
TAKEN = re.compile(
    rf"\b(?P<sure>{_PERSON} {_BETWEEN}(?:on|taking|takes?|uses|using|receiving|receives|treated with"
    rf"|started on|given)|taking|takes|started on|maintained on) {_BETWEEN}(?P<drug>{CLASS}\b"
    rf"|[a-z][\w-]{{3,40}})|\b(?:on|under|because of|using|receiving) {_BETWEEN}(?P<perhaps>{CLASS}\b"
    rf"|[a-z][\w-]{{3,40}})"
    r"|\b(?:with|plus|and) (?P<risky>warfarin|apixaban|rivaroxaban|lithium|methotrexate|amiodarone|digoxin"
    r"|maois?)\b"
    rf"|\b(?P<users>{CLASS}|[a-z][\w-]{{3,40}}) users?\b|\b(?P<state>anti-?coagulated)\b",
    re.IGNORECASE,
)
"""What a patient takes. `perhaps` counts only where the word is a drug, `sure` whatever it is."""

NO_DRUGS = re.compile(
    r"(?:dialysis|h(?:a)?emodialysis|treat\w*|therap\w*|medic\w*|drugs?|oxygen|\w+thing|their|these|those"
    r"|other|this|that|care|pills?|tablets?|holiday|vacation|\w+days?|diets?|top|time|average|board|line"
    r"|both|left|right|call|leave|track|place|part|steps?|action|risks?|advantage|longer|long|what|which"
    r"|your|them|more|less|much|many|years?|months?|weeks?|days?|hours?|prior|standard|usual|first|second"
    r"|third|examination|exam|imaging|labs?|ct|mri|how|when|patients?|people|behalf|purpose|earth|their|it"
    r"|to|of|up|into|over|from|after|before|into|presentation|admission|ward|surgery|trial|list|account"
    r"|notes?|ecg|x-ray|blood|skin|face|chest|arms?"
    r"|legs?)",
    re.IGNORECASE,
)
"""What stands after “on” or “taking” and is no drug."""

EGFR = re.compile(
    r"\b(?:e?gfr|crcl|creatinine clearance)\b[^\d,.;?!]{0,20}(?P<low>\d{1,3})(?: ?(?:-|–|to"
    r"|and) ?(?P<high>\d{1,3}))?",
    re.IGNORECASE,
)
KIDNEY_BELOW = 60
"""mL/min/1.73 m²: from here up a filtration rate alone is no kidney impairment (KDIGO 2012)."""

NEGATED = re.compile(
    r"(?:\b(?:not|no|non|never|neither|nor|isn.?t|aren.?t|wasn.?t|without|rather than|instead of|other than"
    r"|denies|free of|absence of|negative for|rule[sd]? out)|\bnon)[ -](?:(?:a|an|any|the|known|history|of"
    r"|prior|previous|current|currently|evidence|signs?|yet|had|has|have|been|being|ever|my|her|his|kidney"
    r"|liver|renal|hepatic|or|longer|significant|severe|chronic|active|in|to"
    r"|for)[ -]){0,4}$",
    re.IGNORECASE,
)
"""Stands before what is denied."""

NORMAL: tuple[tuple[Dimension, re.Pattern[str]], ...] = tuple(
    (dimension, re.compile(pattern, re.IGNORECASE))
    for dimension, pattern in (
        (_D.PREGNANCY, r"\bnon-?pregnant\b"),
        (_D.METASTATIC, r"\bnon-?metasta\w*"),
        (
            _D.KIDNEY_IMPAIRMENT,
            r"\b(?:normal|good|intact|healthy) (?:kidney|renal)(?: function|s)?\b|\bhealthy kidneys\b"
            r"|\b(?:my |his |her )?kidneys? (?:is|are|function is) (?:fine|ok|okay|normal|healthy|good)\b",
        ),
        (
            _D.LIVER_IMPAIRMENT,
            r"\b(?:normal|good|intact|healthy) (?:liver|hepatic)(?: function)?\b"
            r"|\b(?:my |his |her )?liver (?:is|function is) (?:fine|ok|okay|normal|healthy|good)\b",
        ),
        (_D.ALLERGY, r"\bnkd?a\b|\bno known (?:drug )?allergies\b"),
    )
)
"""Said to be in order, or not to be the case in one word."""

EXCEPTED = re.compile(
    r"\b(?:not|no|never|except\w*|exclud\w*|without|unless|(?:other|rather) than|non-?(?=pregnant|metasta"
    r"|lactat))\b[^.;:()]*"
    r"|\bnon-?pregnant\b|\bnon-?metastatic\b",
    re.IGNORECASE,
)
"""What “adults; not for children or pregnant women” takes out, to the end of its clause."""

PLAIN: Mapping[str, str] = {"pen": "penicillin", "pcn": "penicillin", "sulpha": "sulfa"}
"""Short names of allergens."""
