"""How a relation between two things is spoken of, and how its opposite is. Wordings, no logic."""

from enum import StrEnum


class Relation(StrEnum):
    """What is said of a subject."""

    CURES = "cures"
    HELPS = "helps"
    PREVENTS = "prevents"
    CAUSES = "causes"
    INCREASES = "increases"
    DECREASES = "decreases"
    BANNED = "banned"
    SAFE = "safe"
    UNSAFE = "unsafe"
    CONTAGIOUS = "contagious"
    INHERITED = "inherited"
    RECOMMENDED = "recommended"
    FATAL = "fatal"
    CURABLE = "curable"
    BETTER = "better"
    NECESSARY = "necessary"
    OTHER = "other"
    """Any other verb or predicate: what denies it denies it in the same words."""


_R = Relation

SPOKEN: dict[Relation, str] = {
    _R.CURES: r"cur(?:e|es|ed|ing)|heal(?:s|ed|ing)?|eliminat(?:es?|ed|ing)|eradicat(?:es?|ed|ing)"
    r"|gets? rid of|reverses?",
    _R.HELPS: r"(?:is|are|was|were|be) (?:\w+ )?effective|works?(?: for| against| in| well)?|helps?"
    r"|treats?|reliev(?:es?|ed|ing)"
    r"|improv(?:es?|ed|ing)|eas(?:es?|ed|ing)|benefits?|benefited|efficacious|effective (?:for|in|against)"
    r"|shortens?|shortened",
    _R.PREVENTS: r"prevent(?:s|ed|ing)?|protect(?:s|ed|ing)?|ward(?:s|ed)? off|stops? you from"
    r"|keeps? (?:you )?from|guards? against",
    _R.CAUSES: r"caus(?:es?|ed|ing)|leads? to|led to|triggers?|triggered|results? in|brings? on"
    r"|induc(?:es?|ed|ing)|giv(?:es?|en)"
    r" (?:you|people|children)|produces?|responsible for|(?:linked|associated) (?:to|with)|(?:link"
    r"|association) (?:between|with)",
    _R.INCREASES: r"increas(?:es?|ed|ing)|rais(?:es?|ed|ing)|elevat(?:es?|ed|ing)|worsen(?:s|ed|ing)?"
    r"|aggravat(?:es?|ed|ing)|higher|boosts?",
    _R.DECREASES: r"decreas(?:es?|ed|ing)|reduc(?:es?|ed|ing)|lower(?:s|ed|ing)?|lessen(?:s|ed|ing)?"
    r"|diminish(?:es|ed)?|weaken(?:s|ed)?",
    _R.BANNED: r"banned|withdrawn|taken off (?:\w+ ){1,3}market|prohibited|forbidden|outlawed"
    r"|illegal|discontinued"
    r"|no longer (?:sold|approved|available"
    r"|allowed|licensed|used|in use)|recalled|outdated",
    _R.SAFE: r"safe|harmless|well[- ]tolerated|without (?:any )?(?:risk|side effects)|risk[- ]free"
    r"|no (?:harm|side effects)",
    _R.UNSAFE: r"unsafe|dangerous|harmful|toxic|poisonous|contra-?indicated|hazardous|must be avoided"
    r"|should be avoided",
    _R.CONTAGIOUS: r"contagious|infectious|transmi(?:tted|ssible)|spread(?:s)? (?:from person|by|through)"
    r"|catching|passed (?:from|on by)",
    _R.INHERITED: r"inherited|hereditary|genetic|runs? in families|passed (?:down|on to)",
    _R.RECOMMENDED: r"recommend(?:ed|s)?|first[- ](?:line|choice)|(?:gold )?standard (?:treatment|of care"
    r"|therapy)|approved|advised|preferred"
    r"|treatment of choice|drug of choice|indicated",
    _R.FATAL: r"fatal|deadly|lethal|kills?|terminal|death sentence",
    _R.CURABLE: r"curable|(?:can|could|may) be cured",
    _R.BETTER: r"better than|superior to|more effective than|outperform(?:s|ed)?|stronger than|safer than",
    _R.NECESSARY: r"necessary|required|mandatory|needed|essential|needs?|requires?|must be|has to be"
    r"|have to be",
}
"""How the relation is spoken of."""

