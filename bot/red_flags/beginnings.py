"""Infants under a year, and pregnancy."""

from bot.red_flags.people import BLEEDING
from bot.red_flags.sign import any_of, sign

_UNDER_ONE = any_of(
    r"(?:my|our|the|her|his|this|newborn|little)(?: \w+){0,2}? "
    r"(?:bab(?:y|ies)|newborn|infant|neonate|bub|preemie)\b",
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: and a half)? "
    r"(?:day|wk|week)s? old",
    r"(?:[1-9]|10|11|one|two|three|four|five|six|seven|eight|nine|ten|eleven) ?"
    r"(?:mo|m|mth|mths|month|months) old",
    r"newborn",
)
_ILL_BABY = any_of(
    r"fever\w*",
    r"febrile",
    r"high temp\w*",
    r"(?:temp|temperature)(?: \w+){0,3} (?:3[89]|4[01]|10[0-5])(?:\.\d)?",
    r"burning up",
    r"grunting",
    r"(?:breathing|breathes)(?: \w+){0,2} (?:fast|rapid\w*|hard|heav\w+|strange\w*|weird\w*|funny|"
    r"irregular\w*|shallow|labou?red)",
    r"(?:labou?red|fast|rapid|noisy|heavy|difficulty|trouble|struggling with) breathing",
    r"struggl\w+ to breathe?",
    r"(?:chest|ribs?)(?: \w+){0,3} (?:sink\w+|suck\w+|pull\w+)",
    r"floppy",
    r"limp",
    r"wheez\w+",
    r"retract\w+",
    r"lethargic",
    r"bulging",
)
BABIES = (
    sign(
        rf"{_UNDER_ONE}(?:s\b)?(?:(?! (?:i|im|ive|me|mother|mom|mum|years?|we|husband|wife)\b) "
        rf"[\w,.]+){{0,14}}? {_ILL_BABY}\b",
        unless=r"(?:pregnan\w+|unborn|breast ?feeding|nursing|expecting|years? old|meas[el]+s)",
    ),
    sign(
        r"(?:fever\w*|temperature|labou?red breathing|difficulty breathing|trouble breathing)"
        rf"(?: \w+){{0,4}} {_UNDER_ONE}",
        unless=r"(?:pregnan\w+|breast ?feeding|nursing|expecting|years? old)",
    ),
)
_PREGNANT = any_of(
    r"(?:im|is|shes|she|am|while|being|still|currently|already|wife|are|months?|weeks?|wks?)"
    r"(?: \w+){0,4}? pregnant\b(?! or)",
    r"(?:my|our|her|this)(?: \w+)? pregnancy\b(?! test)",
    r"pregnant (?:and|with|wife|girlfriend|sister|daughter|woman|friend|now|but|\d)",
    r"\d+ ?(?:weeks?|wks?|months?) (?:along|gestation|preg\w*)",
)
PREGNANCY = (
    sign(
        _PREGNANT,
        any_of(
            rf"{BLEEDING}(?! (?:pressure|test\w*|work|sugars?|type|group|count|clot\w*|thin\w*|"
            r"glucose|flow|loss|bank|vessel\w*|result\w*))",
            r"seizures?",
            r"convuls\w+",
            r"fit\b",
            r"passing (?:\w+ )?clots",
            r"cord (?:is |has )?(?:coming|come|hanging|sticking) out",
            r"baby (?:\w+ )?stopped moving",
        ),
        unless=any_of(
            r"(?:am i|could i|can i|could she|can she|is she|i might|might|may|possibly|if|gets?|"
            r"chance\w* of|getting|got|become|becoming|to be|means?|not|isnt|be|been|was|"
            r"possibility of)(?: \w+){0,3} pregnan",
            "gums?",
            "nose ?bleeds?",
            "implantation",
            "abortion",
            "before (?:i|my)",
            "morning after",
            "plan b",
            "negative",
            "stopped bleeding",
            "bleeding stopped",
            "period",
        ),
    ),
)
