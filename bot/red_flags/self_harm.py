"""A life in danger by its own hand: the writer's, or another's."""

from bot.red_flags.people import KIN, NOT, SPEAKER, START, THEY, UP_TO_1, UP_TO_2, UP_TO_3
from bot.red_flags.sign import any_of, sign, words

_MYSELF = "(?:my ?self|meself)"
_KILL = (
    r"(?:kill(?:ed|ing)?|hang(?:ing)?|drown(?:ing)?|shoot(?:ing)?|stab(?:bing)?|unaliv(?:e|ing)|"
    r"off(?:ing)?|end(?:ing)?|poison(?:ing)?|suffocat(?:e|ing))"
)
_HURT = r"(?:hurt(?:ing)?|harm(?:ing)?|cut(?:ting)?|injur(?:e|ing)|burn(?:ing)?|overdos(?:e|ing))"
_INTENT = words(
    "want(?:s|ed)? going plan(?:s|ning)? intends? ready decided trying tried try about need like "
    "wish_i_could urges? consider(?:ing)? think(?:ing)? thoughts? tempted desire rather prefer "
    "will "
    "threaten\\w* might keeps? started start been by"
)
_SO = rf"(?: (?!(?:{NOT}|and|but|i|im)\b)\w+){{0,3}}?"
"""Words between a person and what they say that neither deny it nor begin anew."""
_ELSE_DYING = (
    r"(?! (?:of|from|at home|at peace|in peace|with dignity|peacefully|naturally|in hospital|in a|"
    r"early|young|laughing|for|my hair|out)\b)"
)

SELF_HARM = (
    sign(
        rf"{_KILL} {_MYSELF}\b(?! (?:laugh\w*|at|with work|working|trying|training|studying|over|"
        r"for|in work|with laughter|off|up)\b)",
        unless=r"(?:accidental\w*|by accident)",
    ),
    sign(
        rf"{_INTENT}(?: to| of| about| like)?{UP_TO_2} {_HURT} {_MYSELF}\b(?! (?:at|in the gym|"
        rf"while|"
        r"when|during|shaving|more|further|running|with (?:weights|exercise)|lifting|by|if|doing|"
        r"playing|exercising)\b)",
        unless=words("accidental\\w* by_accident shaving workout exercis\\w+ cooking"),
    ),
    sign(
        any_of(
            rf"(?:{SPEAKER}|have been|keep|started|been){UP_TO_2} self harm\w*",
            r"urges? to self harm",
            r"(?:cut|cutting|burn|burning|hurt|hurting) myself on purpose",
        )
    ),
    sign(
        any_of(
            rf"(?:{SPEAKER}|just|really|please|and|but|so){_SO} (?:want|wanted|wish|ready|rather|"
            rf"prefer|hope|hoping|need|decided)(?: \w+)?(?: to)? (?:die|be dead)\b{_ELSE_DYING}",
            rf"{START}(?:want to|going to) die\b{_ELSE_DYING}",
            r"wish i (?:was|were|am) (?:dead|never born)",
            r"wish i (?:had never|wasnt|hadnt|was never|could just) (?:been born|born|woken|wake|"
            r"disappear|die|alive)\b",
            r"(?:hope|pray|wish) (?:that )?i (?:dont|never|wont) wake up",
            r"wish i (?:wouldnt|would never|wont|didnt) wake up",
            r"(?:fall asleep|go to sleep) and (?:never|not) wake up",
            rf"{SPEAKER}{_SO} (?:want|wish)(?: to| i could) (?:just )?disappear (?:forever|"
            rf"for good)",
            rf"{SPEAKER}{_SO} jump(?:ing)? (?:off|from|in front of) (?:a|the|my) "
            r"(?:bridge|building|roof|cliff|balcony|train|bus|truck)",
        )
    ),
    sign(
        r"(?:dont|no longer|never|not)(?: really| even)? (?:want|wish)(?: to)? (?:live|be alive|"
        r"be here any ?more|exist|wake up (?:any ?more|again|tomorrow)|go on (?:living|any ?more)|"
        r"(?:continue|carry on|keep) living|be (?:in|on) this (?:world|earth))\b"
        r"(?! (?:with|in|at|near|like|there)\b)"
    ),
    sign(
        any_of(
            rf"(?:{SPEAKER}|ill|me|my|thinking|thoughts|want|going){_SO} (?:end|ending) "
            r"(?:it (?:all|tonight|today|now|soon|for good|forever)|my (?:own )?life|my suffering|"
            r"everything)\b",
            r"(?:end|ending|take|taking) my (?:own )?life\b",
        )
    ),
    sign(
        rf"(?:{SPEAKER}|feel|feeling|been|become|becoming|getting){UP_TO_3} suicidal\b"
        r"(?! (?:patients?|people|teens?|client|friend|son|daughter|inpatient|behaviou?rs?)\b)",
        unless=rf"(?:is|he|hes|she|shes|patient|pt|{KIN})(?: \w+){{0,2}} suicidal\b",
    ),
    sign(
        any_of(
            rf"(?:i have|having|i had|i get|i keep|my|with|had|have|ive|experiencing|struggling)"
            rf"{UP_TO_3} suicidal (?:thoughts?|ideations?|feelings?|urges?|tendenc\w+|plans?)",
            rf"(?:{SPEAKER}|been|i keep|think|thinking|thoughts){_SO} (?:of|about|contemplating|"
            r"considering|attempting|planning|committ?ing|to) (?:committ?(?:ing)? )?suicide\b",
        ),
        rf"(?:{SPEAKER}|my|me|keep|feeling|having|been|stop|{START}thinking)",
        unless=rf"(?:his|her|their|patients?|pts?|{KIN}s?)(?: \w+){{0,3}} suicid",
    ),
    sign(
        r"(?:no reason to|nothing (?:left )?to|no point (?:in|to)|not worth|isnt worth|tired of|"
        r"sick of|cant go on|done with|dont see (?:the|a|any) (?:point|reason) (?:in|of|to))"
        r"(?: keep| keeping| carry on| being| my)? (?:live|living|life|alive)\b"
        r"(?! (?:with|in|at|like|on|near|far|insurance|here)\b)"
    ),
    sign(
        any_of(
            rf"{SPEAKER}{_SO} should (?:just )?(?:die|be dead)\b",
            rf"{SPEAKER}{_SO} (?:want|going|plan\w*|ready|thinking|decided|tempted) (?:to|of|"
            rf"about) "
            r"overdos(?:e|ing)\b",
            rf"{SPEAKER}{_SO} (?:take|taking|swallow)(?: \w+){{1,5}} (?:and|to|"
            rf"so i) (?:\w+ )?die\b",
            rf"{START}suicidal(?: [.,?]|$)",
            r"better off (?:dead|without me|if i (?:was|were) (?:dead|gone))",
            r"cant go on (?:any ?more|living)\b",
            r"kms\b",
            r"how (?:many|much)(?: \w+){1,8} (?:to (?:die|kill (?:me|myself)|end my life)|"
            r"(?:would|will|could|can) (?:it take to |be enough to )?kill me)\b",
            r"(?:painless|easiest|quickest|easy|quick|best)(?: and \w+)? (?:way|"
            r"method)(?: for me)? "
            r"to (?:die|commit suicide)\b",
        )
    ),
)

