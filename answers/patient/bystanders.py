"""Children who are spoken of and are not the patient: “after my first baby”, “I have five kids”.

Narrow on purpose: a child that is overlooked is the worse fault. Where something may be said of them further
on (“and she”, “both”, “the youngest”), they count.
"""

import re

_SMALL = r"(?:child(?:ren)?|kids?|bab(?:y|ies)|infants?|toddlers?|teen\w*|boys?|girls?)"
_ONE_SMALL = rf"an? (?:small |little |young )?{_SMALL}\b"
_MANY_SMALL = r"(?:grand)?(?:children|kids|babies|infants|toddlers|boys|girls)\b"
_COUNTED = (
    r"(?:(?:no|any|more|some|other|my|our|his|her|their|own|the|small|young|little|grown|adult|healthy"
    r"|two|three|four|five|six|seven|eight|nine|\d|all|of) ){0,4}"
)
_NOTHING_OF_THEM = (
    r"(?!['’]| (?:with|who|that|whose|has|have|had|got|gets?|is|are|was|were|aged|suffer\w*|in|of \d"
    r"|takes?|took|start\w*|began|develop\w*|caught|need\w*|can|could|should)\b)"
    r"(?![^?]{0,200}\b(?:he|she|they|them|him|both|one|each|youngest|oldest|eldest|elder|younger)\b)"
)
_I_WAS = r"(?:i|he|she|we|they) (?:was|were)"
_I = r"\b(?:i|we)(?:['’]m|['’]re| am| are)? (?:\w+ ){0,2}?"

BYSTANDERS = re.compile(
    # Long ago the patient was one.
    rf"\b(?:had|was|were|did|got|began|started)\b[^.?!]{{0,40}}\b(?:as|when {_I_WAS}) {_ONE_SMALL}"
    rf"|\b(?:as|when {_I_WAS}) {_ONE_SMALL},? (?:i|he|she|we|they) (?:had|was|were|got)\b"
    rf"|\bsince {_I_WAS} {_ONE_SMALL}"
    r"|\bsince (?:my |his |her |early )?childhood\b|\bin (?:my|his|her) (?:early )?childhood\b"
    # Whoever has them, wants them, or bore them.
    r"|\b(?:have|had|having|has|got|raised|raising|mother|mum|mom|father|dad|parents?)(?: of| to)?"
    rf" {_COUNTED}{_MANY_SMALL}{_NOTHING_OF_THEM}"
    r"|\b(?:after|before|since|following) (?:having |the birth of )?(?:my|our|her|the)"
    rf" (?:(?:first|second|third|fourth|last) )?{_SMALL}(?: (?:was|were) born)?"
    rf"(?=[,.;?!]| (?:i|we|my)\b|$){_NOTHING_OF_THEM}"
    r"|\b(?:expecting|pregnant with|carrying|gave birth to)"
    rf" (?:(?:my|our|her|their|a|first|second|third) ){{0,2}}{_SMALL}\b"
    # Whoever is around them.
    rf"|{_I}(?:look(?:ing)? after|tak(?:e|ing) care of|car(?:e|ing) for|babysit\w*|teach\w*"
    rf"|work\w*(?: \w+){{0,3}} with) {_COUNTED}{_MANY_SMALL}{_NOTHING_OF_THEM}"
    r"|\b(?:hug|hold|kiss|infect|visit|play(?:ing)? with|around|near|(?:caught|got) (?:\w+ ){1,4}from)"
    rf" (?:my|our) {_COUNTED}{_MANY_SMALL}{_NOTHING_OF_THEM}"
    rf"|\b(?:my|our|the) {_MANY_SMALL} (?:gave|brought|passed)\b"
    r"|\bbaby (?:aspirin|blues|powder|oil|shampoo|teeth|food)\b",
    re.IGNORECASE,
)
