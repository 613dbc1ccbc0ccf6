"""How rare a word is, without counting a corpus: by where it stands among MiniLM's word pieces.

Their list is BERT's, in which the whole words stand by frequency, the most frequent first, after marks and
single characters. By Zipf's law the logarithm of a word's rank is then that of its inverse frequency, but for
a constant. A word that is no piece by itself is rarer than all that are.
"""

import math
from functools import cache, lru_cache

from tokenizers import Tokenizer

from answers.search.encoder import tokenizer

FIRST_WORD = 1_996
"""The id of the most frequent word; those below are marks and single characters."""
LAST = 30_522
COMMONEST = 10
"""Ranks below are function words: all alike."""
PER_PIECE = 0.7
"""What each further piece adds to a word's rarity."""
LONGEST_TOKENS = 64


@lru_cache(maxsize=16_384)
def rarity(word: str) -> float:
    """From 2.3 to 10.3 for words of one piece, more for others; 0 for no word. Raises `SearchError`."""
    ids = _pieces().encode(word.lower(), add_special_tokens=False).ids
    if not ids:
        return 0.0
    if len(ids) > 1:
        return math.log(LAST) + PER_PIECE * (len(ids) - 1)
    return math.log(max(ids[0] - FIRST_WORD + 1, COMMONEST))


@cache
def _pieces() -> Tokenizer:
    made = tokenizer(LONGEST_TOKENS)
    made.no_padding()
    return made
