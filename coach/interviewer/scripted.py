"""The scripted interviewer: answers from the hidden facts a question earns, and pushes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.openers import GIVEN, OpenerMatcher
from coach.interviewer.protocol import InterviewerAnswer
from coach.llm.endpoint import OnEvent, ignore
from coach.packs.schema import Opener, Point, Pushback, Scenario
from coach.text.cue_matcher import Document, find_cues
from coach.transcripts.journal import PushbackGiven
from coach.transcripts.record import Phase, Reply, Transcript

NO_FACT = (
    "I don't know. What would you assume?",
    "I don't have that. Make an assumption, say it out loud, and go on.",
    "Nobody here knows. Tell me what you would take as given.",
)
UNCLEAR = "I am not sure what you want to know. Ask it once more, in other words."
ASSUMED = "Fine, take that as given. I will hold you to it."
YOURS = "That is yours to answer. What would you need to know to decide it?"
COMPOUND = "That was more than one question; I take the first. "
AGAIN = "As I said: {answer}"
QUOTED = "You said: “{quote}” "
NOT_MET = "That does not answer me. My worry is still this: {weakness}. What do you say to that?"
HINT_ASK = "You have not asked this yet: {ask}"
HINT_SAY = "Your answer does not do this yet: {statement}"
QUOTE_LIMIT = 160
"""Characters of the candidate's own words that a pushback takes up."""
SUPPORT = 0.1
"""The chance from which a question can earn a fact that someone says it asks for."""
_PARTS = re.compile(
    r"\?\s+|;\s+|,?\s+and\s+(?=(?:what|who|how|why|when|where|which|is|are|do|does|can)\b)",
    re.IGNORECASE,
)


