"""Words of everyday life by which a question shows that it is about something else than health.

Each is narrow on purpose: “football” alone is in questions about ankles, “football league” is not. They count
only where a question has no word of medicine (`answers/scope.py`).
"""

import re

_TOPICS = (
    # Countries, maps and the sky
    r"capital (?:city )?of|population of|(?:tallest|highest|longest|largest|biggest|deepest) (?:mountain"
    r"|river|city|country|ocean|lake|island|building|tower|bridge)|which (?:country|continent|ocean)"
    r"|how (?:tall|high|old|far|big|long) (?:away )?(?:is|are|was) the (?!baby|fetus|fever|pain|recovery"
    r"|effect"
    r"|incubation|course|wait)[a-z]+(?: [A-Z][a-z]+| tower| wall| bridge| river| universe)?(?=\W*$)"
    r"|planets?|solar system|(?:the )?(?:moon|mars|venus|jupiter|saturn|milky way|galaxy|universe"
    r"|black hole)"
    r"|why is the (?:sky|sea|ocean|grass) |earth (?:flat|round)|language do(?:es)? (?:they|people)|volcano",
    # History, the arts, religion
    r"world war|(?:battle|siege|treaty|fall) of (?!the bulge)[A-Z]?[a-z]+|roman (?:empire|god)s?|romans"
    r"|pharaohs?|pyramids|medieval|renaissance|french revolution|who (?:wrote|painted|invented|composed"
    r"|directed|sang|discovered america|built|founded)|(?:plot|author|ending|cast|lyrics) of|mona lisa"
    r"|novels?|shakespeare|poets?|museum|god of|bible verse|zodiac|horoscope|star sign|tarot|ghosts?"
    r"|aliens?|ufos?|superheroe?s?|batman|superman|harry potter|star wars|pokemon",
    # Politics, money, trade
    r"(?:president|prime minister|king|queen|chancellor|mayor|senator|governor) of|vote for|elections?"
    r"|political part(?:y|ies)|bitcoin|crypto(?:currenc(?:y|ies))?|stock market|invest(?:ing)? in|stocks"
    r"|shares? price|exchange rate|mortgages?|savings? account|credit (?:card|score)|bank account|best bank"
    r"|interest rate|inflation|gross domestic|richest|lottery|income tax|tax return|salary|pay rise|raise"
    r" from my boss|ask my boss|job interview|business plan|electricity bill|how much does a (?:car|house"
    r"|flat|tesla|ferrari|rolex|iphone)",
    # Sport and play
    r"world cup|premier league|champions league|super bowl|olympics?|formula (?:one|1)|grand slam"
    r"|(?:football|soccer|rugby|cricket|baseball|basketball|hockey) (?:club|league|match|player|score|season"
    r"|team|game)s?|how many players|who (?:won|will win|would win)|(?:team|club)s? (?:leads?|won|is first)"
    r"|chess|poker|monopoly|scrabble|sudoku|crossword|video ?game|playstation|xbox|nintendo|minecraft"
    r"|fortnite|guitar|piano (?:chord|piece)|chords?|ukulele|karaoke",
    # Screens
    r"netflix|hulu|youtube|instagram|tiktok|facebook|twitter|snapchat|whatsapp|gmail|hotmail|password|wi-?fi"
    r"|router|laptops?|iphones?|android|smartphones?|printers?|windows (?:10|11|xp|update)|on windows"
    r"|macbook"
    r"|excel|powerpoint|pdf|usb|bluetooth|browser|website hosting|javascript|python|software update"
    r"|uninstall|quantum (?:computing|computers?|physics|mechanics)|artificial intelligence|chatgpt|movies?"
    r"|films? (?:are|is|on)|in the cinema"
    r"|tv (?:show|series)|good series|concert|celebrity|actor|singer|phone has|best camera",
    # House, garden, road
    r"recipes?|how (?:do|can|should) (?:i|you|we) (?:bake|cook|grill|roast|fry|brew) |boil an egg|bake a"
    r"|make (?:[a-z]+ )?(?:bread|pizza|pasta|lasagna|pancakes|cakes?|cookies|jam|cheese|beer|wine"
    r"|cocktails?|sauce|ice cream)"
    r"|restaurants?"
    r"|sourdough|wine goes|cocktails?|carpet|kitchen (?:tap|sink)|leaking|faucet|plumber|lawn ?mower"
    r"|wooden|furniture|paint (?:a|my|the) (?:wall|fence|room|house|door)|wallpaper|grow (?:tomatoes|roses"
    r"|potatoes|herbs|vegetables)|balcony|knit(?:ting)?|crochet|sew a|flat tire|flat tyre|bicycle chain"
    r"|(?:my|a) bike|car engine|engine|oil change|fastest car|tesla|bmw|toyota|parallel park|parking|driving"
    r" test|road trip|gift for|birthday (?:gift|present|party)|wedding (?:gift|venue)|dating profile",
    # Travel and the time
    r"weather (?:be|like|in|forecast|today|tomorrow)|will it rain|what time is it|time zone|daylight saving"
    r"|flights? to|book me|hotels? in|airlines?|airport|train (?:to|from)|by train|bus to|passport|legroom"
    r"|tickets?|eiffel tower|tourist",
    # Sums and words
    r"square root|(?:what is|what's|calculate) \d+ ?(?:[-+*x×/]|plus|minus|times|divided by) ?\d+"
    r"|prime number"
    r"|equation|algebra|meaning of the word|synonym (?:of|for)|spell the word|rhymes with|learn (?:spanish"
    r"|french|german|english|italian|chinese|japanese)|grammar|jet engine|photosynthesis",
)
EVERYDAY = re.compile(rf"\b(?:{'|'.join(_TOPICS)})\b", re.IGNORECASE)

SMALL_TALK = re.compile(
    r"^(?:so |and |hey |please |can you |could you )*(?:"
    r"tell me (?:a|another|some) (?:joke|riddle|fun fact|funny)|make me laugh|sing (?:me |a )"
    r"|(?:what|who)(?:['’]s| is| are) your (?:favou?rite|name|hobby|hobbies|star sign|age)\b"
    r"|how old are you\b|where (?:are you from|do you live)\b|do you (?:love|like|hate|miss|dream|sleep|eat"
    r"|have (?:feelings|friends|a soul))\b(?! (?:recommend|advise))|are you (?:a |an )?(?:real|human|robot"
    r"|bot"
    r"|machine|alive|conscious|single|happy|sentient|an? ai)\b|who (?:made|built|created|programmed) you\b"
    r"|will you marry me|what do you think (?:of|about) (?:trump|biden|politics|god|love)\b"
    r"|what(?:['’]s| is) the meaning of life\b"
    r")",
    re.IGNORECASE,
)
"""Asked of the bot itself."""
