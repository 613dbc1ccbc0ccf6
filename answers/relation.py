"""Which relation a question asks for: treatment, cause, outlook, … Rules, no model."""

import re

from answers.spoken_relations import spoken_relation
from answers.text import sentences, stem, words
from answers.types import QuestionType

_T = QuestionType

# Order matters: the first pattern that matches names the relation, so the special stand before the general.
TYPES: tuple[tuple[QuestionType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            _T.MISSED_DOSE,
            r"\b(?:miss(?:ed)?|forg[eo]t(?:ten)?|skip(?:ped)?)\b.{0,30}\b(?:doses?|pills?|tablets?"
            r"|to take)\b|\b(?:i|have|she|he) (?:forgot|skipped|missed) (?:my|his|her|taking)\b"
            r"|^skipped\b.{1,60}\bby mistake\b",
        ),
        (
            _T.OVERDOSE,
            r"\boverdos|\b(?:took|taken|taking|swallowed|with) too (?:much|many)\b",
        ),
        (
            _T.STORAGE,
            r"\bstor(?:e|ed|ing)\b|\bstorage\b(?! (?:dis|pool))|\bdispos(?:e|al|ing)\b|\bfridge\b"
            r"|\brefrigerat|\bget rid of (?:leftover|old|unused|expired)|\bshould .{1,60} be kept\b"
            r"|\bkeep .{1,60} at home\b"
            r"|\bmedicine cabinet\b|\bbathroom cabinet\b",
        ),
        (
            _T.SIDE_EFFECTS,
            r"\bside[ -]?effects?\b|\b(?:adverse|unwanted|undesired) (?:effect|event|reaction)s?\b"
            r"|\btoxicit|\baes of\b",
        ),
        (
            _T.CONTRAINDICATIONS,
            r"\bcontra-?indicat|\bwho (?:should(?: not|n.?t)|must(?: not|n.?t)|can(?:not"
            r"|.?t)) (?:be )?(?:tak|get|hav|us)|\bprecautions?\b|\btell my (?:doctor|pharmacist) before\b"
            r"|\bbefore (?:i )?(?:start|us|tak)(?:e|ing)\b"
            r"|\bimportant warnings?\b|\bsafety concerns?\b",
        ),
        (
            _T.INTERACTIONS,
            r"\binteract(?:ions?|s|ing)?\b|\btake .{1,40} (?:together|along) with\b",
        ),
        (
            _T.REASON,
            r"\bprescribed? (?:for|to treat)\b|\bindications? (?:for|of)\b|\bused (?:for\W*$|to treat\W*$)"
            r"|\bwhy (?:is|would|do|does) .{1,60}\bprescribe|\bwould (?:one|you|a doctor) prescribe\b"
            r"|\bwhat(?:.s| is) (?!the ).{1,40} (?:good )?for\W*$|\bwhy would a doctor give\b"
            r"|\bwhat is it good for\b",
        ),
        (
            _T.DOSE,
            r"\bdos(?:e|es|age|ages|ed|ing)\b|\bhow (?:much|many) .{1,40}\b(?:take|give)\b|\bhow (?:much"
            r"|many) (?:of|times)\b|\bhow should (?:i (?:take|use)|.{1,60} be (?:taken|used))\b"
            r"|\bhow often (?:is|should|do) .{1,60}\btake|\bhow (?:do|am) i (?:supposed to )?(?:take|use)\b"
            r"|\bhow to (?:take|use)\b|\b(?:right|proper) way to (?:use|take)\b"
            r"|\bhow is .{1,60}\btaken\b",
        ),
        (_T.WHEN_TO_SEEK_CARE, r"\bwhen (?:should|to|do) .{0,30}\b(?:see|call|contact|seek)\b"),
        (
            _T.INHERITANCE,
            # “Hereditary” alone is part of many diseases' names.
            r"\binherit|^(?:is|are) .{1,80}\b(?:hereditary|genetic)\W*$|\bruns? in (?:the )?famil"
            r"|\bdominant or recessive\b"
            r"|\bpass(?:ed|es)? (?:on|down)\b|\bpass .{1,60} (?:on )?to (?:my|our|the|his|her|their) "
            r"|\bhanded down\b|\bparent has\b",
        ),
        (
            _T.GENES,
            r"\bgenetic changes?\b|\b(?:which|what) (?:\w+ )?genes?\b|\bgenes? (?:is|are|cause|for)\b"
            r"|\bgenetics of\b|\bgene mutations?\b|\b(?:which|what) mutations?\b",
        ),
        (
            _T.PREVENTION,
            r"\bprevent|\bprophyla|\bvaccinat|\bvaccines? (?:for|against)\b|\blower.{1,30}\brisk\b|\bavoid"
            r"|\bkeep from getting\b|\bstop .{1,60} from (?:develop|happen|start)|\bso that i don.?t get\b"
            r"|\bprotect (?:my|your"
            r"|one)",
        ),
        (
            _T.COMPLICATIONS,
            r"\bcomplication|\bwhat (?:can|does|could|might) .{1,60}\blead to\b|\b(?:left|if) (?:alone"
            r"|untreated|ignored)\b"
            r"|\b(?:is|are|be|being|it|goes)(?:n.?t| not) treated\b|\bwithout (?:any )?treatment\W*$"
            r"|\bproblems can (?:arise|result|come)\b|\bis left (?:alone|untreated)\b|\bgoes untreated\b",
        ),
        (
            _T.PROGNOSIS,
            r"\bprognos|\boutlook\b|\bsurviv|\blife expectancy\b|\bmortality\b|\bchances?\b"
            r"|\bin the long (?:run|term)\b|\bover the years\b|\bwill .{1,60}\bget (?:better|worse)\b"
            r"|\bfares?\b|\bfuture hold\b|\bexpected over time\b"
            r"|\bhow long (?:do|does|can|will) .{1,40}\b(?:live|have)\b|\bcourse of\b",
        ),
        (_T.STAGES, r"\bstages? of\b|\bstaging\b|\bhow is .{1,60} staged\b"),
        (_T.FOLLOW_UP, r"\bfollow(?:ed)?[ -]up\b|\bmonitor|\bsurveillance\b"),
        (
            _T.TREATMENT,
            r"\btreat|\btherap|\bmanag(?:e|ed|ement|ing)\b|\bmgmt\b|\b[rt]x\b|\bcur(?:e|ed|able)\b"
            r"|\bremed(?:y|ies)\b|\bmedicat|\bmedicine|\bmeds\b|\bdrugs?\b|\brole of\b|\bget rid of\b"
            r"|\bstandard of care\b|\bhow to (?:stop|heal|fix)\b|(?<!financial )\bhelps? (?:with|for"
            r"|against)\b|\bsurgery\b|\bradiotherapy\b|\bchemotherapy\b|\brelie[fv]|\b(?:what|anything"
            r"|something) (?:helps|works)\b|\bwould you (?:start|give)\b|\bwhat (?:can|could|will|should"
            r"|is) (?:\w+ )?be done\b|\bwhat is done (?:for|about|against)\b|\boperat(?:e|ion)\b"
            r"|\bwhat (?:can|could|should|do|will) (?:i|we|you|they|one|doctors|oncologists"
            r"|physicians) (?:usually |even )?(?:do|take|give)\b|\bwhat to give\b|\bis (?:given"
            r"|used) (?:for|against)\b|\b(?:deal|dealt) with\b|\bhandled\b"
            r"|\b(?:second|first|third)[ -]line\b|\bapproach to\b|\boptions? (?:for|in)\b",
        ),
        (
            _T.DIAGNOSIS,
            r"\bdiagnos|\btests?\b|\btested\b|\bscreen|\bdetect|\bwork-?up\b|\bworkup\b|\bhow (?:do|can"
            r"|would) .{1,20}\b(?:know|tell) (?:if|whether)\b|\binvestigations?\b|\bconfirm|\bdx\b"
            r"|\bexams?\b|\bfind out (?:if|whether)\b|\bhow (?:can|do) they (?:tell|check|know)\b"
            r"|\bimaging\b|\bevaluation\b"
            r"|\bwork(?:ed)? out (?:that|if|whether)\b",
        ),
        (
            _T.SYMPTOMS,
            r"\bsymptom|\bsigns?\b|\bwarning signs?\b|\bpresent(?:s|ation|ing)?\b|\bfeel (?:like|when)\b"
            r"|\bcomplaints\b|\bfeatures\b|\bnotice\b|\brecogni[sz]e\b|\bshows? (?:itself|up|in)\b"
            r"|\blook like\b"
            r"|\bmake me think of\b",
        ),
        (
            _T.RISK,
            r"\brisk factors?\b|\bat risk\b|\bwho gets\b|\bmore likely to (?:get|have|develop)\b|\bprone to\b"
            r"|\brisks?\b|\braises? the odds\b",
        ),
        (
            _T.CAUSE,
            r"\bcaus(?:e|es|ed|ing)\b|\bdue to\b|\baetiolog|\betiolog|\bwhy (?:do|does) .{1,40}\bget\b"
            r"|\bwhat(?:.s| is) behind\b"
            r"|\bcomes? from\b|\bbrings? (?:about|on)\b|\bleads? to\b|\breason for\b|\bend up with\b"
            r"|\bmakes? .{1,40}\bhappen\b",
        ),
        (
            _T.FREQUENCY,
            r"\bhow (?:common|rare|many people|often does|frequent)|\bprevalence\b|\bincidence\b|\brare or\b"
            r"|\bwhat (?:share|proportion|percentage) of\b",
        ),
        (_T.MECHANISM, r"\bhow do(?:es)? .{1,60} work\b|\bmechanism\b|\bpathophysiolog"),
        (_T.REASON, r"^(?:and |but )?why\b"),
        (
            _T.DEFINITION,
            r"^what (?:is|are|does)\b(?! the\b| best\b)|\bdefin|\binformation (?:on|about)\b|^(?:can"
            r"|could)? ?(?:you )?(?:please )?(?:tell me about|explain)\b|\bmean(?:s|ing)?\b|\bwhat is (?:it"
            r"|that) exactly\b"
            r"|- what is that\b|\bwhat exactly is\b",
        ),
        (_T.PREVENTION, r"\bvaccin|\bimmuni[sz]"),
    )
)

