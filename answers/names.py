"""Which words are names that tell one subject from another: drugs, diseases, germs, sites, opposites.

What is no name (“my neighbour”, “last Tuesday”) may be left out of account; a name never.
"""

import re
from functools import lru_cache

from answers.patient.drugs import is_drug
from answers.search.vocabulary import vocabulary
from answers.text import stem, words

_DISEASE = re.compile(
    r"[a-z-]{2,}(?:itis|itides|osis|oses|iasis|oma|omas|omata|a?emias?|a?emic|path(?:y|ies|ic)|algias?"
    r"|plegias?|pareses|paresis|trophy|trophies|plasias?|megaly|penias?|uria|rrh(?:o)?ea|rrhage|celes?"
    r"|ectas(?:ia|is)|stenosis|stenoses|phobias?|phasia|praxia|taxia|kinesia|tonia|clonus|sepsis|dynia"
    r"|lexia|graphia|lepsy|lepsies|gyria|cusis|opia|opsia|spasms?|cephaly|dactyly|derma|dermia|lysis|ptosis"
    r"|philia|thorax|virus|viruses|viral|coccus|cocci|cocc(?:al|us)|bacter|bacterial|fung(?:al|us)|ectomy"
    r"|ostomy|otomy|scopy|plasty|plasties|desis|graph(?:y|ic)|gram|grams|genesis|(?:oid|gonad|tuitar|steron"
    r"|cortis|insulin|dwarf|aut|alcohol|botul|bol|albin|cret|rheumat)ism|cytosis|blastoma|sarcoma|carcinoma"
    r"|myeloma|edema|oedema|infarction|fibrosis|cyst(?:ic|s)?|ulcers?|hernias?|fractures?|sprains?"
    r"|tumou?rs?|cancers?|leuk(?:a)?emias?|lymphomas?|palsy|seizures?|stroke|attack|infections?"
    r"|deficienc(?:y|ies)|syndromes?)"
)
_NO_DISEASE = frozenset(
    [
        "program",
        "programs",
        "diagram",
        "telegram",
        "basis",
        "geography",
        "biography",
        "autobiography",
        "geographic",
        "photographic",
        "academic",
        "endemic",
        "epidemic",
        "pandemic",
        "closes",
        "chooses",
        "proposes",
        "purposes",
        "diploma",
        "sympathy",
        "emphasis",
        "analysis",
        "diagnosis",
        "prognosis",
        "hypothesis",
        "photography",
        "infections",
        "infection",
        "syndrome",
    ]
)
"""Words that end as diseases do; and what a disease's name says without telling one from another."""
_CLASS_NOUN = (
    r"(?:diseases?|syndromes?|cancers?|tumou?rs?|carcinomas?|sarcomas?|lymphomas?|leuk(?:a)?emias?"
    r"|disorders?|deficiency|an(?:a)?emias?|fevers?|virus|infections?|palsy|dystrophy|atrophy|ataxia"
    r"|dementia|neuropath\w*|myopath\w*|dysplasia|cysts?|tremor|paralysis|sclerosis|degeneration|hernia"
    r"|fractures?|pain|injury|failure|insufficiency|arthritis|diabetes|hepatitis|pneumonia|stroke|surgery"
    r"|transplant\w*|ulcers?|stones?|vaccines?|injection|tablets?|cream|ointment|drops|spray|patch(?:es)?"
    r"|inhaler|topical|ophthalmic|oral|nasal|vaginal|rectal)"
)
_SITES = frozenset(
    map(
        stem,
        [
            "lung",
            "liver",
            "kidney",
            "brain",
            "heart",
            "skin",
            "bone",
            "breast",
            "prostate",
            "colon",
            "rectum",
            "rectal",
            "stomach",
            "gastric",
            "pancreas",
            "pancreatic",
            "ovary",
            "ovarian",
            "cervix",
            "cervical",
            "uterus",
            "uterine",
            "endometrial",
            "bladder",
            "thyroid",
            "parathyroid",
            "adrenal",
            "pituitary",
            "pineal",
            "esophagus",
            "esophageal",
            "larynx",
            "laryngeal",
            "pharynx",
            "mouth",
            "oral",
            "lip",
            "tongue",
            "throat",
            "tonsil",
            "nose",
            "nasal",
            "sinus",
            "ear",
            "eye",
            "eyelid",
            "retina",
            "cornea",
            "knee",
            "hip",
            "shoulder",
            "elbow",
            "wrist",
            "ankle",
            "foot",
            "hand",
            "finger",
            "toe",
            "spine",
            "spinal",
            "neck",
            "back",
            "chest",
            "abdomen",
            "pelvis",
            "groin",
            "testicle",
            "testicular",
            "penis",
            "penile",
            "vulva",
            "vulvar",
            "vagina",
            "vaginal",
            "anus",
            "anal",
            "bowel",
            "intestine",
            "duodenal",
            "gallbladder",
            "bile",
            "biliary",
            "spleen",
            "lymph",
            "blood",
            "marrow",
            "nerve",
            "muscle",
            "tendon",
            "joint",
            "tooth",
            "dental",
            "gum",
            "hair",
            "nail",
            "scalp",
            "face",
            "facial",
            "leg",
            "arm",
            "thigh",
            "calf",
            "artery",
            "arterial",
            "vein",
            "venous",
            "aorta",
            "aortic",
            "carotid",
            "coronary",
            "renal",
            "hepatic",
            "pulmonary",
            "cardiac",
            "cerebral",
            "cerebellar",
            "ocular",
            "optic",
            "urethral",
            "urethra",
            "ureter",
            "ureteral",
            "peripheral",
            "central",
        ],
    )
)
_QUALIFIERS = frozenset(
    map(
        stem,
        [
            "acute",
            "chronic",
            "primary",
            "secondary",
            "congenital",
            "acquired",
            "inherited",
            "hereditary",
            "familial",
            "sporadic",
            "benign",
            "malignant",
            "ischemic",
            "hemorrhagic",
            "bacterial",
            "viral",
            "fungal",
            "parasitic",
            "autoimmune",
            "idiopathic",
            "atypical",
            "typical",
            "juvenile",
            "infantile",
            "dominant",
            "recessive",
            "open",
            "closed",
            "obstructive",
            "restrictive",
            "systolic",
            "diastolic",
            "dry",
            "wet",
            "latent",
            "active",
            "occult",
            "invasive",
            "localized",
            "diffuse",
            "focal",
            "generalized",
            "partial",
            "complete",
            "unstable",
            "stable",
            "transient",
            "permanent",
            "early",
            "late",
            "low",
            "high",
            "upper",
            "lower",
            "left",
            "right",
            "bilateral",
            "unilateral",
            "small",
            "large",
            "alcoholic",
            "nonalcoholic",
            "diabetic",
            "gestational",
            "drug-induced",
            "induced",
            "pseudo",
            "non",
            "cluster",
            "tension",
            "nocturnal",
            "allergic",
            "septic",
            "aseptic",
            "toxic",
            "essential",
            "intermittent",
            "persistent",
            "paroxysmal",
            "pernicious",
            "aplastic",
            "hemolytic",
            "sickle",
            "megaloblastic",
        ],
    )
)
"""Words that make another disease of one."""

