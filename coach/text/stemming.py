"""Stemming: a word's inflected forms and its British and American spellings fall together."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ingly", "edly", "ings", "ing",
    "ies", "ied", "ily", "ions", "ion", "ness", "able", "ible", "ers", "er", "est", "ed", "es",
    "ly", "s", "e", "y",
)  # fmt: skip
_KEEP = {
    "this": "this", "his": "his", "its": "its", "us": "us", "is": "be", "was": "be",
    "as": "as", "has": "have", "had": "have", "does": "do", "did": "do", "done": "do",
    "goes": "go", "went": "go", "gone": "go", "says": "say", "said": "say", "told": "tell",
    "lost": "lose", "losing": "lose", "loses": "lose", "given": "give", "gave": "give",
    "gives": "give", "giving": "give", "give": "give", "lose": "lose", "made": "make",
    "making": "make", "makes": "make", "make": "make", "built": "build", "sold": "sell",
    "paid": "pay", "pays": "pay", "bought": "buy", "kept": "keep", "held": "hold", "sent": "send",
    "spent": "spend", "meant": "mean", "chose": "choose", "chosen": "choose", "took": "take",
    "taken": "take", "takes": "take", "taking": "take", "came": "come", "knew": "know",
    "known": "know", "thought": "think", "found": "find", "left": "leave", "leaving": "leave",
    "leaves": "leave", "leave": "leave", "were": "be", "are": "be", "am": "be", "been": "be",
    "being": "be", "wrote": "write", "written": "write", "ran": "run", "running": "run",
    "customers": "customer", "customer": "customer", "user": "user", "users": "user",
    "number": "number", "numbers": "number", "never": "never", "ever": "ever", "over": "over",
    "under": "under", "after": "after", "later": "later", "other": "other", "others": "other",
    "whether": "whether", "either": "either", "rather": "rather", "better": "better",
    "yes": "yes", "less": "less", "business": "business", "access": "access", "process": "process",
    "bigger": "bigger", "biggest": "biggest", "before": "before", "more": "more", "are_": "be",
    "nothing": "nothing", "something": "something", "anything": "anything", "during": "during",
    "by": "by", "my": "my", "any": "any", "many": "many", "why": "why", "way": "way", "day": "day",
    "days": "day", "they": "they", "only": "only", "early": "early", "me": "me", "we": "we",
    "he": "he", "she": "she", "be": "be", "the": "the", "one": "one", "like": "like",
    "need": "need", "needs": "need", "needed": "need", "speed": "speed", "fee": "fee",
    "time": "time", "times": "times", "timer": "timer", "hardly": "hardly",
    "tried": "try", "tries": "try", "trying": "try", "free": "free", "see": "see", "saw": "see",
    "seen": "see", "agree": "agree", "agreed": "agree", "four": "four",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word's stem: British and American spellings and common endings fall together."""
    if word in _KEEP:
        return _KEEP[word]
    if not word.isalpha() or len(word) <= 3:
        return word
    word = word.replace("isation", "ization").replace("ise", "ize").replace("isi", "izi")
    word = word.replace("ence", "ens").replace("our", "or").replace("ell", "el")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            if ending in ("ies", "ied", "ily", "y"):
                return base + "i" if len(base) < 4 else base
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls":
                base = base[:-1]
            return base
    return word
