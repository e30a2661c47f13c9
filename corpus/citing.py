"""Tell which verbatim quotes lead back to the person who wrote them; pure.

Words of a post that anybody can read lead to it through a search engine: 84 % of papers that quoted posts led to at
least one account (Ayers et al., npj Digital Medicine 1:30, 2018). Six consecutive words are taken as enough.
"""

import re

from corpus.redaction import TOKENS

TRACEABLE_WORDS = 6
_TOKENS = sorted({token for tokens in TOKENS.values() for token in tokens.values()})
# What a mask hides is in no search engine, and ends a run of words.
_MASKED = re.compile("█+|" + "|".join(re.escape(one).replace(r"\{\}", r"[^\]]{1,80}") for one in _TOKENS))
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
WITH_CONSENT = "consent"


def longest_run(text: str) -> int:
    """Return the number of words of the longest stretch of text without a mask."""
    return max((len(_WORD.findall(part)) for part in _MASKED.split(text)), default=0)


def is_traceable(text: str, access: str) -> bool:
    """Say whether a quote leads to its author: six words in a row, unless collected with consent.

    Closed groups count as public ones: they have thousands of members, who can search them.
    """
    return access != WITH_CONSENT and longest_run(text) >= TRACEABLE_WORDS
