"""Is it a question for this bot at all? Rules, no model; a medical question is never turned away.

What is turned away is named: an animal as the patient, the law, a task (to write, to draw, to play a part,
to give instructions away), or something that is not medicine. No question with a word of medicine in it
counts as the last, and a research question about animals is medicine.
"""

import asyncio
import re
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from answers.everyday import EVERYDAY, SMALL_TALK
from answers.names import is_name
from answers.search.encoder import Encoder
from answers.search.vocabulary import vocabulary
from answers.text import one_line, words
from answers.types import OutOfScope

READ_MAX_CHARS = 1_000
"""What asks stands within it; a longer message is somebody's story."""
ENCODED_MAX_CHARS = 300
"""As in training."""
LINE_FILE = "scope.npz"

_PLEASE = (
    r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|and|now|so|just|please|kindly|then|first|also)\b[, ]*)*"
    r"(?:(?:can|could|will|would) you (?:please |kindly )?|i (?:want|need|would like|['’]d like) you to "
    r"|help me (?:to )?|i command you to )?"
)
_WORK = (
    r"(?:poems?|songs?|rap|haikus?|limericks?|sonnets?|lyrics|jokes?|stor(?:y|ies)|tales?|novels?|fiction"
    r"|essays?|thes[ie]s|dissertation|homework|blog|speech(?:es)?|toast|e-?mails?|letters?|messages?|tweets?"
    r"|posts?|captions?|adverts?|advertisements?|slogans?|cvs?|r[eé]sum[eé]s?|cover letter|profile|product"
    r" description|press release|newsletter|screenplay|script|dialogue|code"
    r"|programs?(?! (?:of|for) (?:[\w-]+ ){0,2}?(?:rehab|exercis|therap|screening|training))|functions?"
    r"|class(?:es)?"
    r"|sql|html|css|json|regex(?:es)?|python|java(?:script)?|bash|macro|formula in excel|app|website"
    r"|web ?page"
    r"|game|presentations?|power ?point|slides|playlists?|usernames?|passwords?|logos?|pictures?|drawings?"
    r"|images?|cartoons?|memes?|marketing plan|business plan|complaints?|contract|random number|crossword"
    r"|quiz|riddles?)"
)
_TASK = re.compile(
    rf"{_PLEASE}(?:(?:write|compose|draft|generate|create|make|make up|draw(?: up)?|paint|design|invent"
    rf"|program|code|build|come up with)(?: me| us| my| him| her)?(?: up)? (?:[\w'’-]+ ){{0,4}}?{_WORK}\b"
    r"|(?:give|tell|show) me (?:a|an|some|the) (?:[\w'’-]+ ){0,3}?(?:poem|bedtime story|story about|regex"
    r"|code"
    r"|source code|script|playlist|riddle)\b"
    r"|write (?:my|some|an?)? ?(?:sql|html|css|python|code)\b"
    r"|(?:translate|proof-?read|paraphrase|rephrase|reword|rewrite|correct the grammar of|debug"
    r"|refactor) (?:this"
    r"|that|these|the (?:following|sentence|text|paragraph|code)|it|my (?:text|essay|code|letter|paragraph)"
    r"|for me"
    r"|into|to|[“\"'])"
    r"|(?:summari[sz]e|convert|format|sort) (?:this|the following|these)\b"
    r"|(?:solve|do) (?:my|this|the|for|these) (?:[\w'’-]+ ){0,2}?(?:equation|homework|puzzle|riddle"
    r"|assignment|x)\b"
    r"|(?:with )?my (?:maths?|school|physics|history|english|programming) (?:homework|assignment|essay)\b"
    r"|rhyme \w+|count (?:from|to|backwards?)\b|set (?:an? )?(?:alarm|timer|reminder)\b|remind me (?:to|at"
    r"|in (?:an?|half|\d+|one|two|five|ten))\b"
    r"|(?:send|text|call) (?:an? )?(?:text|message|e-?mail) ?(?:message )?to\b|play (?:a game|tic|chess"
    r"|music|the)\b"
    r"|simulate (?:an? )?(?:linux|terminal|conversation|chat)"
    r")",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"{_PLEASE}(?:(?:let['’]?s |let us )?(?:role-?play|do a role ?play)\b|pretend (?:that )?(?:to be"
    rf"|you['’]?re|you are"
    r"|we|i am|i['’]m)\b|imagine (?:that )?you(?:['’]re| are) (?:a|an|my|not|no)\b"
    r"|act (?:as|like) (?:a|an|my|if you|the)\b|behave like (?:a|an|my)\b|you are now\b"
    r"|from now on,? (?:you|answer"
    r"|speak|respond|act|be)\b|be my (?:girlfriend|boyfriend|friend|wife|husband|lover)\b|(?:talk|speak"
    r"|answer|respond)"
    r" (?:to me )?(?:like|as) (?:a|an|my) )",
    re.IGNORECASE,
)
_INSTRUCTIONS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|drop|break) (?:all |any |of |everything )*(?:the |your "
    r"|my |these )?"
    r"(?:previous |prior |above |earlier |former |initial |system |safety )*(?:instructions?|rules?"
    r"|guidelines?"
    r"|prompts?|restrictions?|programming|filters?)\b(?! (?:of|for|from|by|on|about|in the)\b)"
    r"|\b(?:show|reveal|print|repeat|output|display|give|leak|tell)\b.{0,20}\b(?:system prompt"
    r"|your (?:\w+ )?(?:prompt"
    r"|instructions|rules)|the prompt|(?:initial|hidden|secret) instructions|context window|text above)"
    r"|\bwhat (?:are|is|were) your (?:\w+ )?(?:instructions|prompt|system message|rules)\b"
    r"|\b(?:developer|debug|god|jailbreak|dan) mode\b|\bjailbreak\b|\byou are (?:now )?dan\b",
    re.IGNORECASE,
)

