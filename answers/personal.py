"""Does the asker want a verdict on their own case: to stop, to take, to be told what they have?

For the public such a question is answered in general, with whom to ask (clinical rule 7). What is asked of
people in general (“Can gout be cured?”, “How do I know if it is broken?”) is no verdict. Rules, no model.
"""

import re

from answers.text import one_line

READ_MAX_CHARS = 4_000

_ME = (
    r"(?:i|we|he|she|they|(?:my|our|his|her) (?:[\w'’-]+ ){0,2}?(?:son|daughter|child|kid|baby|toddler"
    r"|infant|wife|husband|partner"
    r"|girlfriend|boyfriend|mother|mom|mum|father|dad|parents?|grand\w+|sister|brother|aunt|uncle|friend"
    r"|newborn|twins))"
)
_MINE = (
    r"(?:this|that|it|these|those|they|my (?:[\w'’-]+ ){0,3}?[\w'’-]+|his (?:[\w'’-]+ ){0,2}?[\w'’-]+"
    r"|her (?:[\w'’-]+ ){0,2}?[\w'’-]+)"
)
_DEEDS = (
    r"stop|quit|keep|continue|start|begin|take|use|try|get|have|skip|increase|double|lower|reduce|change"
    r"|switch|come off"
    r"|go (?:to|back|on|off|in|ahead|see|for)|see|call|worry|be (?:worried|concerned|tested|taking|seen|on)"
    r"|eat|drink|avoid|combine|mix|split|finish"
    r"|wait|give|put|remove|wean|taper|return|exercise|work|drive|fly|travel|do|cut|refill|restart|resume"
    r"|delay|cancel"
)