NO_EFFECT = (
    r"(?:no|without(?: any)?) (?:\w+ ){0,2}(?:effects?|benefits?|impact|influence)"
    r"|(?:not|never|n['’]t) (?:\w+ )?(?:affect|influence|alter|change|benefit)"
)
DENIED: dict[Relation, str] = {
    _R.CURES: rf"{NO_EFFECT}|incurable|no (?:known )?cure|no cure for|not a cure|symptom\w* only"
    r"|only (?:eases?|relieves?|controls?|treats?)",
    _R.HELPS: r"ineffective|useless|no better than (?:a |the )?(?:placebo|sham)|futile|worthless"
    r"|(?:not|never|n['’]t) (?:\w+ ){0,2}(?:superior to|better than|more effective than)"
    rf" (?:a |the )?(?:placebo|sham)|{NO_EFFECT}",
    _R.PREVENTS: rf"{NO_EFFECT}|no protection|without (?:any )?protect\w+"
    r"|increas(?:es?|ed) the (?:risk|number|rate)",
    _R.CAUSES: rf"{NO_EFFECT}"
    r"|no (?:\w+ ){0,2}(?:link|association|relation\w*|connection|causal|increase\w*)"
    r"|unrelated|unconnected|not (?:linked|associated|related)",
    _R.INCREASES: r"decreas(?:es?|ed)|reduc(?:es?|ed)|lower(?:s|ed)?|no (?:increase|difference"
    r"|change)|unchanged|" + NO_EFFECT,
    _R.DECREASES: r"increas(?:es?|ed)|rais(?:es?|ed)|no (?:decrease|reduction|difference|change)"
    r"|unchanged|higher|" + NO_EFFECT,
    _R.BANNED: r"(?:remains?|is|are|still) (?:\w+ )?(?:available|approved|licensed|in use|allowed"
    r"|recommended|first[- ]line|prescribed|sold|used|legal)",
    _R.SAFE: SPOKEN[_R.UNSAFE] + r"|teratogenic|risks? of|can (?:cause|harm)|harms?\b|serious side effects",
    _R.UNSAFE: r"safe(?:ly)?|harmless|well[- ]tolerated|no (?:harm|risk)|recommended|first[- ](?:line|choice)"
    r"|(?:treatment|drug) of choice|standard (?:treatment|of care)",
    _R.CONTAGIOUS: r"non-?contagious|non-?infectious|cannot be (?:caught|passed|spread)|does not spread"
    r"|do not spread",
    _R.INHERITED: r"sporadic\w*|acquired|no family|non-?hereditary",
    _R.RECOMMENDED: r"discouraged|(?:recommend\w*|advis\w+) against|second[- ]line|last resort|obsolete"
    r"|no longer|contra-?indicated|(?:should|must) be avoided|(?:should|must) (?:not|never)|do not use",
    _R.FATAL: r"benign|harmless|(?:most|nearly all|almost all) (?:\w+ )?(?:patients|people|children|women"
    r"|men)? ?(?:recover|survive)|normal life"
    r"|goes away|resolves?|self[- ]limit\w+|rarely (?:fatal|deadly)|survival .{0,20}(?:9\d|8\d) ?%",
    _R.CURABLE: r"incurable|no (?:known )?cure|cannot be cured|lifelong|chronic and",
    _R.BETTER: r"inferior|no (?:better|difference|superior\w*)|as (?:effective|good|well) as|equal\w*"
    r"|equivalent|similar|comparable|worse than"
    r"|less effective",
    _R.NECESSARY: r"unnecessary|optional|needless|rarely needed|not (?:usually )?needed"
    r"|not (?:\w+ )?recommended"
    r"|(?:recovers?|improves?|heals?|resolves?|settles?|gets? better|treated|managed) without",
}
"""How its opposite is spoken of, without a *not*."""

ONE_ENDED = frozenset(
    {
        _R.BANNED,
        _R.SAFE,
        _R.UNSAFE,
        _R.CONTAGIOUS,
        _R.INHERITED,
        _R.RECOMMENDED,
        _R.FATAL,
        _R.CURABLE,
        _R.NECESSARY,
    }
)
"""What can be said of one thing alone."""
WITH_AN_OPPOSITE = frozenset({_R.SAFE, _R.UNSAFE})
"""What is not safe is unsafe; what does not increase need not decrease."""
ALSO_DENIED_BY = {
    _R.CURES: _R.HELPS,
    _R.PREVENTS: _R.DECREASES,
    _R.DECREASES: _R.PREVENTS,
    _R.CAUSES: _R.INCREASES,
}
"""What does not help does not cure; what does not reduce falls does not prevent them."""
OF_A_CONDITION = frozenset({_R.HELPS, _R.CURES, _R.RECOMMENDED})
"""Of these the second end is what is treated, which a source's title can name for all its sentences."""
AMONG_EQUALS = frozenset({_R.PREVENTS, _R.DECREASES, _R.CAUSES})
"""Of these the other wording also says the same: what increases the risk causes."""