_ANIMAL = (
    r"\b(?:dogs?|cats?|pupp(?:y|ies)|kittens?|horses?|pon(?:y|ies)|foals?|mares?|cows?|cattle|sheep|lambs?"
    r"|goats?|pigs?|piglets?|rabbits?|bunn(?:y|ies)|hamsters?|guinea pigs?|gerbils?|ferrets?|chickens?"
    r"|hens?|ducks?"
    r"|geese|turkeys?|parrots?|budgies?|canar(?:y|ies)|cockatiels?|goldfish|fish|tortoises?|turtles?"
    r"|lizards?"
    r"|geckos?|snakes?|iguanas?|labradors?|poodles?|bulldogs?|chihuahuas?|dachshunds?|retrievers?|shepherds?"
    r"|terriers?|beagles?|donkeys?|alpacas?|llamas?|pets?)"
)
_IS_PATIENT = (
    r"(?:(?:has|have|had) (?:been|a|an|the|some|got|diarrh|worms|fleas|ticks|swollen|stopped|no|kidney"
    r"|cancer|diabetes"
    r"|seizures)|is (?:\w+ )?(?:\w+ing|sick|ill|lame|limp|constipated|pregnant|old|bloated)"
    r"|was (?:diagnosed|sick|ill"
    r"|put|hit|spayed|neutered|prescribed)|(?:keeps|started|stopped|won['’]?t|can['’]?t|cannot|doesn['’]?t"
    r"|does not"
    r"|refuses|needs?|ate|swallowed|limps?|vomits?|sneezes|threw up|looks|seems|is not|isn['’]?t|eats"
    r"|drinks|take"
    r"|get|need)\b)"
)
_VETERINARY = re.compile(
    rf"\b(?:my|our|his|her)(?: (?!doctor|kid|son|daughter|child|baby|wife|husband|mother|father"
    rf"|friend)[\w'’-]+){{0,2}}? {_ANIMAL} "
    rf"{_IS_PATIENT}"
    rf"|\b(?:give|feed|giving|treat|treating|vaccinate|deworm|neuter|spay|inject|groom"
    rf"|bathe) (?:to )?(?:(?:my|our|a|an|the|his|her) )?"
    rf"(?:(?!the |my |with |for |in |when |who |and )[\w'’-]+ ){{0,2}}?{_ANIMAL}\b(?!['’]?s? (?:milk|meat"
    rf"|broth|soup|eggs?))"
    rf"|\b(?:for|in|to) (?:my|our|a|the)(?: \d+ ?-?(?:kg|kilos?|pounds?|lbs?))?(?: (?:old|young|small|big"
    rf"|pregnant|dairy))* {_ANIMAL}\b"
    rf"(?! (?:allerg|bite|scratch|dander|lick|sting))"
    rf"|\b(?:can|do|does|should|may|will) (?:a |an |my |our )?(?:[\w'’-]+ )?{_ANIMAL} (?:take|have|eat|need"
    rf"|get|drink|swallow|suffer)\b"
    rf"|\b(?:poisonous|toxic|safe|dangerous|harmful|bad|good|vaccines?|medicines?|antibiotics?|treatment"
    rf"|dose|dosage)"
    rf" (?:for|to) (?:dairy |house |pet )?{_ANIMAL}\b"
    rf"|\b(?:vaccines?|shots|medicines?|food) (?:does|do|should) (?:my|our|a|an) (?:[\w'’-]+ )?{_ANIMAL}\b"
    rf"|\bin (?:dairy |pet |house |domestic )?(?:dogs|cats|horses|cows|cattle|sheep|goats|pigs|rabbits"
    rf"|chickens|puppies|kittens)(?=\W*$)"
    rf"|\b(?:temperature|life expectancy|heart rate|gestation|weight) of (?:my|a"
    rf"|an) (?:[\w'’-]+ )?{_ANIMAL}\b"
    rf"|\b(?:does|do|is|did|has|should i|why does|why is|can) (?:my|our) (?:[\w'’-]+ ){{0,2}}?{_ANIMAL}\b"
    rf"|\bmy (?:[\w'’-]+ ){{0,2}}?{_ANIMAL}['’]s (?:\w+ )?(?:ears?|eyes?|paws?|skin|leg|teeth|nose|stomach"
    rf"|fur|tail|gums|coat)\b"
    r"|\bveterinar(?:y|ian)s?\b|\b(?:by|do|would|should|the|my|a) vets?\b(?! (?:with|who|from|suffer"
    r"|affairs))"
    r"|\b(?:kennel cough|hoof rot|foot rot|laminitis|parvovirus in|canine (?:parvo(?:virus)?|distemper"
    r"|influenza|heartworm)"
    r"|feline (?:leuk(?:a)?emia|infectious peritonitis|immunodeficiency|calicivirus|distemper)"
    r"|equine (?:colic|influenza"
    r"|laminitis)|bovine (?:mastitis|viral))\b",
    re.IGNORECASE,
)
_PEOPLE_BESIDE = re.compile(
    r"\b(?:bit|bites?|bitten|scratch(?:ed|es)? (?:me|my|by)|lick(?:ed|s)?|contagious|catch|caught"
    r"|transmit\w*|infect me|zoono\w*"
    r"|humans?|people|person|patients?|allerg(?:y|ic) to|allergies to|(?:i|we) (?:am|are|have|had|got|was"
    r"|feel|get|can['’]t|need)"
    r"|i['’](?:m|ve)|my (?:son|daughter|baby|child|children|kids?|wife|husband|mother|father|skin|arm|hand"
    r"|leg|face|finger|asthma"
    r"|allerg(?:y|ies))|pregnan\w+|while pregnant|flu|litter|dander|hair|fur allergy|from (?:a|my|the|our)"
    r"|around|owners?|famil(?:y|ies)|farmers?|milk|meat"
    r"|model|models|experimental\w*|rats?|mice|murine|trial|chestnut|service|therapy|emotional support"
    r"|guide|assistance"
    r"|kick(?:s|ed)?|stings?|stung|handlers?|fanciers?|breeders?|tapeworms?|(?:from|catch it from) me"
    r"|detect|smell|sleep with|fish oil|eat(?:ing)? (?:fish|chicken|beef|pork|turkey|duck|goat|lamb|rabbit)"
    r"|pox|scan|pet[ -]ct)\b",
    re.IGNORECASE,
)
"""Whoever is bitten by an animal, allergic to it or infected by it is the patient; so is who eats it."""

