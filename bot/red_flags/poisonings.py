"""An overdose, or something swallowed, breathed in or bitten by, that is poisonous."""

from bot.red_flags.people import (
    IS,
    KIN,
    PETS,
    SPEAKER,
    UP_TO_1,
    UP_TO_2,
    UP_TO_3,
    UP_TO_3_LAZY,
    UP_TO_5,
)
from bot.red_flags.sign import any_of, sign, words

_MEDICINE = (
    words(
        "pills? tabs? tablets? caps capsules? gummies edibles meds? medicines? medications? "
        "doses? drugs? pain_?killers? pain_relievers? sleeping_\\w+ antidepressants? "
        "paracetamols? acetaminophen tylenols? panadols? calpol co_codamol ibuprofens? advils? "
        "motrin aleve naproxen aspirins? benadryl diphenhydramine cet[iy]rizine insulin novolog "
        "lantus metformin xanax alprazolam valium diazepam klonopin clonazepam ativan lorazepam "
        "zopiclone ambien zolpidem melatonin amitriptyline citalopram sertraline prozac "
        "fluoxetine zoloft seroquel quetiapine lithium gabapentin tramadol codeine oxycodone "
        "percocets? hydrocodone vicodin morphine methadone fentanyl heroin cocaine meth ecstasy "
        "mdma lsd adderall ritalin concerta digoxin warfarin beta_blockers? propranolol "
        "metoprolol amlodipine lisinopril verapamil diltiazem iron vitamins? caffeine dramamine "
        "nyquil levothyroxine thyroxine laxatives?"
    )
    + r"\b"
)
_POISON = (
    words(
        "bleach detergent (?:laundry|tide|washing)_(?:pods?|capsules?|tablets?|liquid|powder) "
        "dishwasher_(?:tablet|pod)s? antifreeze (?:drain|oven|toilet)_cleaner "
        "(?:button_|disc_|watch_|coin_)?batter(?:y|ies) magnets? "
        "(?:rat|mouse|ant|slug)_(?:poison|bait|pellets) poison(?:s|ous_\\w+)? pesticides? "
        "insecticide weed_?killer paint_thinner turpentine white_spirit kerosene paraffin "
        "gasoline petrol diesel lighter_fluid lamp_oil hand_saniti[sz]er "
        "nail_(?:polish|varnish)(?:_remover)? acetone cleaning_\\w+ cleaner disinfectant "
        "wild_(?:mushrooms?|berries) death_caps? essential_oils? eucalyptus_oil moth_?balls? "
        "lye caustic_soda acid mercury cyanide methanol ammonia liquid_nicotine "
        "vape_(?:juice|liquid) e_?liquid hydrogen_peroxide rubbing_alcohol carbon_monoxide"
    )
    + r"\b"
)
_TOOK = words(
    "took taken toke swallowed ingested ate eaten downed popped drank drunk gave given injected overdosed_on"
)
_MANY = words(
    "[1-9]\\d{1,2} ten eleven twelve (?:fif|six|seven|eigh|nine)teen twenty thirty forty fifty "
    "sixty (?:a_)?hundred (?:a_)?dozens? loads_of lots_of a_lot_of (?:a_)?handful_of "
    "(?:a_)?bunch_of"
)
_NO_COUNT = (
    words(
        "mg mcg ug g ml iu units? milli\\w+ mins? minutes? hours? hrs? days? weeks? months? "
        "years? times birth contracept\\w+"
    )
    + r"\b"
)
_AS_A_COURSE = (
    r"[^.?]{0,60}\b(?:over the|per|a (?:day|week|month)|daily|each|every|course|so far|weeks?|"
    r"months?|days|years)\b"
)
TOO_MUCH = any_of(
    rf"{_TOOK}{UP_TO_3} too (?:much|many)(?: of)?(?: \w+)? {_MEDICINE}",
    rf"{_TOOK}{UP_TO_3} {_MANY}(?! {_NO_COUNT}){UP_TO_3_LAZY} {_MEDICINE}(?!{_AS_A_COURSE})",
    rf"{_TOOK}{UP_TO_3} (?:whole|entire|full|almost a|half a){UP_TO_2} (?:bottle|box|pack|packet|"
    rf"strip|"
    rf"blister|jar|pot)\w* of{UP_TO_3_LAZY} {_MEDICINE}",
    rf"{_TOOK}{UP_TO_3} (?:all|the rest)(?: of)? (?:my|his|her|the|those){UP_TO_2} "
    r"(?:pills?|tablets|meds|medication)",
    rf"{_TOOK}{UP_TO_3} (?:double|triple|twice|two times|ten times)(?: the| my| his| her)?"
    r"(?: usual| normal| recommended)? (?:dose|amount)",
    rf"{_TOOK}{UP_TO_3} (?:pills?|tablets?|meds|medication|medicine|dose) twice\b(?! (?:a|per|"
    rf"daily))",
    rf"{_TOOK}{UP_TO_2} overdose\b",
    rf"(?:{SPEAKER}|{IS}|{KIN}|he|she|has|had|just|may have|might have)"
    r"(?: accidentally| just| probably| already| possibly){0,2} (?:overdosed|overdosing|oded)\b",
    r"(?:got|gotten) overdosed\b",
)
SWALLOWED_POISON = (
    r"(?:drank|drunk|drinking|swallow(?:ed|ing)|ate|eaten|eating|ingest(?:ed|ing)|licked|chewed|"
    rf"bit(?:ten)? into|got into|inhaled|breathed in|breathing in|sucked on){UP_TO_5} {_POISON}"
)

POISONING = (
    sign(TOO_MUCH, unless=any_of(PETS, "birth control")),
    sign(SWALLOWED_POISON, unless=any_of(PETS, "food poisoning")),
    sign(
        rf"(?:swallowed|ate|eaten|got into|drank|chewed){UP_TO_3} (?:my|our|some|bunch of|"
        rf"bottle of|"
        rf"few|grand\w+|nans?|dads|moms|mums|husbands|wifes|fathers|mothers){UP_TO_3} "
        r"(?:pills?|tablets?|meds?|medicines?|medications?|gummies)",
        any_of(KIN, "year old", "month old", "yo", "he", "she") + r"\b",
        unless=PETS,
    ),
    sign(
        any_of(
            rf"(?:been|was|got|hes|shes|im|is|being){UP_TO_1} poisoned\b",
            rf"(?:has|have|having|got|with){UP_TO_1} (?:carbon monoxide|alcohol|co|"
            rf"methanol) poisoning",
            rf"(?:carbon monoxide|co) (?:alarm|detector|monitor){UP_TO_3} (?:going|went|goes|gone|"
            r"beeping|is on|sounding|ringing)",
        ),
        unless=PETS,
    ),
    sign(
        any_of(
            r"(?:bitten|bit|stung)(?: \w+){0,4} by an?(?: \w+)? (?:snake|viper|cobra|rattlesnake|"
            r"adder|black widow|scorpion|jelly ?fish|redback|funnel web)",
            r"(?:snake|viper|cobra|rattlesnake|scorpion) (?:just )?(?:bit|stung)\b",
        )
    ),
)
