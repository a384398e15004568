"""What the words of a clarifying question do: ask for a fact, or fish for what to decide.

English and nothing of any case: who speaks (I, we, you), the verbs of deciding, the adjectives of
judging.
"""

from __future__ import annotations

import re
from functools import lru_cache

from coach.text.clauses import split_questions

_DECIDING = """
    accept add apologise apologize ban block build bump buy call cancel change charge choose close
    commit cut decline defer delay deploy ditch drain drop email escalate extend favor favour fix
    focus freeze fund give go halt help hire hold honor honour ignore increase invest keep kill
    launch leave let limit lower match merge migrate move negotiate offer open overrule pause pay
    pick     postpone price prioritise prioritize promise protect publish pull push put raise ration
    recommend refund refuse reject release remove replace retire return rewrite roll sacrifice say
    scrap sell send serve ship shut side sign skip split start stay stick stop switch take tell
    throttle turn wait walk warn write
"""
"""Verbs of what a product manager decides to do."""
_NO_GERUND = {"price", "build", "charge", "serve", "open"}
"""Verbs whose -ing form is as often a noun: pricing, building, serving."""
_LEARNING = (
    r"(?:know|be|assume|expect|treat|plan|worry|think|picture|imagine|count|read|understand|keep in"
    r"|brace|watch|look|hear|learn|see|ask|find|get|believe|trust|own|have|talk|speak|rely|"
    r"optimi[sz]e|interpret|describe|quantify|cover|mention|name|define|separate|use|claim|"
    r"anticipate|guarantee)\b"
)
"""Verbs of finding out: "should we expect more load" asks for a fact."""
_POLITE = (
    r"(?:\w+ )?(?:know|tell|share|describe|explain|clarify|walk|have|happen|mind|remind|elaborate|"
    r"repeat|help|show|mean|estimate|need|lose)\b"
)
"""What "would you" is followed by when it only asks nicely."""
_GRADE = (
    r"(?:great|good|strong(?:er|est)?|top|ideal|perfect|best|excellent|winning|bad|weak|right|"
    r"correct|wrong|better|safe[rs]?t?|textbook|smart|obvious|acceptable|reasonable|valid|sensible|"
    r"fair|legit|clever|wise|dumb|crazy|stupid|senior)"
)
_THING = (
    r"(?:answer|choice|call|order|move|decision|solution|direction|instinct|idea|path|approach|"
    r"track|priority|plan|way|option|response|thing|trade-?off|compromise|start|play|"
    r"thinking|logic|reasoning|line|stance|bet)"
)
_JUDGED = (
    r"(?:right|wrong|okay|ok|fine|acceptable|reasonable|sensible|smarter|smart|wiser|wise|fair|"
    r"crazy|mad|insane|stupid|silly|dumb|naive|lazy|weak|bold|brave|cowardly|better|best|good|bad|"
    r"great|terrible|obvious|overkill|defensible|legit|cheating|premature|correct|enough|allowed|"
    r"nuts|greedy|evasive|preferable|impressive|harsh|timid|unfair|dishonest|unreasonable|"
    r"off limits|off the table|an? (?:mistake|problem|red flag|cop-?out|dodge|no-?go|option|"
    r"trap|trick)|"
    r"the (?:way|move|trick|point|trap|plan|kind|idea|answer|key))"
)
_ADVERBS = (
    r"(?:(?:just|simply|only|really|also|still|not|actually|even|rather|better|maybe|personally|"
    r"already|now) ){0,3}"
)
_LEAD = (
    r"(?:(?:so|just|then|maybe|perhaps|probably|ok|okay|and|but|well|or|simply|hmm|basically|"
    r"surely|first|please|better to|best to|let's|let us|we|i|me|me i|for me|in my opinion|i think|"
    r"i guess|i'd say|you mean|not|don't|do not|never)[, ]+){0,4}"
)


def _make_gerund(verb: str) -> str:
    if verb.endswith("e"):
        return verb[:-1] + "ing"
    doubles = re.search(r"(?:^|[^aeiou])[aeiou][bdgmnpt]$", verb) and verb != "commit"
    return verb + (verb[-1] if doubles else "") + "ing"


_VERB = f"(?:{'|'.join(_DECIDING.split())}|do (?:nothing|both|neither|it|that|this))"
_GERUNDS = [_make_gerund(verb) for verb in _DECIDING.split() if verb not in _NO_GERUND]
_GERUND = f"(?:{'|'.join(_GERUNDS)})"
_WH = r"(?:what|which|who|whom|whose|how|when|where|why)"

