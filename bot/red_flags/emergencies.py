"""Heart, breath, awareness, brain, allergy, bleeding, injury, and calls for help."""

from bot.red_flags.beginnings import BABIES, PREGNANCY
from bot.red_flags.people import BLEEDING, IS, KIN, SOMEBODY, SPEAKER, START, THEY, UP_TO_2, UP_TO_3
from bot.red_flags.sign import any_of, sign, words

_CHEST_PAIN = any_of(
    r"chest(?: (?:is|are|feels?|felt|really|so|very|has been|been|started|keeps|seems? to|just|"
    r"to)){0,3} (?:pains?|hurt(?:s|ing)?|pressure|tight(?:ness|ening)?|discomfort|heav\w+|ach\w+|"
    r"squeez\w+|burning|crush\w+)\b",
    r"chest(?: \w+){0,6} crushed\b",
    r"(?:pains?|pressure|tight(?:ness)?|squeezing|discomfort|heaviness|weight|band|elephant)"
    r"(?: sitting)? (?:in|on|across|around|over|at)(?: \w+){0,4} chest\b",
    r"chestpains?\b",
)
BREATHLESS = any_of(
    r"short(?:ness)? of breath\w*",
    r"breathless\w*",
    r"cant(?: \w+){0,2} (?:breath|breathe|air)\b",
    r"out of breath",
    r"gasp(?:s|ing)\b",
    r"sob\b(?! story)",
    r"wheez\w+",
    r"(?:trouble|difficulty|difficulties|problems?|hard time|issues?)(?: in| with)? breathing\b",
    r"(?:hard|struggl\w+|difficult|fight\w+) (?:for (?:me|him|her) )?(?:to|for) breathe?\b",
    r"breathing (?:is )?(?:difficult\w*|problems?|trouble|hard|issues?)\b",
    r"tak(?:es|ing) my breath away",
    r"labou?red breathing",
)
_HAVING = (
    r"(?<!after )(?<!before )(?<!since )(?<!of )(?<!about )(?<!from )(?<!without )(?<!by )"
    r"(?<!ever )(?<!like )(?<!keep )(?<!keeps )(?<!avoid )having"
)
_A_BAD = r"(?: an?| another)?(?: \w+){0,2}"
_BACK_TO_US = r"(?! to (?!me|us|pain|voice|anything|touch|my|his|her))"
_ONE = r"(?:(?:my|his|her|one|the|left|right|entire|whole) ){1,3}"
_SUDDEN = words(
    "sudden\\w* just now all_of_a_sudden woke today tonight minutes hour confus\\w+ speech speak "
    "talk\\w* drool\\w*"
)
_LASTING_BLEEDS = words(
    "periods? menstru\\w* cycles? iud mirena depo pill h\\w*roids? piles fissures? gums? spotting "
    "perimenopaus\\w+ fibroids?"
)

