"""A clinician's case that is happening now: asking about an emergency is not having one."""

from bot.red_flags.people import UP_TO_2, UP_TO_3_LAZY
from bot.red_flags.poisonings import SWALLOWED_POISON, TOO_MUCH
from bot.red_flags.sign import any_of, sign, words

_ACUTE = words(
    "anaphyla\\w+ cardiac_arrest resp(?:iratory)?_arrest status_epilepticus status seiz\\w+ "
    "convuls\\w+ stroke stemi heart_attack mi overdose poisoning ha?emorr?hag\\w* bleed\\w* pph "
    "aph "
    "eclampsia airway_obstruction choking septic_shock shock tension_pneumo\\w* tamponade "
    "dissection unresponsive unconscious collapsed? shoulder_dystocia cord_prolapse arrest\\w* "
    "coding crashing stridor laryngospasm not_breathing apno?eic pulseless vf vt pe "
    "malignant_hyperthermia thyroid_storm exsanguinat\\w+"
)
_PATIENT = words(
    "pt pts patient he hes she shes man woman boy girl child kid infant newborn neonate baby "
    "mother "
    "mom mum visitor colleague nurse resident someone guy lady toddler teenager son daughter "
    "\\d+_?(?:yo|y_o|m|f|yr|year_old)\\w*"
)
_JUST = words("just (?:minutes?|mins?|hours?|hrs?|h|moments)_ago now")
_HERE = words(
    "in_front_of_(?:me|us) right_now as_we_speak happening_now at_the_bedside "
    "in_my_(?:clinic|office|waiting_room|surgery|chair)_(?:right_)?now on_the_(?:floor|ward)_now "
    "need_help_(?:now|asap|urgently)"
)

CASE_EMERGENCY = (
    sign(
        rf"{_PATIENT}(?: (?!who|that|was|were|with|for|had|while|having|history|if|before)\w+)"
        r"{0,4}? (?:coding|crashing|seizing|convulsing|choking|exsanguinating|bleeding out|"
        r"pulseless|apno?eic|arresting|arrested|not breathing|isnt breathing|stopped breathing|"
        r"lost (?:a |his |her )?pulse|hanged (?:him|her)self)\b"
    ),
    sign(
        any_of(
            rf"{_ACUTE}(?: [\w,]+){{0,4}} {_HERE}",
            rf"{_HERE}(?: [\w,]+){{0,8}} {_ACUTE}\b",
            rf"{_ACUTE}{UP_TO_2} now(?= [,.?]| (?:and|no|not|help|what|how|please|need|despite|"
            rf"refractory|"
            r"second|dose|iv|bp|gcs)\b)",
        )
    ),
    sign(
        any_of(
            r"(?:cpr|resus\w*|compressions|code) (?:is )?(?:in progress|ongoing|underway|running)",
            r"code blue\b",
            r"(?:we|i) (?:have|got|are having) a code\b(?! (?:status|of))",
            r"(?:patient|pt|he|she) is in(?: \w+)? arrest\b|(?:hes|shes) in(?: \w+)? arrest\b",
            r"(?:im|were|we are) (?:\w+ )?(?:running a code|doing cpr|coding a)",
            rf"{_PATIENT} (?:is )?(?:in|going into|gone into|went into) (?:\w+ )?(?:arrest|vf|"
            r"asystole|pea|anaphyla\w+) (?:now|help|what do)",
        )
    ),
    sign(
        any_of(
            rf"{_PATIENT}{UP_TO_3_LAZY} (?:collapsed|arrested|seized)(?: \w+){{0,5}} {_JUST}\b",
            rf"{_PATIENT}{UP_TO_3_LAZY} just(?: \w+)? (?:collapsed|arrested|coded|seized|hanged|"
            rf"jumped|"
            r"stopped breathing|went unresponsive|had a (?:seizure|cardiac arrest))\b",
            r"(?:on the (?:roof|ledge|bridge)|with a (?:gun|knife|noose)) (?:right )?now",
        )
    ),
)

CASE_POISONING = (
    sign(
        any_of(TOO_MUCH, SWALLOWED_POISON),
        rf"{_PATIENT}\b",
        rf"{_JUST}\b",
        unless=r"how (?:do|should|would|to)(?: \w+)? (?:manage|treat)",
    ),
    sign(
        any_of(
            rf"{_PATIENT}{UP_TO_3_LAZY} (?:overdosing|overdosed)(?: \w+){{0,6}} {_JUST}\b",
            rf"{_PATIENT}{UP_TO_3_LAZY} just (?:overdosed|ingested|swallowed)"
            r"(?! a (?:coin|pill camera|capsule))\b",
        )
    ),
)