_LEGAL = re.compile(
    r"\b(?:sue|suing|lawsuits?|litigat\w+|(?:need|get|find|hire|call|consult|see|want|afford|choose) (?:a "
    r"|an |my |the )?(?:good )?(?:lawyer|attorney|solicitor|barrister)|in court|which court|court case"
    r"|plead (?:guilty|not)|statute of limitations|restraining order|search warrant|without a warrant"
    r"|go to (?:jail|prison)"
    r"|prosecuted|trademark|copyright|patent (?:law|application|an|my)|landlord|evict(?:ed|ion)?|tenan(?:t"
    r"|cy)|divorce"
    r"|child custody|custody of|alimony|probate|last will|(?:write|make|contest) (?:a|my|the) will"
    r"|inheritance tax|tax on"
    r"|work visa|immigration law|green card|asylum law|contract law|employment law|labou?r law"
    r"|criminal (?:law|charge)"
    r"|penal code|speeding (?:ticket|charge)|parking (?:ticket|fine)|insurance fraud|legally(?=\W*$)"
    r"|legal (?:advice|action|rights"
    r"|claim|case|liability|consequences)|entitled to (?:damages|compensation)|(?:claim|get|receive"
    r"|how much) compensation"
    r"|malpractice (?:claim|suit|lawsuit|case)|damages for|against the law|break(?:ing)? the law"
    r"|practise law"
    r"|(?:is|are|was) (?:it )?(?:\w+ ){0,3}?(?:il)?legal (?:to (?!drive|fly|dispense|prescribe|give"
    r"|administer)|in [a-z]+(?=\W*$))"
    r"|what are my rights|my (?:legal )?rights (?:if|when|as)|(?:employer|boss|company) (?:fire|sack"
    r"|dismiss|lay)\b"
    r"|(?:can|could) (?:they|he|she|my (?:employer|boss|company)) (?:fire|sack|dismiss) me)\b",
    re.IGNORECASE,
)
_NOT_LEGAL = re.compile(r"\blegal(?:ly)? (?:blind\w*|deaf|limit)\b", re.IGNORECASE)