_HEART = (
    sign(_CHEST_PAIN, BREATHLESS, unless=r"chest (?:x ?ray|ct)"),
    sign(
        _CHEST_PAIN,
        any_of(
            r"(?:arms?|jaw)\b",
            r"sweat(?:s|y|ing)\b",
            r"clammy",
            r"radiat\w+",
            r"spread(?:s|ing) (?:to|down|into)",
            r"faint\w*",
            r"pass(?:ed|ing)? out",
            r"viagra|sildenafil",
            r"pulmonary embolism|heart attack|pe\b",
        ),
        unless=r"(?:stomach flu|clicking|soccer|ribs?\b)",
    ),
    sign(
        r"(?:crushing|unbearable|excruciating|severe|sudden|terrible|horrible|intense|massive|"
        rf"really bad|awful)(?: \w+)? {_CHEST_PAIN}|chest(?: \w+){{0,6}} crush(?:ed|ing)\b",
        unless=r"cough\w*",
    ),
    sign(
        any_of(
            rf"{_HAVING}{_A_BAD} (?:heart attack|cardiac arrest|stroke|brain bleed)\b",
            rf"think{UP_TO_3} (?:just |has |is |may have |might have |mightve ){{0,2}}had{_A_BAD} "
            r"(?:heart attack|stroke|cardiac arrest)\b",
            rf"just (?:had|suffered){_A_BAD} (?:heart attack|stroke|seizure|fit|cardiac arrest)\b",
            r"(?:heart attack|stroke|anaphyla\w+|seizure|overdose|cardiac arrest) "
            r"(?:right now|happening|(?:now )?(?:please )?help\b)",
        )
    ),
    sign(r"(?:no|lost(?: his| her| a)?|without a|cant (?:find|feel) a) pulse\b"),
)
_BREATHING = (
    sign(r"(?:dont think (?:hes|shes)|not|isnt|arent|wasnt|stopped|quit|barely|hardly) breathing\b"),
    sign(
        r"(?:cant (?:i|he|she)|cant|cant even|couldnt|barely|hardly) breathe?\b"
        r"(?! (?:(?:well|properly) )?(?:through|thru|out|from|with my nose))",
        unless=any_of(r"(?:stuffy|blocked|stuffed|congested) (?:up )?nose", "nostril"),
    ),
    sign(r"(?:struggling|fighting|gasping|desperate) (?:to|for) (?:breathe?|air)\b"),
    sign(
        rf"(?:{IS}|lips|lip|face|fingers)(?: \w+)? (?:blue|grey|gray)\b(?! (?:eyes|hair|for))",
        words("lips? face skin baby he hes she shes son daughter newborn") + r"\b",
        unless=r"(?:vein|bruis|ring finger|dye|ink\b|food colou?r|pen\b)",
    ),
    sign(
        any_of(
            rf"(?:{IS}|started|starts|keeps|baby|son|daughter|child) choking\b"
            r"(?! (?:hazard|each|game))",
            r"choking (?:on|to death|right now|now|help)\b",
        ),
        unless=r"(?:often|always|sometimes|every time|whenever)\b",
    ),
)
_AWARENESS = (
    sign(rf"(?:unresponsive|not responsive)\b{_BACK_TO_US}"),
    sign(
        rf"(?:not|isnt|wont|stopped) respond(?:ing)?\b{_BACK_TO_US}"
        r"(?! (?:well|fully|positively))"
    ),
    sign(
        any_of(
            rf"(?:{IS}|found \w+(?: \w+)?|laying|lying|knocked|fell|fallen|still|now|and|goes) "
            r"unconscious\b(?! (?:bias|mind))",
            r"knocked out cold",
        )
    ),
    sign(
        any_of(
            rf"(?:{THEY}|{KIN}|baby|someone) (?:wont|cant|isnt|doesnt|not) (?:wake|waking)\b",
            rf"(?:cant|wont|hard to) (?:wake|rouse) (?:{THEY}|(?:my|the|our) \w+)\b",
            rf"(?:{START}|and |, )(?:wont|not|isnt) (?:wake up|waking)",
        )
        + r"(?!(?: up)? (?:early|until|at|in the|for|without|on time|refreshed))"
    ),
    sign(
        any_of(
            rf"(?:{KIN}|{THEY}|{SOMEBODY}|{SPEAKER}|we|old){UP_TO_3} collapsed\b",
            r"collapsed (?:and|on the|in front|suddenly|just now|today)\b",
            rf"(?:just|suddenly|has|hes|shes|he|she|{KIN})(?: just| has| suddenly)? "
            r"(?:passed out|blacked out|lost consciousness)\b",
        ),
        unless=any_of(r"collapsed (?:lung|vein|arch|disc)", r"passed out (?:drunk )?(?:once|twice)"),
    ),
)
_BRAIN = (
    sign(
        rf"(?:{IS}|started|keeps)(?: actively| currently| now| still)? "
        r"(?:seizing|seizuring|convulsing|fitting(?! (?:in|into|of|for|well|a|the|my)))\b"
    ),
    sign(
        rf"{_HAVING}{_A_BAD} (?:seizure|convulsions?|fit(?! of))\b"
        r"(?! (?:disorder|medic\w+|meds?|free|every|in (?:19|20|the past|my)))"
    ),
    sign(
        r"(?:wont|cant|doesnt) stop (?:seizing|convulsing)|(?:seizures?|convulsions?|shaking|"
        r"jerking|fit) (?:that )?(?:wont|hasnt|isnt|doesnt|not|"
        r"cant|has lasted|lasting|lasted|for (?:over|more than|\d)|one after)\b",
        r"(?:seiz\w+|convuls\w+|fit\b)",
    ),
    sign(
        any_of(
            r"(?:face|mouth|smile|cheek)(?: \w+){0,5} (?:droop\w*|dropp?(?:ed|ing)|sagg\w+|"
            r"lopsided|crooked|twisted|uneven)\b",
            r"droop\w*(?: \w+){0,2} (?:face|mouth|smile)\b",
        ),
        unless=words("bells_palsy botox ptosis"),
    ),
    sign(
        any_of(
            r"slurr(?:ed|ing|s)?(?: \w+){0,2} (?:speech|words|talking)",
            r"speech(?: \w+){0,3} (?:slurr\w+|garbled|jumbled)",
            r"(?:hes|shes|im|is|started|suddenly)(?: \w+)? slurring\b",
            r"suddenly cant (?:speak|talk|see|understand)",
            r"cant (?:speak|talk)(?: properly| right)? (?:all of a sudden|suddenly)",
            r"sudden(?:ly)? (?:very )?confus(?:ed|ion) and",
        ),
        unless=words("dentist since_birth lisp braces"),
    ),
    sign(
        rf"cant (?:move|feel|lift|raise|use) {_ONE}(?:arm|leg|side|hand|half)\b",
        unless=words(
            "shoulder elbow wrist knee ankle broke broken fractur sprain gym rotator injur frozen "
            "surgery operat cast lifting workout"
        ),
    ),
    sign(
        any_of(
            r"(?:half|side) of(?: \w+){1,3} (?:face|body)(?: \w+){0,2} (?:numb|weak|"
            r"paraly[sz]ed)\b",
            rf"{_ONE}(?:side|half)(?: of(?: \w+){{1,3}} (?:body|face))?{UP_TO_2} (?:paraly[sz]ed|"
            rf"weak|limp|numb)\b",
            r"(?:sudden\w*|just)(?: \w+){0,4} (?:weak\w*|numb\w*|paraly\w+)(?: \w+){0,4} "
            r"(?:one|left|right) side\b",
            r"arm(?: \w+){0,2} leg(?: \w+){0,4} (?:weak|numb|limp)\b",
            r"(?:numb|weak|paraly[sz]ed) (?:on|down)(?: \w+)? (?:one|left|right) side\b",
        ),
        _SUDDEN,
        unless=words("anxiety_attack months years dentist toe ankle"),
    ),
    sign(
        any_of(
            r"worst headache (?:of|in|ive|i|he|she|ever)",
            r"thunderclap",
            r"sudden(?:ly)? (?:loss of vision|lost (?:my|his|her) (?:vision|sight)|"
            r"(?:went )?blind)",
        )
    ),
    sign(
        r"(?:stiff|stiffness in)(?: \w+){0,2} neck",
        r"(?:fever\w*|temperature)",
        words("rash light_hurts photophobia confus\\w+ drows\\w+ wont_fade glass_test"),
    ),
)
_ALLERGEN = words("hives stung sting peanuts? nuts? shell_?fish shrimps? prawns? allerg\\w+ bees? wasps?")
_ALLERGY = (
    sign(
        any_of(
            r"(?:throat|airway|windpipe)(?: \w+){0,4} (?:clos(?:ing|ed)|swelling|swell up|"
            r"swollen shut|tighten\w*|constrict\w*)\b",
            r"tongue(?: \w+){0,2} (?:is|are|started|keeps)(?: \w+)? swelling\b",
            r"throat (?:feels|is|feeling|getting) (?:\w+ )?tight\b",
        ),
        unless=r"(?:tonsil|mono|strep|reflux|for (?:days|weeks|months))",
    ),
    sign(
        any_of(
            r"(?:tongue|lips?|face|mouth|eyes)(?: (?:and|my|his|her|is|are|the|has|have|eyes|lips?|"
            r"tongue|face|throat|started|starting|to|really|very|been)){0,6} "
            r"(?:swell(?:s|ing)?|swollen|puff\w+)\b",
            r"swelling (?:of|in)(?: \w+){0,2} (?:tongue|lips?|face|throat)",
            r"swollen (?:tongue|lips?|face)",
        ),
        any_of(_ALLERGEN, BREATHLESS, "epi ?pen", "throat", "faint", "dizzy", "ate", "eating") + r"\b",
        unless=words("dentist tooth teeth dental denture wisdom tonsil sinus hay_?fever pollen"),
    ),
    sign(
        any_of(
            r"(?:going|goes|went) into(?: \w+)? (?:anaphyla\w+|shock)",
            r"(?:im|is|hes|shes|am|are|be|was) (?:having |going |in |suffering )?"
            r"(?:an? |from |into )?(?:\w+ )?anaphyla\w+",
            rf"{_HAVING}(?: an?)? (?:severe|bad|serious|major|extreme|terrible)(?: \w+)? "
            r"(?:allergic reaction|allergy attack|asthma attack)",
            rf"{_HAVING}{_A_BAD} anaphyla\w+",
            r"just used (?:\w+ )?epi ?pen",
        )
    ),
    sign(rf"{_HAVING}(?: an?)? (?:allergic reaction|asthma attack)", rf"(?:{BREATHLESS}|inhaler)"),
    sign(
        rf"(?:{_ALLERGEN}|allergy)\b",
        rf"(?:{KIN}|{THEY}|{SPEAKER}|{SOMEBODY}|and|with|some|have|has|"
        rf",)(?: \w+){{0,4}} {BREATHLESS}",
        unless=words("sinus hay_?fever pollen dust seasonal"),
    ),
)
_BLOOD = (
    sign(
        any_of(
            rf"{BLEEDING}(?: \w+){{0,6}} (?:wont|not|doesnt|cant|isnt|hasnt|never) (?:be )?"
            r"(?:stop\w*|slow\w*|control\w*|clot\w*)",
            r"cant (?:get |make )?(?:\w+ )?(?:to )?(?:stop|control)(?: the| my| his| her)? "
            rf"{BLEEDING}",
            r"(?:wont|doesnt|hasnt|isnt|not|cant) (?:stop|stopped|stopping) bleeding",
        ),
        unless=_LASTING_BLEEDS,
    ),
    sign(
        any_of(
            r"bleed(?:s|ing)(?: \w+){0,3} (?:heavily|profusely|badly|out|uncontrollabl\w+|"
            r"everywhere|severely|excessively|like crazy|very much|a lot|so much)\b",
            r"(?:im|is|hes|shes|have|has|having|got|with|started|there is|theres)(?: \w+){0,3} "
            r"(?:heavy|severe|uncontroll\w+|massive|profuse|excessive) bleeding",
            rf"{START}(?:heavy|severe|profuse) bleeding",
            r"(?:is|hes|shes|im) ha?emorr?haging",
        ),
        unless=_LASTING_BLEEDS,
    ),
    sign(
        any_of(
            r"blood (?:is |was |are )?(?:everywhere|all over|spurting|gushing|pouring|squirting|"
            r"spraying)",
            r"(?:spurting|gushing|pouring|squirting)(?: out)? blood",
            r"(?:theres|there is) (?:so|too) much blood\b",
            r"los(?:t|ing) (?:a lot of|so much|too much|lots of) blood",
            r"soak\w*(?: \w+){0,3} (?:pads?|towels?)(?: \w+){0,3} (?:hour|hr|\d+ min\w*)",
            r"(?:pads?|tampons?) (?:every|an|per|in an?|each) (?:half )?(?:hour|hr)",
        )
    ),
    sign(
        r"(?:vomit\w*|throwing up|threw up|throws up|puk\w+|cough\w*(?: up)|spitting up)(?: up)?"
        r"(?: (?!and\b)\w+){0,3} blood\b(?! (?:pressure|test|work|sugar))",
        unless=any_of("streaks? of", "specks?", "nose ?bleed", "blood streak", "tonsil"),
    ),
)
_HURT_AND_CALLING = (
    sign(
        r"(?:been|was|got|is|hes|shes|just|im)(?: \w+)? (?:stabbed|electrocuted|drown(?:ing|ed)|"
        r"run over|hit by (?:a|the) (?:car|truck|bus|train)|shot (?:in|by|at))\b"
    ),
    sign(
        r"think (?:im|hes|shes) (?:dying|going to die)\b(?! (?:of|to|from) )",
        unless=words("cancer hospice palliative terminal"),
    ),
    sign(
        any_of(
            r"(?:i|we) need (?:an )?ambulance",
            r"send (?:an )?ambulance",
            rf"(?:{START}|please |someone )call (?:an )?(?:ambulance|911|999|112)",
            r"(?<!when )should i call (?:an )?(?:ambulance|911|999|112)",
            r"(?:this|it|its) (?:is )?an emergency\b(?! (?:contracep\w*|room|pill|fund|number))",
        )
    ),
)
EMERGENCY = (
    *_HEART,
    *_BREATHING,
    *_AWARENESS,
    *_BRAIN,
    *_ALLERGY,
    *_BLOOD,
    *BABIES,
    *PREGNANCY,
    *_HURT_AND_CALLING,
)