_UNTOLD = frozenset({None, _T.DEFINITION, _T.REASON})
"""“What does it feel like?” begins like a question for a definition, and asks for the symptoms."""

_TURNED_ROUND = re.compile(
    r"\b(?:risk factor|cause|symptom|sign|complication)s? (?:for|of)\W*$", re.IGNORECASE
)
"""“What is X a risk factor for?” asks for the other end of the relation."""


def question_type(text: str) -> QuestionType | None:
    """The relation that is asked for; None where no rule knows it.

    Of several sentences those count that are questions: the others tell a story.
    """
    if TYPES[0][1].search(text):
        # Told first and asked about after: “I forgot my pill. What now?”
        return TYPES[0][0]
    told = sentences(text)
    asking = " ".join(sentence for sentence in told if sentence.endswith("?"))
    if len(told) > 1 and asking:
        text = asking
    if _TURNED_ROUND.search(text):
        return None
    kind = next((kind for kind, pattern in TYPES if pattern.search(text)), None)
    if kind in _UNTOLD:
        return spoken_relation(text) or kind
    return kind


def asking_words(text: str, kind: QuestionType | None) -> frozenset[str]:
    """Stems of the words by which the relation was known where it is one or two: the etiology, the mgmt.

    What is narrower than its relation is none of them: an article on radiotherapy does not answer a question
    on treatment, nor one on how people with complaints are examined how those without any are screened.
    """
    patterns = [pattern for each, pattern in TYPES if each is kind]
    found = (match for pattern in patterns for match in pattern.finditer(text))
    spans = (text[_word_start(text, m.start()) : _word_end(text, m.end())] for m in found)
    asking = frozenset(stem(word) for said in spans if len(words(said)) <= 2 for word in words(said))
    return asking - _NARROWER