_HEALTH = re.compile(
    r"\b(?:drink(?:ing|s)?|ice (?:pack|packs|or)|(?:put|use|apply|or) (?:ice|heat)|plan b|odds|chances?"
    r"|scores?|antibiotic\w*"
    r"|antivir\w*|antihist\w*|antidepress\w*|anti-?inflam\w*|steroid\w*|ointments?"
    r"|creams?|topicals?|mucus|mucous"
    r"|phlegm|snor(?:e|es|ing)|germs?|lesions?|abscess\w*|warts?|moles?|acne|pimples?|dandruff|puberty"
    r"|ovulat\w*|conceiv\w*|conception"
    r"|discharge|sedat\w*|analges\w*|libido|circumcis\w*|autis\w*|dementia|cardi\w*|neuro\w*|psych\w*"
    r"|oncol\w*|dermat\w*|p(?:a)?ediatr\w*"
    r"|obstetr\w*|gyn(?:a)?ecol\w*|screening|cigarettes?|tobacco|caffeine|heights?|grow taller|jaw|chew\w*"
    r"|otc|over[- ]the[- ]counter|refills?"
    r"|first aid|sanit\w*|hygien\w*|appetite|thirst\w*|sweat\w*|shiver\w*|dehydr\w*|lactat\w*|nursing"
    r"|caregiver\w*|rehab\w*|ambulance"
    r"|palliat\w*|hospice|autops\w*|anatom\w*|physiolog\w*|laborator\w*|labs|serum|plasma|antibod\w*"
    r"|immun\w*|receptors?|enzymes?|protein\w*"
    r"|trials?|cohort|randomi[sz]\w*|odds ratio|regression|poisson|relative risk|p[- ]value|mean age"
    r"|incubation|epidem\w*|pandem\w*|quarantine"
    r"|health\w*|medic\w*|doctors?|nurses?|hospitals?|clinic\w*|patients?|surg\w+|disease\w*|sick\w*"
    r"|ill(?:ness)?\w*|symptom\w*"
    r"|treat\w*|therap\w*|diagnos\w*|prognos\w*|prescri\w*|pharmac\w*|drugs?|pills?|tablets? (?:for|of)"
    r"|dos(?:e|es|age|ing)|mg|mcg|ml"
    r"|vaccin\w*|immuni\w*|infect\w*|contagious|bacteria\w*|virus\w*|viral|flu|fever\w*|pain(?:s|ful|less"
    r"|killers?)?|hurts?|ache\w*|\w+aches?|sore\w*"
    r"|swell\w*|swollen|bleed\w*|blood|bruis\w*|wound\w*|injur\w*|burns?|rash\w*|itch\w*|cough\w*|sneez\w*"
    r"|breath\w*|vomit\w*|nause\w*"
    r"|diarrh\w*|constipat\w*|bowel\w*|stool|urin\w*|pee(?:ing)?|period|menstru\w*|pregnan\w*|birth control"
    r"|childbirth|labou?r pains?"
    r"|breast\w*|baby|babies|infants?|newborns?|toddlers?|sperm|sex(?:ual)?\w*|condoms?|contracepti\w*"
    r"|fertil\w*|menopaus\w*|hormon\w*"
    r"|diet\w*|nutrition\w*|vitamins?|supplements?|calori\w*|weight|obes\w*|exercis\w*|sleep\w*|insomnia"
    r"|tired\w*|fatigue|stress\w*"
    r"|anxi\w*|depress\w*|mental\w*|mood|suicid\w*|addict\w*|smok\w*|alcohol\w*|drunk|hangover|cannabis"
    r"|marijuana|nicotine|vap(?:e|ing)"
    r"|heart|brain|lungs?|liver|kidneys?|stomach|skin|bones?|muscles?|joints?|nerves?|spine|knees?|ankles?"
    r"|hips?|shoulders?|elbows?"
    r"|wrists?|fingers?|toes?|feet|foot|legs?|arms?|neck|throat|teeth|tooth|dent\w*|gums?|mouth|tongue"
    r"|eyes?|vision|ears?|hearing"
    r"|nose|nasal|sinus\w*|hair loss|head|scalp|face|chest|belly|abdom\w*|groin|penis|vagin\w*|uter\w*"
    r"|testic\w*|prostate|thyroid"
    r"|cells?|genes?|genetic\w*|dna|chromosom\w*|cancer\w*|tumou?r\w*|diabet\w*|asthma\w*|allerg\w*|insulin"
    r"|cholesterol|pressure"
    r"|transfus\w*|transplant\w*|anaesth\w*|anesth\w*|x-?rays?|mri|ct scan|ultrasound|scans?|biops\w*"
    r"|operation|syndrome\w*|disorder\w*"
    r"|toxic\w*|poison\w*|venom|bites?|stings?|ticks?|lice|mosquito\w*|age(?:ing)?|elderly|disab\w*"
    r"|wheelchair|caregiv\w*|surviv\w*"
    r"|mortality|sunscreen|sunburn|tattoo\w*|piercing|dehydrat\w*|hydration|glucose|sugars?|electrolyte\w*"
    r"|gastro\w*|intraven\w*|infusions?|vertigo|dizz\w*|faint(?:ed|ing)?"
    r"|hamstrings?|strain(?:ed|s)?|sprain\w*|tendon\w*|ligament\w*|cramp\w*|numb(?:ness)?|tremor\w*"
    r"|spasm\w*|lump\w*|drink water|safe to (?:eat|drink|take)|side effects?)\b",
    re.IGNORECASE,
)