_GERMS = frozenset(
    map(
        stem,
        [
            "hepatitis",
            "herpes",
            "influenza",
            "flu",
            "measles",
            "mumps",
            "rubella",
            "polio",
            "malaria",
            "tuberculosis",
            "tb",
            "syphilis",
            "gonorrhea",
            "chlamydia",
            "hiv",
            "aids",
            "hpv",
            "cmv",
            "ebv",
            "rsv",
            "covid",
            "coronavirus",
            "ebola",
            "zika",
            "dengue",
            "rabies",
            "tetanus",
            "diphtheria",
            "pertussis",
            "anthrax",
            "plague",
            "cholera",
            "typhoid",
            "salmonella",
            "shigella",
            "campylobacter",
            "listeria",
            "legionella",
            "pneumococcus",
            "meningococcus",
            "mrsa",
            "strep",
            "staph",
            "candida",
            "aspergillus",
            "giardia",
            "toxoplasma",
            "lyme",
            "scabies",
            "lice",
            "hookworm",
            "tapeworm",
            "pinworm",
        ],
    )
)


_ASIDE = re.compile(r"\s*\((?P<said>[^()]{1,80})\)")


def without_asides(title: str) -> str:
    """A title without another name in brackets: “Chronic Fatigue Syndrome (CFS)”.

    What makes it another thing stays: “Hepatitis B (chronic)”, and a brand, of which a drug may have two.
    """

    def kept(match: re.Match[str]) -> str:
        said = match["said"]
        if any(stem(word) in _QUALIFIERS for word in words(said.casefold())):
            return match.group()
        letters = re.sub(r"[^A-Za-z]", "", said)
        short = said.isupper() or (sum(map(str.isupper, letters)) >= 2 and len(letters) <= 5)
        return "" if short or is_name(said) else match.group()

    return _ASIDE.sub(kept, title)


@lru_cache(maxsize=16_384)
def is_name(said: str) -> bool:
    """Whether words, as they were said, name a drug, a disease, a germ or a site, or qualify one."""
    for word in words(said.casefold()):
        stemmed = stem(word)
        if stemmed in _SITES or stemmed in _QUALIFIERS or stemmed in _GERMS or is_drug(word):
            return True
        if word not in _NO_DISEASE and _DISEASE.fullmatch(word):
            return True
    return bool(vocabulary().other_names(said))


def named_in(text: str, said: str) -> bool:
    """Whether `said` is a name where it stands: before “disease”, or in capitals inside a sentence."""
    word = re.escape(said)
    return bool(
        re.search(rf"\b{word}(?:['’]s)?[ -]{_CLASS_NOUN}\b", text, re.IGNORECASE)
        or (said[:1].isupper() and re.search(rf"(?<=[a-z,] ){word}", text))
    )