_VERDICT = re.compile(
    # Should I stop …? Can my son take …? Must she have surgery? Do I need an operation?
    rf"\b(?:should|shouldn['’]?t|must|shall|ought) {_ME} (?:not |really |still |just |also |now |then )*\w+"
    rf"|\b(?:can|could|may) {_ME} (?:not |still |just |also |safely |now "
    rf"|ever )*(?:{_DEEDS})\b(?! (?:it )?(?:from|if you))"
    rf"|\b(?:do|does) {_ME} (?:still |really |also |actually )*(?:need|have to|has to|have|qualify"
    rf"|still have|sound like)\b"
    rf"|\b(?:am|are|is) {_ME} (?:\w+ )?(?:having|going to|at risk|too|in danger|dying|pregnant|allergic"
    rf"|contagious|infected|diabetic"
    r"|anemic|anaemic|depressed|ok(?:ay)?|safe|immune|overweight|getting|able to|protected|supposed to"
    r"|likely to|doing|sick)\b"
    rf"|\bwill {_ME} (?:\w+ )?(?:die|live|need|get|be|have|lose|recover|survive|go|ever|still|feel)\b"
    r"|\b(?:could|might|can|would|do you think) (?:i|he|she|we|my [\w'’-]+) (?:\w+ )?(?:have|be (?:pregnant"
    r"|having|dying|allergic|suffering|sick|bipolar|diabetic))\b"
    # Is it safe for me to …? Is it ok if I …?
    rf"|\b(?:safe|ok|okay|alright|all right|fine|dangerous|bad|harmful|good|normal|wise|too (?:late|early"
    rf"|soon)|recommended|possible|necessary) "
    rf"(?:for (?:me|us|him|her|my [\w'’-]+)|(?:if|that|when) {_ME}|to (?:take|stop|use|keep|skip|mix|give"
    rf"|continue|have|start) (?:my|this|these|both|it|them))\b"
    # Is this cancer? Could it be …? Is my blood pressure dangerous?
    rf"|\b(?:is|are|was|could|can|might|would|does|do) {_MINE} (?:be |sound |look |mean |seem |still "
    rf"|really |just )*(?:like )?(?:a |an |the |to be |something )*(?:sign"
    r"|cancer\w*|normal|abnormal|serious|dangerous|infect\w*|broken|bad|worrying|concerning|ok(?:ay)?"
    r"|too (?:high|low|much)|high|low|fatal|malignant"
    r"|benign|contagious|harmful|allerg\w*|symptom|related|because of|caused by|due to|(?:from|by) (?:the"
    r"|my|taking)|heart attack|stroke|(?:i|my|something) )\b"
    r"|\bcould (?:this|that|it) be\b|\bis (?:this|that|it) (?:something|anything)\b|\bi (?:think|worry|fear"
    r"|suspect|believe) (?:that )?(?:i|it|this|my|he|she)\b.{0,80}\?"
    # What do I have? What should I take? How much can I take?
    rf"|\bwhat (?:is|['’]s|could be|might be) (?:wrong|the matter|going on|happening)(?: with)? (?:me|my"
    rf"|him|her|to me|us)?|\bwhat (?:do|does|could|might|would) {_ME} have\b"
    rf"|\b(?:what|which|how (?:much|many|often|long|soon|late|far))\b.{{0,60}}\b(?:should|can|must|shall"
    rf"|could|do|may|would) {_ME} (?:need|have to|{_DEEDS})\b"
    r"|\b(?:my|his|her) (?:chances?|odds|prognosis|life expectancy|risk|results?|levels?|biopsy|scan|test"
    r"|numbers|dose|labs?)\b.{0,40}\?"
    r"|\b(?:is|are) (?:my|his|her|our) (?:[\w'’-]+ ){1,4}?(?:normal|dangerous|cancer\w*|too (?:high|low)"
    r"|high|low|ok|okay|serious|infected|broken|bad|healing|enough|safe)\b"
    # Do you think I …? Is there anything that I can take? Could my headaches be …?
    r"|\b(?:do|don['’]?t|did) you (?:not )?think\b|\byou (?:do not|don['’]?t|dont) think (?:i|it|this|that"
    r"|he|she)\b"
    r"|\bdo i (?:use|take|apply|keep|stop|go|continue|start|wait|call|treat|put|give|tell)\b|\bwill my\b"
    r"|\b(?:anything|something|medicines?|medications?|creams?|antibiotics?|pills?|drugs?|otc|drops"
    r"|steroids?|options?)\b"
    r".{0,30}\b(?:i|we|he|she) (?:can|could|should) (?:take|use|have|try|do|give|get)\b"
    r"|\bdo you (?:recommend|suggest|advise)\b|\bis it possible (?:that )?(?:for )?(?:it|i|this|he|she|my"
    r"|these)\b"
    r"|\b(?:take|long) for my\b|\b(?:help|helps|work|works|good|bad) (?:with |for )?my\b|\b(?:could|can"
    r"|might|would) my .{1,40} be\b"
    r"|\b(?:increas|lower|doubl|reduc|chang)ing my\b|\bis (?:this|that) [\w ]{1,20}(?:some kind of"
    r"|an? infection|infected|cancer)"
    r"|\b(?:so|then) i should\b|\bif it['’]?s not .{1,40}\bwhat\b|\bif i (?:don['’]?t|do not|stop|skip|keep"
    r"|take)\b.{0,80}\?"
    r"|\bto do with (?:me|my)\b|\b(?:does|do) (?:this|that|it|these) sound like\b|\bare you (?:sure"
    r"|confident|saying)\b"
    r"|\bdiagnose (?:me|my|this)\b|\b(?:recommend|prescribe|advise|suggest) (?:\w+ ){0,3}?(?:for )?(?:me"
    r"|my)\b|\bwould you (?:recommend|advise|suggest|take)\b"
    r"|\bwhat (?:dose|dosage|medicine|medication|drug|antibiotic|treatment) (?:is|would be) (?:best |right "
    r"|good )?for (?:me|my)\b"
    r"|\b(?:best|right|good|better) (?:\w+ )?for (?:me|my (?!heart\b))\b|\bin my case\b"
    r"|\bwith my (?:condition|history|age|weight)\b|\bif i(?: a|['’])m (?:already )?(?:on|taking)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"^\W*how (?:do|can|could|would|should|will|to) (?:i|you|we|one) (?:know|tell|recogni[sz]e|find out|get"
    r"|prevent|avoid|protect|catch|lower|reduce|stop (?:a|an|the)"
    r"|treat|take care|care for|prepare|cope|help|support|manage|talk|choose|measure|check|store|dispose"
    r"|use|quit|lose|gain|improve)\b"
    r"|\b(?:is|how long is) (?:it|this) contagious\b|\bis it (?:normal|common|usual) (?:for|that) (?!me\b"
    r"|my\b|i\b|him\b|her\b|it\b)[\w ]+"
    r"|^\W*what can (?:i|you|we|one) do to (?:prevent|avoid|lower|reduce)\b"
    r"|^\W*(?:can|could|do) (?:i|you|we|one|people) (?:get|catch|die|have) .{1,60} (?:from|by|through|twice"
    r"|again|more than once|without)\b",
    re.IGNORECASE,
)
"""Asked in the first person, of everybody: how one gets it, notices it or keeps from it."""


def is_personal(question: str) -> bool:
    """Whether it asks for a verdict on somebody's own case."""
    text = one_line(question)[:READ_MAX_CHARS]
    return _VERDICT.search(_GENERAL.sub(" ", text)) is not None
