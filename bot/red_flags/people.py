"""The words for who it is about, and for what may stand between two words of a sign."""

import re

from bot.red_flags.sign import any_of, words

KIN = words(
    "mother mum mummy mom mama father dad papa parents? wife husband partner fiancee? "
    "(?:boy|girl)_?friend friend son daughter child children kids? kiddo baby babies twins? "
    "infant newborn toddler brother sister bro sis uncle aunt aunty auntie cousin nephew niece "
    "grand(?:mother|ma|father|pa|son|daughter|child|dad|mum|mom) nan granny gran room_?mate "
    "flatmate neighbou?r colleague co_?worker boss teacher student guest teenager teen"
)
THEY = words("he hes him his she shes her they theyre them their")
SPEAKER = words("i im ive id")
SOMEBODY = words("someone somebody man woman boy girl guy lady person stranger")
IS = words("is are was am im hes shes theyre be been being looks? has have gone turned turning went")
NOT = words("not never no dont doesnt didnt isnt wasnt arent without hardly wouldnt wont")
UP_TO_1, UP_TO_2, UP_TO_3, UP_TO_5 = (rf"(?: (?!{NOT}\b)\w+){{0,{n}}}" for n in (1, 2, 3, 5))
"""Up to so many words between, none of which turns the sense around."""
UP_TO_3_LAZY = rf"(?: (?!{NOT}\b)\w+){{0,3}}?"
BLEEDING = r"(?:bleed(?:s|ing)?|blood|ha?emorr?hag\w+)"
START = r"(?:^|(?<=[.?] ))"
"""Where a sentence starts."""
PETS = words("dogs? cats? puppy puppies kittens?")

PERSON = re.compile(rf"\b{any_of(SPEAKER, 'me', 'my', 'mine', 'myself', 'we', 'us', 'our', THEY)}\b")
"""Somebody in particular: without one, a question is about a subject."""

OWN = re.compile(
    r"\b"
    + any_of(
        rf"(?:my|our){UP_TO_2} {KIN}\b",
        r"(?:im|ive)\b(?! (?:seeing|treating|managing|caring|called|asked|a doctor|a nurse))",
        r"i (?:cant|think|feel|just|took|swallowed|overdosed)\b",
        r"i have\b(?! (?:a|an|one|two|three|this|another|\d+)\b)",
        r"my (?:chest|throat|tongue|face|lips?|arm|speech|heart)\b",
    )
)
"""A clinician speaking of themselves or of their family, not of a case ("I have a 62M with")."""

CASE = re.compile(r"\b(?:patients?|pts?|clients?|residents?|case|year old|yo|y o|\d+[mf])\b")
