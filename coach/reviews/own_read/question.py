"""A rubric point's statement turned into the question that a candidate answers about a round."""

from __future__ import annotations

import re

_BASE = {"is": "are", "has": "have", "goes": "go", "ties": "tie", "focuses": "focus"}
_STRIP_ES = ("sses", "shes", "ches", "xes", "zzes", "oes")
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)*s")
_JOINED = re.compile(r"((?:[,;:]|\band|\bor|\bbut|\bthen)\s+)([a-z]+(?:-[a-z]+)*s)\b")
_OBJECT = re.compile(
    r"\s+(?:an?|the|it|its|them|their|they|her|his|him|what|how|why|who|where|whether|that|this|"
    r"some(?:thing|body)?|any(?:thing|body)?|no|not|for|to|with|by|in|on|up|at|from|when|"
    r"\w+ly|\d\S*)\b"
)
_VERB_WORDS = """
    adds agrees accepts answers asks briefs defines defends explains fixes gives grows invents joins
    keeps learns leaves loses makes merges narrows opens owns prefills promises protects proves
    publishes puts ranks refuses removes replaces reserves rolls says sells sends separates sets
    ships sizes splits starts stops takes teaches tells treats turns uses watches weighs works
"""
_PLAIN_VERBS = frozenset(_VERB_WORDS.split())
"""Verbs that stand in statements as verbs only; other words are verbs before an object only."""
_NEVER_VERBS = frozenset(["always", "is", "others", "ours", "perhaps", "this", "was", "yours"])
_OTHER_SUBJECT = re.compile(r":\s+(?:the|an?|our|its|she|he|it|we)\b")
"""From here on a statement speaks of someone else than the candidate."""


def make_question(statement: str) -> str:
    """Turn "Names the price, and says who pays." into "Do you name the price, and say who pays?".

    Verbs joined to the first one by a comma, `and`, `or`, `but` or a semicolon are turned too. A
    statement that does not begin with a verb in the third person comes back as it is, and so does
    one that begins with "Does not": "Do you not ...?" would be hard to answer.
    """
    text = statement.strip()
    first, _, rest = text.partition(" ")
    verb = first.lower()
    if verb == "does" or not _VERB.fullmatch(verb):
        return text
    body = _JOINED.sub(_turn, rest)
    opening = "Are you" if verb == "is" else f"Do you {find_base_form(verb)}"
    return f"{opening} {body}".rstrip(" .?") + "?"


def find_base_form(verb: str) -> str:
    """Return the base form of a verb in the third person: `says` -> `say`, `ties` -> `tie`."""
    if verb in _BASE:
        return _BASE[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    if verb.endswith(_STRIP_ES):
        return verb[:-2]
    return verb[:-1]


def _turn(match: re.Match[str]) -> str:
    joint, word = match.groups()
    before, after = match.string[: match.start()], match.string[match.end() :]
    is_verb = word in _PLAIN_VERBS or bool(_OBJECT.match(after))
    if not is_verb or word in _NEVER_VERBS or _is_of_another(before, joint.strip()):
        return match.group()
    return f"{joint}{find_base_form(word)}"


def _is_of_another(before: str, joint: str) -> bool:
    """Whether a joined verb is of another subject, as in "that the model needs ... and takes"."""
    if joint == "and" and before.endswith(", "):
        return False
    in_that_clause = before.startswith("that ") and "," not in before
    return (in_that_clause and joint in ("and", "or")) or bool(_OTHER_SUBJECT.search(before))