_FISHING = (
    # should I, shall we; not "what must we guarantee"
    rf"\b(?:should|shall|ought) (?:i|we)\b(?! {_LEARNING})|\bshouldn't (?:i|we)\b|\bwho should "
    r"(?:get|win|lose|wait|come|go|hear)\b",
    rf"^(?:so |and |ok |then )?must (?:i|we) (?!{_LEARNING})",
    rf"\b(?<!what )(?<!which )(?:i|we) (?:should|shouldn't|must) (?!{_LEARNING})[^?]*\?",
    # can I just overrule; not "what can I offer them"
    rf"(?:^|[,.;?!] |\b(?:and|or|so|but|then) )(?:do|can|could|may|might) (?:i|one) "
    rf"(?:have to |need to |get to )?{_ADVERBS}(?!{_LEARNING})\w+",
    r"(?:^|[,.;?!] |\bor )(?:would|might|ought) (?:i|one)\b|\bperhaps (?:we|i) might\b",
    rf"(?:^|[,.;?!] |\bor )(?:do|can|could) we (?:just|simply) (?:not )?{_VERB}\b",
    rf"\bwhy (?:don't|not) (?:we|i) (?:just |simply )?{_VERB}\b",
    rf"\b(?:how|what) about (?:we|i|{_GERUND})\b",
    r"\bwhat if (?:we|i) (?:just|simply)\b",
    r"\b(?:we can|can we|could we) (?:just )?(?:say no|refuse|decline|ignore|skip|drop|kill)\b",
    # would you, do you agree, in your place
    rf"\b(?:would|wouldn't|will|won't) you (?!{_POLITE})",
    rf"\byou(?:'d| would) (?!{_POLITE})",
    r"\b(?:do|did|don't) you (?:\w+ )?(?:think|agree|prefer|recommend|suggest|advise|reckon|feel|"
    r"want me|see (?:a|any)|mean i|lean|object|mind if i)\b|\bobjections? ?\?",
    r"\b(?:which|what|who)\b[^?,]{0,30} do you (?:like|pick|choose|favou?r)\b",
    r"\b(?:strikes?|satisfy|satisfies|impress) you\b|\byour (?:pick|call|choice)\b",
    r"\b(?:solution|answer|one|move|option) (?:that )?you (?:expect|prefer|want|like)\b",
    r"\bdo you (?:want|prefer) (?:three|one|two|it|me|that)\b|\byou prefer (?:that )?i\b",
    r"\byou (?:have in mind|mean)\b|\byou (?:are |be )?(?:like|happy|satisfied|accept)\b",
    r"\b(?:does|do|would|will|is) (?:it|that|this) (?:land|sound|hold up|fly|pass|work for|"
    r"count)\b",
    r"\btell me if i(?:'m| am)\b|\bstop me if\b",
    r"\bwhat (?:do |would )?you think\b|\byou (?:are )?(?:agree|approve|lean)\b|\bthoughts ?\?",
    r"\byour (?:advice|opinion|view|recommendation|gut|instinct|take|eyes)\b",
    r"\byou(?:'re| are) (?:looking for|hoping|after)\b|\bare you (?:looking for|hoping|after)\b",
    r"\bin my (?:place|shoes|position)\b|\bif you were me\b",
    r"\b(?:ok|okay|fine|good|right|acceptable|works?) (?:for|with|by) you\b",
    r"\byou (?:'d )?(?:want|like|wish|expect|hope) (?:me )?to (?:hear|say|pick|choose)\b",
    # a strong candidate, the right call
    rf"\b(?:{_GRADE}|typical|other|most|experienced|senior|seasoned|a) "
    r"(?:candidates?|pms?|product managers?)\b",
    rf"\b(?:an?|the|it is|is) {_GRADE} {_THING}\b(?! of\b| for (?:them|the|their)\b)",
    r"\b(?:is|can|could|should|would|surely|so) the (?:\w+ )?answer (?:be|to|is|can|can't|"
    r"should)\b",
    r"\b(?:hot or cold|yes or no|the catch|the play|lose (?:marks|points)|answers? it ?\?|"
    r"suffice)\b",
    r"\bhow bold\b|\bregarded as\b|\bfor you,? (?:it )?is\b|\b(?:that|this|it) answer it\b",
    r"\b(?:rubric|textbook|points for|hire me|fire me|a trick here|an? hint|any hint|"
    r"right track)\b",
    # is it wrong to, am I being too
    rf"\b(?:is|was|would|wouldn't|isn't|might) (?:it|that|this) (?:be )?(?:too |really |so |more )?"
    rf"{_JUDGED} (?:to|if|that)\b",
    rf"^{_LEAD}(?:it )?is (?:too |really |so |more )?{_JUDGED} (?:to|if|that)\b",
    r"\bam i (?!going to|meeting|selling|talking|on the|allowed|told|given|paid|who)\w+",
    rf"\b(?:it|that|this)(?:'d| would| will|'ll) (?:not )?be (?:too |so )?{_JUDGED}\b",
    r"\bthe (?:answer|point|trick|move|key|catch|lesson) (?:is|here)\b|\bthe move ?\?",
    r"\bwhat(?:'s| is) (?:best|right|wiser|smarter|safer)\b",
    r"\bmakes? (?:more )?sense to\b|\bis (?:better|good idea|best) to\b",
    rf"^{_LEAD}(?:is|would|isn't|wouldn't|does) (?:it |that )?{_ADVERBS}{_GERUND}\b[^?]*"
    rf"\b(?:{_JUDGED}|seen|sound|look)\b",
    rf"^{_LEAD}(?:is|would|wouldn't|isn't) [^?.]{{3,60}} (?:too \w+|{_JUDGED}|satisfy you|impress "
    r"you) ?\?",
    # confirm that, which of them do I
    rf"\bconfirm(?: that)?:? [^?]*\b(?:i|we|saying|priority|{_GERUND}|should|don't)\b",
    rf"\b(?:which|who|whom|what|how)\b[^?,]{{0,30}} do i {_VERB}\b",
    r"\bthe first thing i\b|\bwho wins\b",
    r"\bwhich (?:one )?(?:is|are) (?:the )?(?:better|best|safer|right|more important|wiser)\b",
)
_PROPOSAL = re.compile(
    rf"^{_LEAD}{_VERB}\b"
    r"|\b(?:i'm|i am|im|we're) (?:leaning|inclined|tempted|thinking|planning|gonna)\b"
    r"|\bmy (?:first )?(?:instinct|gut|plan|inclination|answer|call|recommendation|proposal|idea|"
    r"choice|thought|thinking|feeling)\b"
    rf"|\b(?:i|we)(?:'d|'ll| would| will| want to| could| can| must| should|) {_ADVERBS}{_VERB}\b"
    r"|\bi (?:was thinking|think (?:i|we|it|is|to)|guess|propose|suggest|take it)\b"
    rf"|\b(?:if|suppose|supposing|imagine) (?:i|we) {_ADVERBS}\w+"
    r"|\blet's\b|\blet us\b|\bin my opinion\b|\bfor me\b|\bbetter to\b|\bbest to\b"
)
_ASKED_TO_JUDGE = re.compile(
    r"\b(?:is|are|was|would|be|does|am|sounds?|it's|that's|what(?:'s)?) (?:it |that |this |"
    r"i |you )?"
    rf"(?:be |too |a |an |so |really )?(?:{_JUDGED}|{_GRADE} {_THING}|too|count|work)\b"
    r"|\b(?:too \w+|or not) ?\?"
)
_JUDGING_TAG = re.compile(
    r"(?:^|[,.;:\s–—-])(?:ok|okay|deal|good enough|(?:is it|it's|that's|is that|it is|is) (?:ok|"
    r"okay|good|fine|correct|right|fair|reasonable|sensible|allowed|cheating|"
    r"defensible|enough|bad)) ?\?"
)
_AGREE_TAG = re.compile(
    r"(?:^|[,.;:–—-] ?)(?:fair|agree|agreed|makes? sense|good plan|good idea|reasonable|sensible|"
    r"defensible) ?\?"
)
_PLAIN_TAG = re.compile(
    r"[,.\s–—-](?:right|no|yes|correct|isn't it|true|huh|yeah|shouldn't (?:we|i)|then|first|"
    r"instead|i guess) ?\?$"
)
_STATES = re.compile(
    r"^(?:(?:so|and|but|ok|okay) )?(?:the|their|our|his|her|its|this|that|these|those|they|it|he|"
    r"she|there|you|customers?|[ab])\b|\b(?:is|are|was|were|has|have|had|does|did)\b"
)
"""A clause that says how something is; one that does not is what somebody would do."""
_IS_JUDGED = re.compile(rf"\b(?:is|are|was|be|it's) {_JUDGED}\b")
_INFORMATION = re.compile(
    rf"\b{_WH}\b|^(?:is|are|does|do|did|has|have|can|could|will|was|were) "
    r"(?!i\b|we\b|you\b|it\b|that\b)"
)
_DO_CLAUSE = re.compile(rf"^{_LEAD}(?:do|does|did) (?:we|they|you|it)\b")
_FIRST_VERB = re.compile(rf"^{_LEAD}{_VERB}\b(?! (?:me|us|of|time)\b)")
_FISHES = re.compile("|".join(f"(?:{pattern})" for pattern in _FISHING))
_PERSONAL = re.compile(
    r"\byourself\b|\byou personally\b|\byour (?:own|personal|favou?rite|career|background|job|"
    r"role|day|title|name|weekend|accent)\b|\bhave you (?:had|been|heard|ever|tried|met|"
    r"worked|seen)"
    r"\b|\bdid you (?:hear|see|read|work|study|meet)\b|\byou (?:guys|folks|lot)\b|"
    r"\bdo you (?:like|love|hate|play|enjoy|use|miss|drink|live|work|still|ever)\b|"
    r"\bare you (?:an?|the one|from|based|hiring|recording|new|a fan|going)\b|"
    r"\bhow long have you\b|"
    r"\bout of curiosity\b|\bjust curious\b|\bi'm curious\b|\b(?:haha|lol|btw|ha ha|heh)\b|"
    r"\bby the way\b|\bmade me (?:smile|laugh)\b|\bif you don't mind (?:me|my)\b|"
    r"\b(?:this|the|your) interview\b|\bhear back\b|\b(?:real|true) (?:case|story|company)\b|"
    r"\b(?:really|actually) happen\b|\bunrelated\b|\boff topic\b|\bquick aside\b"
)
_ASKING = re.compile(
    rf"(?:so |and |but |ok |okay |also |then )*(?:{_WH}|is|are|was|were|do|does|did|can|"
    rf"could|would|"
    r"will|has|have|should|any)\b"
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_YES = re.compile(
    r"(?:y|yes|yeah|yep|yup|sure|exactly|right|correct|please|ok|okay|that(?:'s| is)? (?:it|right)|"
    r"i do|indeed)(?:[\s,.!]+(?:please|exactly|i do|that(?:'s| is)? (?:it|right)|thanks))*[\s.!]*"
)
_NO = re.compile(
    r"(?:n|no|nope|not (?:really|quite|that)|no,? (?:i (?:do not|don't)|thanks))[\s.!]*"
)
LONGEST = 2000
"""Characters of a message that patterns are looked for in."""
FEWEST_WORDS = 3
"""Words that a part of a message has, to be a question of its own."""
_SHORT_QUESTION = re.compile(r"(?:who|what|when|where|why)\s+\w{3,}\W*$", re.IGNORECASE)
"""Two words that are one all the same: "who decides", "why now"; "how much" is of nothing."""


@lru_cache(maxsize=1024)
def fishes(text: str) -> bool:
    """Whether someone asks what to decide, or whether their decision is right.

    "Should I cut X first?", "Ship it on Thursday, fair?", "I'd wait. Is that too timid?"; but not
    "should we expect more load?" or "what can I offer them?".
    """
    line = _normalize(text)
    if _FISHES.search(line) or _AGREE_TAG.search(line):
        return True
    proposal = _PROPOSAL.search(line)
    judging = _JUDGING_TAG.search(line)
    if judging and not _INFORMATION.search(line[: judging.start()]):
        return bool(proposal) or not line[: judging.start()].strip() or len(line.split()) > 4
    if proposal and _ASKED_TO_JUDGE.search(line, proposal.end()):
        return True
    if _INFORMATION.search(line):
        return False
    tag = _PLAIN_TAG.search(line)
    if tag and (proposal or _IS_JUDGED.search(line) or not _STATES.search(line[: tag.start()])):
        return True
    imperative = _FIRST_VERB.search(line) and not _DO_CLAUSE.search(line)
    return bool(imperative) and len(line.split()) >= FEWEST_WORDS


def is_personal(text: str) -> bool:
    """Whether someone asks the interviewer about themselves, or makes conversation."""
    return bool(_PERSONAL.search(_normalize(text)))


def is_question(text: str) -> bool:
    """Whether a line asks anything, by its mark or by the word it begins with."""
    return "?" in text or bool(_ASKING.match(_normalize(text)))


def is_yes(text: str) -> bool:
    """Whether a line only agrees to what was put back."""
    return bool(_YES.fullmatch(_normalize(text)))


def is_no(text: str) -> bool:
    """Whether a line only says that something else was meant."""
    return bool(_NO.fullmatch(_normalize(text)))


def drop_context(text: str) -> str:
    """The sentences of a message that ask, without those that only lead up to them.

    Whole where no sentence of some length ends in a question mark.
    """
    sentences = _SENTENCES.split(text.strip())
    asking = [s for s in sentences if s.endswith("?") and len(s.split()) > FEWEST_WORDS]
    return " ".join(asking) if asking else text


def list_questions(text: str) -> list[str]:
    """The questions of a message, each long enough to be heard alone; one for a simple message."""
    parts = [part.strip() for part in split_questions(text)]
    return [part for part in parts if _stands_alone(part)] or [text]


def _stands_alone(part: str) -> bool:
    return len(part.split()) >= FEWEST_WORDS or bool(_SHORT_QUESTION.match(part))


def _normalize(text: str) -> str:
    return " ".join(text[:LONGEST].casefold().replace("’", "'").split())