_THEMSELVES = "(?:him ?self|her ?self|them ?sel(?:f|ves))"
_ANOTHER = any_of(KIN, THEY, "someone", "somebody")

SUICIDE_RISK = (
    sign(
        rf"{_INTENT}(?: to| of| about)?{UP_TO_1} (?:{_KILL}|{_HURT}) {_THEMSELVES}\b",
        _ANOTHER,
        unless=r"accident\w*",
    ),
    sign(
        any_of(
            rf"{_INTENT}(?: to| of| about)?{UP_TO_1} (?:committ? suicide|committ?ing suicide|"
            r"(?:end|ending|take|taking) (?:his|her|their) (?:own )?life)\b",
            r"(?:attempted|attempting|threaten\w*) (?:to commit )?suicide\b",
        ),
        _ANOTHER,
        unless=any_of(r"assist\w+", "physician", "years", "family history"),
    ),
    sign(
        any_of(
            rf"(?:{KIN}|he|she|they|someone|somebody)(?: is| are| has| been| feels?| feeling| may| "
            rf"might| be){{1,3}}{UP_TO_1} suicidal\b",
            rf"(?:hes|shes|theyre){UP_TO_1} suicidal\b",
        )
    ),
    sign(
        rf"(?:{KIN}|he|she|they|someone)\b[^.?]{{0,40}} (?:says?|said|saying|told|tells|texted|"
        r"wrote|wants?|wishes)\b[^.?]{0,30} (?:to die|to be dead|to live any ?more|"
        rf"kill (?:my|him|her|them)sel(?:f|ves)|(?:was|were) dead)\b{_ELSE_DYING}"
    ),
    sign(rf"(?:{KIN}|he|hes|she|shes){UP_TO_3} (?:cutting|harming|hurting) {_THEMSELVES}\b"),
)