class InterviewerScript:
    """What a scenario has the interviewer say; the same words always get the same answer."""

    def __init__(
        self,
        scenario: Scenario,
        lexicon: Mapping[str, Sequence[str]],
        company: str,
        matcher: FactMatcher | None = None,
        openers: Sequence[Opener] = (),
    ) -> None:
        self._openers = openers
        self._scenario = scenario
        self._lexicon = lexicon
        self._company = company
        self._refused = 0
        self._was_unclear = False
        self._given_matcher = matcher
        self._facts = {fact.id: fact for fact in scenario.facts}

    def answer(self, question: str, earned: list[str]) -> InterviewerAnswer:
        """Answer with the fact the question earns, or say plainly that there is none.

        Of a compound question the first part is answered. What to decide is not told, and an
        assumption that is said out loud is taken as given.
        """
        if self.assumes(question):
            return InterviewerAnswer(ASSUMED, assumed=True)
        if self._opens(question) and (opened := self.open(question, earned)):
            return opened
        first = self._first_of_several(question)
        fact = first or self._matcher.fact(question)
        if fact is not None:
            self._was_unclear = False
            return self.tell(fact, earned, compound=first is not None)
        if opened := self.open(question, earned):
            return opened
        if self._says("asks_for_solution", question):
            return InterviewerAnswer(YOURS)
        return self._not_told(question)

    def open(self, question: str, earned: Sequence[str]) -> InterviewerAnswer | None:
        """The answer to a question that any case may be opened with; None for other questions."""
        opener = self._opener_matcher.match(question)
        if opener is None:
            return None
        self._was_unclear = False
        fact = self._opener_matcher.fact_for(opener)
        if fact is not None:
            return self.tell(fact, earned)
        return InterviewerAnswer(GIVEN.format(answer=self._named(opener.answer)))

    def tell(
        self, fact_id: str, earned: Sequence[str], *, compound: bool = False
    ) -> InterviewerAnswer:
        """The fact in the scenario's own words; what was told before is said to be so."""
        said = self._named(self._facts[fact_id].answer)
        opening = COMPOUND if compound else ""
        if fact_id in earned:
            return InterviewerAnswer(opening + AGAIN.format(answer=said))
        return InterviewerAnswer(opening + said, fact_id)

    def decline(self, *, asks_for_solution: bool = False) -> InterviewerAnswer:
        """What is said where no fact fits."""
        if asks_for_solution:
            return InterviewerAnswer(YOURS)
        self._refused += 1
        return InterviewerAnswer(NO_FACT[(self._refused - 1) % len(NO_FACT)])

    def _not_told(self, question: str) -> InterviewerAnswer:
        # who is misheard is asked to say it again, once: two in a row would lead in circles
        if self._matcher.is_near(question) and not self._was_unclear:
            self._was_unclear = True
            return InterviewerAnswer(UNCLEAR)
        self._was_unclear = False
        return self.decline()

    def assumes(self, text: str) -> bool:
        """Whether the candidate states an assumption and asks nothing."""
        return "?" not in text and self._says("assuming", text)

    def supports(self, question: str, fact_id: str) -> bool:
        """Whether the words of a question bear out that it asks for a fact."""
        fact = self._facts.get(fact_id)
        if fact is None:
            return False
        if find_cues(fact.earned_by, Document(question), self._lexicon):
            return True
        return self._matcher.chances(question)[fact_id] >= SUPPORT

    def push(self, answer: str, past: Sequence[Reply]) -> PushbackGiven | None:
        """Press the weakest point: the pushback most of whose points were left open.

        After a reply that does not meet the pushback, the same weakness is pressed once more, in
        other words.
        """
        unmet = self._unmet(past)
        if unmet is not None:
            return self.press(unmet, _opening(past[-1].reply), NOT_MET)
        said = "\n".join([answer, *(reply.reply for reply in past)])
        hits = self._hits(said)
        left = self.left(past)
        if not left:
            return None
        chosen = min(left, key=lambda pushback: _share_hit(pushback, hits))
        quote = next((hits[id] for id in chosen.presses if hits.get(id)), None)
        return self.press(chosen, quote)

    def left(self, past: Sequence[Reply]) -> list[Pushback]:
        """The pushbacks that were not pressed yet."""
        used = {reply.id for reply in past}
        return [pushback for pushback in self._scenario.pushbacks if pushback.id not in used]

    def press(
        self, pushback: Pushback, quote: str | None, wording: str | None = None
    ) -> PushbackGiven:
        """A pushback in the scenario's words, taking up the candidate's own line."""
        text = pushback.text
        if wording is not None:
            text = wording.format(weakness=pushback.weakness.rstrip("."))
        opening = QUOTED.format(quote=quote) if quote else ""
        return PushbackGiven(
            0.0, pushback.id, self._named(pushback.who), opening + self._named(text), quote
        )

    def hint(self, phase: str, answer: str, earned: Sequence[str]) -> str | None:
        """Hint at the next thing to ask or to say; None where nothing is missing."""
        if phase == "clarify":
            facts = sorted(self._scenario.facts, key=lambda fact: not fact.decides)
            ask = next((fact.ask for fact in facts if fact.id not in earned), None)
            return HINT_ASK.format(ask=self._named(ask)) if ask else None
        hits = self._hits(answer)
        missing = [point for point in self._scenario.points if not hits[point.id]]
        return HINT_SAY.format(statement=self._named(missing[0].statement)) if missing else None

    def _unmet(self, past: Sequence[Reply]) -> Pushback | None:
        """The pushback that the last reply did not meet, unless it was pressed twice already."""
        if not past or sum(1 for reply in past if reply.id == past[-1].id) > 1:
            return None
        by_id = {pushback.id: pushback for pushback in self._scenario.pushbacks}
        pressed = by_id.get(past[-1].id)
        if pressed is None or not pressed.good_cues:
            return None
        document = Document(past[-1].reply)
        met = sum(1 for cue in pressed.good_cues if find_cues([cue], document, self._lexicon))
        return None if 2 * met >= len(pressed.good_cues) else pressed

    def _hits(self, text: str) -> dict[str, str | None]:
        document = Document(text)
        return {point.id: self._line(point, document) for point in self._scenario.points}

    def _opens(self, question: str) -> bool:
        """Whether the words are an opener's own and no fact's; facts are heard first otherwise."""
        return self._opener_matcher.is_wording(question) and not self._matcher.is_wording(question)

    @cached_property
    def _opener_matcher(self) -> OpenerMatcher:
        return OpenerMatcher(self._openers, self._scenario.facts, self._lexicon)

    @cached_property
    def _matcher(self) -> FactMatcher:
        if self._given_matcher is not None:
            return self._given_matcher
        return FactMatcher(self._scenario.facts, self._lexicon)

    def _first_of_several(self, question: str) -> str | None:
        """The first fact of a question that asks for more than one, each in a part of its own."""
        parts = [part for part in _PARTS.split(question) if len(part.split()) > 2]
        if len(parts) < 2:
            return None
        found = [fact for part in parts if (fact := self._matcher.fact(part + "?"))]
        return found[0] if len(set(found)) > 1 else None

    def _says(self, name: str, text: str) -> bool:
        if name not in self._lexicon:
            return False
        return bool(find_cues([f"@{name}"], Document(text), self._lexicon))

    def _line(self, point: Point, document: Document) -> str | None:
        matches = find_cues(point.cues, document, self._lexicon)
        if not matches:
            return None
        return shorten(document.text[matches[0].start : matches[0].end])

    def _named(self, text: str) -> str:
        return text.replace("{{company}}", self._company).strip()


def _share_hit(pushback: Pushback, hits: Mapping[str, str | None]) -> float:
    return sum(1 for id in pushback.presses if hits.get(id)) / len(pushback.presses)


def shorten(line: str) -> str:
    """A line of the candidate's as a pushback quotes it."""
    line = " ".join(line.split())
    return line if len(line) <= QUOTE_LIMIT else line[: QUOTE_LIMIT - 1].rstrip() + "…"


def _opening(reply: str) -> str | None:
    sentences = Document(reply).sentences
    return shorten(reply[sentences[0].start : sentences[0].end]) if sentences else None


class ScriptedInterviewer:
    """Plays the interviewer from the scenario file alone."""

    takes_time = False

    def __init__(self, script: InterviewerScript) -> None:
        self._script = script

    async def answer(
        self, question: str, record: Transcript, on_event: OnEvent = ignore
    ) -> InterviewerAnswer:
        """Answer from the script."""
        return self._script.answer(question, record.earned)

    async def push(self, record: Transcript, on_event: OnEvent = ignore) -> PushbackGiven | None:
        """Press from the script."""
        return self._script.push(record.answer, record.pushback)

    def hint(self, phase: Phase, record: Transcript) -> str | None:
        """Hint from the script."""
        return self._script.hint(phase, record.answer, record.earned)

    def stop(self) -> None:
        """Nothing is ever waited for."""