_ABBREVIATION = re.compile(r"(?<![A-Z] )\b[A-Z][A-Z0-9]{1,6}s?\b(?! [A-Z]{2})")
"""It may stand for anything; words in capitals throughout are no abbreviations."""


def out_of_scope(question: str) -> OutOfScope | None:
    """Why a stand-alone question is none for this bot, by the rules alone; None where it is one, or where
    they cannot tell."""
    text = _read(question)
    if _TASK.search(text) or _PART.search(text) or _INSTRUCTIONS.search(text):
        return OutOfScope.TASK
    if _VETERINARY.search(text) and not _PEOPLE_BESIDE.search(text):
        return OutOfScope.VETERINARY
    if _LEGAL.search(_NOT_LEGAL.sub(" ", text)):
        return OutOfScope.LEGAL
    if (SMALL_TALK.search(text) or EVERYDAY.search(text)) and not has_medicine(text):
        return OutOfScope.NOT_MEDICAL
    return None


class Scope:
    """The rules, and behind them what was learned of the difference between medicine and everyday life.

    The rules know the subjects that somebody thought of; a line between the vectors of both (learned by
    `bench/training/scope.py`) knows others. It is asked only about questions without a word of medicine, and
    lies beyond every question of medicine that it was tried on. Without an encoder there are the rules alone.
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self._encoder = encoder
        with resources.files("answers.weights").joinpath(LINE_FILE).open("rb") as file, np.load(file) as line:
            self._weights, self._offset, self._at = line["weights"], line["offset"], line["at"]

    async def excludes(self, question: str) -> OutOfScope | None:
        """Why a stand-alone question is none for this bot; None where it is one."""
        reason, text = out_of_scope(question), _read(question)
        if reason or self._encoder is None or has_medicine(text) or _ABBREVIATION.search(text):
            return reason
        vectors = await asyncio.to_thread(self._encoder.encode, [text[:ENCODED_MAX_CHARS]])
        return OutOfScope.NOT_MEDICAL if self._lies_beyond(vectors[0]) else None

    def _lies_beyond(self, vector: NDArray[np.float32]) -> bool:
        return bool(vector @ self._weights + self._offset >= self._at)


def _read(question: str) -> str:
    return one_line(question)[:READ_MAX_CHARS]


def has_medicine(question: str) -> bool:
    """Whether there is a word of medicine in it: of health, a drug, a disease, a part of the body, or one
    that the vocabulary has other names for."""
    text = _read(question)
    return _HEALTH.search(text) is not None or any(map(_is_known, words(text)))


_NO_NAMES = frozenset(["back", "lower", "upper", "left", "right", "instagram", "hand", "program", "programs"])
"""Names only beside others (the lower back), or by their ending."""


@lru_cache(maxsize=8_192)
def _is_known(word: str) -> bool:
    """A drug, a disease, a part of the body, or a word that the vocabulary has other names for."""
    return (is_name(word) and word.casefold() not in _NO_NAMES) or bool(
        next(iter(vocabulary().terms(word))).names
    )