_NARROWER = frozenset(map(stem, ("surgery", "radiotherapy", "chemotherapy", "screen", "screening")))


def _word_start(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def relation_words(kind: QuestionType | None) -> frozenset[str]:
    """Stems of words that, where this relation is asked for, only ask for it: the long run of an outlook."""
    return _WORDS.get(kind, frozenset()) if kind else frozenset()


_WORDS = {
    kind: frozenset(map(stem, said.split()))
    for kind, said in {
        _T.PROGNOSIS: "long run term worse better years time times expect expected serious future hold"
        " fare course life live"
        " living chances lifespan over end path",
        _T.STORAGE: "store stored storing storage keep kept fridge refrigerated refrigerate refrigerator"
        " cabinet bathroom"
        " leftover rid dispose disposal disposed home stay place medicine",
        _T.MISSED_DOSE: "forgot forget forgotten missed miss skip skipped last night morning yesterday"
        " today evening mistake"
        " double dose doses take",
        _T.OVERDOSE: "overdose overdosed happens much many swallowed took taken emergency",
        _T.CONTRAINDICATIONS: "contraindications contraindicated safe safety precaution precautions watch"
        " start starting begin"
        " beginning concerns special warning warnings important shouldn ok okay",
        _T.REASON: "indications indication indicated prescribe prescribed good work",
        _T.DOSE: "right way proper times day often usual amount supposed daily",
        _T.SIDE_EFFECTS: "aes unwanted bad feel odd problems harm look",
        _T.DIAGNOSIS: "suspected evaluation consist blood scan imaging labs lab laboratory laboratories"
        " test workup work investigations investigation examine"
        " order panel check checked consists",
        _T.PREVENTION: "avoid stop developing develop first place prophylaxis ways way keep getting"
        " happening",
        _T.TREATMENT: "start first line begin work works exist therapeutic usual step initial standard"
        " care rx tx deal"
        " dealt handle handled operate operation rid relief help helps meds med second third salvage helping"
        " doctor doctors physician physicians specialist specialists oncologist oncologists surgeon surgeons",
        _T.SYMPTOMS: "feel features feature presenting presentation present notice complaints recognise"
        " recognize point show"
        " shows typical clinical look signs",
        _T.INHERITANCE: "passed pass handed parent parents family families mode pattern kids child"
        " children down genes run runs",
        _T.CAUSE: "behind come comes bring brings lead leads reason reasons happen happens gene genes"
        " changes origin factors",
        _T.GENES: "gene genes genetics mutation mutations involved responsible changes",
        _T.RISK: "prone likely develop odds raise raises chance",
        _T.COMPLICATIONS: "lead leads arise left alone untreated later problems happens result",
        _T.DEFINITION: "general exactly explain define",
        _T.STAGES: "staged staging",
        _T.FREQUENCY: "rare frequently frequent occur occurs share proportion see often affected"
        " percentage number common",
    }.items()
}
