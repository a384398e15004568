"""The scripted interviewer: answers from the hidden facts a question earns, and pushes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.openers import GIVEN, GIVEN_TOO, OpenerMatcher
from coach.interviewer.protocol import InterviewerAnswer
from coach.interviewer.speech_acts import (
    fishes,
    is_no,
    is_personal,
    is_question,
    is_yes,
    list_questions,
)
from coach.llm.endpoint import OnEvent, ignore
from coach.packs.schema import Opener, Point, Pushback, Scenario
from coach.text.controls import flatten
from coach.text.cue_matcher import Matcher
from coach.text.document import Document
from coach.text.question_odds import QuestionOdds
from coach.transcripts.journal import PushbackGiven
from coach.transcripts.record import Phase, Question, Reply, Transcript

NO_FACT = (
    "I don't know. What would you assume?",
    "I don't have that. Make an assumption, say it out loud, and go on.",
    "Nobody here knows. Tell me what you would take as given.",
)
PUT_BACK = "Do you mean: “{ask}” Press enter for yes, or ask it in other words."
REPHRASE = "Then ask it once more, in other words."
ASSUMED = "Fine, take that as given. I will hold you to it."
YOURS = "That is what I would like to hear from you. What do you need to know to decide it?"
YOURS_TOO = "What to do about it is what I would like to hear from you."
MORE = "The rest was more than I can answer at once; ask it again."
AGAIN = "As I said: {answer}"
QUOTED = "You said: “{quote}” "
NOT_MET = "That does not answer me. My worry is still this: {weakness}. What do you say to that?"
HINT_ASK = "You have not asked this yet: {ask}"
HINT_SAY = "Your answer does not do this yet: {statement}"
QUOTE_LIMIT = 160
"""Characters of the candidate's own words that a pushback takes up."""
SUPPORT = 0.1
"""The chance from which a fact that a model says was asked for is believed."""
OPENED = 0.1
"""The chance from which a cue of an opener earns the fact that the case has for it."""
MOST_ANSWERS = 2
"""Questions of one message that are answered."""
FEWEST_ASSUMED = 3
"""Words of a line that answers "what would you assume?"."""


class InterviewerScript:
    """Words all that the interviewer says in a scenario.

    It keeps no state: what it says depends on the question and on the questions before it, so that
    a round that is resumed goes on as if it had never stopped.
    """

    def __init__(
        self,
        scenario: Scenario,
        lexicon: Mapping[str, Sequence[str]],
        company: str,
        make_matcher: Callable[[], FactMatcher] | None = None,
        openers: Sequence[Opener] = (),
        learn: Callable[[], QuestionOdds] | None = None,
    ) -> None:
        """`make_matcher` and `learn` are called when the first question is asked.

        Without them facts are found by their own wordings and cues, and how openers are asked for
        is learned from these facts.
        """
        self._openers = openers
        self._learn = learn
        self._scenario = scenario
        self._lexicon = lexicon
        self._company = company
        self._make_matcher = make_matcher
        self._facts = {fact.id: fact for fact in scenario.facts}

    def prepare(self) -> None:
        """Make ready what questions are matched by; the first one takes a moment without it."""
        _ = (self._matcher, self._opener_matcher)

    def answer(self, question: str, past: Sequence[Question]) -> InterviewerAnswer:
        """Answer with the facts that a question earns, or say plainly that there is none.

        Two questions in one message are both answered. What to decide is not told. A question that
        is near to a fact, but too unclear, is put back. `past` are the questions before it.
        """
        if settled := self.settle(question, past):
            return settled
        answers = self._find_answers(question)
        if answers:
            return self._tell_all(question, answers, past)
        if self._asks_for_decision(question):
            return InterviewerAnswer(YOURS)
        return self._put_back(question, past) or self.decline(past)

    def settle(self, text: str, past: Sequence[Question]) -> InterviewerAnswer | None:
        """Answer a line that asks nothing: an assumption, or a yes or no to what was put back.

        None for any other line.
        """
        offered = past[-1].offered if past else None
        if offered is not None and offered in self._facts:
            if is_yes(text):
                return self.tell([offered], past)
            if is_no(text):
                return InterviewerAnswer(REPHRASE)
        if self._states_assumption(text, past):
            return InterviewerAnswer(ASSUMED, assumed=True)
        return None

    def open(self, question: str, past: Sequence[Question]) -> InterviewerAnswer | None:
        """Answer a question that any case may be opened with; None for other questions."""
        match = self._opener_matcher.match(question)
        if match is None:
            return None
        fact = self._opener_matcher.find_fact(match.opener)
        return (
            self.tell([fact], past)
            if fact
            else InterviewerAnswer(self._word_openers([match.opener]))
        )

    def tell(self, facts: Sequence[str], past: Sequence[Question]) -> InterviewerAnswer:
        """Tell facts in the scenario's own words; what was told before is said to be so."""
        earned = [fact for asked in past for fact in asked.facts]
        texts = [self._word_fact(fact, earned) for fact in facts]
        new = [fact for fact in facts if fact not in earned]
        return InterviewerAnswer(" ".join(texts), new[0] if new else None, also=tuple(new[1:]))

    def decline(
        self, past: Sequence[Question], *, asks_for_solution: bool = False
    ) -> InterviewerAnswer:
        """Say that no fact fits, each time in other words."""
        if asks_for_solution:
            return InterviewerAnswer(YOURS)
        declined = sum(1 for asked in past if asked.answer in NO_FACT)
        return InterviewerAnswer(NO_FACT[declined % len(NO_FACT)])

    def _find_answers(self, question: str) -> list[str | Opener]:
        """The facts and openers that a message asks for, in its order, each once."""
        parts = list_questions(question)
        whole = self._find_answer(question)
        if len(parts) == 1:
            return self._add_beside(question, whole) if whole else []
        asking = [part for part in parts if not fishes(part)]
        answers: list[str | Opener] = []
        for part in asking:
            answer = self._find_answer(f"{part.rstrip('?')}?")
            if answer is not None and answer not in answers:
                answers.append(answer)
        if len(answers) > 1 or len(asking) < len(parts) or whole is None:
            return answers
        return [whole]

    def _add_beside(self, question: str, answer: str | Opener) -> list[str | Opener]:
        """The answer, and the fact about the other party where the question is about both."""
        second = self._matcher.find_second(question, answer) if isinstance(answer, str) else None
        return [answer, second] if second else [answer]

    def _find_answer(self, question: str) -> str | Opener | None:
        """The fact, or the opener that no fact of the case answers, that one question asks for."""
        fact, opens = self._matcher.match(question), self._is_opener(question)
        if fact and not opens:
            return fact
        match = self._opener_matcher.match(question)
        if match is None or (fishes(question) and not match.sure):
            return fact if opens else None
        own = self._opener_matcher.find_fact(match.opener)
        if match.sure:
            return own or match.opener
        if own and self._matcher.measure_chances(question)[own] < OPENED:
            return None
        return own or match.opener

    def _tell_all(
        self, question: str, answers: Sequence[str | Opener], past: Sequence[Question]
    ) -> InterviewerAnswer:
        chosen = answers[:MOST_ANSWERS]
        facts = self.tell([answer for answer in chosen if isinstance(answer, str)], past)
        openers = [answer for answer in chosen if not isinstance(answer, str)]
        texts = [facts.text, self._word_openers(openers, GIVEN_TOO if facts.text else GIVEN)]
        if len(answers) > MOST_ANSWERS:
            texts.append(MORE)
        elif fishes(question) and len(list_questions(question)) > 1:
            texts.append(YOURS_TOO)
        return InterviewerAnswer(" ".join(filter(None, texts)), facts.fact, also=facts.also)

    def _put_back(self, question: str, past: Sequence[Question]) -> InterviewerAnswer | None:
        """Ask whether the nearest fact is meant, once: two in a row would lead in circles."""
        if is_personal(question) or (past and past[-1].offered is not None):
            return None
        near = self._matcher.find_nearest(question)
        if near is None or near in {fact for asked in past for fact in asked.facts}:
            return None
        ask = self._name_company(self._facts[near].ask)
        return InterviewerAnswer(PUT_BACK.format(ask=ask), offered=near)

    def _states_assumption(self, text: str, past: Sequence[Question]) -> bool:
        """Whether the candidate states an assumption: by its words, or since they were asked to."""
        if "?" in text:
            return False
        if self._has_wording("assuming", text):
            return True
        was_asked_to = bool(past) and past[-1].answer in NO_FACT
        return was_asked_to and not is_question(text) and len(text.split()) >= FEWEST_ASSUMED

    def supports(self, question: str, fact_id: str) -> bool:
        """Whether the words of a question bear out that it asks for a fact."""
        fact = self._facts.get(fact_id)
        if fact is None:
            return False
        if Matcher(question, self._lexicon).has(fact.earned_by):
            return True
        return self._matcher.measure_chances(question)[fact_id] >= SUPPORT

    def push(self, answer: str, past: Sequence[Reply]) -> PushbackGiven | None:
        """Press the weakest point: the pushback most of whose points were left open.

        After a reply that does not meet the pushback, the same weakness is pressed once more, in
        other words.
        """
        unmet = self._find_unmet(past)
        if unmet is not None:
            return self.press(unmet, _quote_opening(past[-1].reply), NOT_MET)
        hits = self._find_hits("\n".join([answer, *(reply.reply for reply in past)]))
        left = self.list_left(past)
        if not left:
            return None
        chosen = min(left, key=lambda pushback: _measure_hit(pushback, hits))
        quote = next((hits[point] for point in chosen.presses if hits.get(point)), None)
        return self.press(chosen, quote)

    def list_left(self, past: Sequence[Reply]) -> list[Pushback]:
        """List the pushbacks that were not pressed yet."""
        used = {reply.id for reply in past}
        return [pushback for pushback in self._scenario.pushbacks if pushback.id not in used]

    def press(
        self, pushback: Pushback, quote: str | None, wording: str | None = None
    ) -> PushbackGiven:
        """Word a pushback as the scenario has it, after a quote of the candidate's own line."""
        text = pushback.text
        if wording is not None:
            text = wording.format(weakness=pushback.weakness.rstrip("."))
        opening = QUOTED.format(quote=quote) if quote else ""
        return PushbackGiven(
            0.0,
            pushback.id,
            self._name_company(pushback.who),
            opening + self._name_company(text),
            quote,
        )

    def hint(self, phase: str, answer: str, earned: Sequence[str]) -> str | None:
        """Hint at the next thing to ask or to say; None where nothing is missing."""
        if phase == "clarify":
            facts = sorted(self._scenario.facts, key=lambda fact: not fact.decides)
            ask = next((fact.ask for fact in facts if fact.id not in earned), None)
            return HINT_ASK.format(ask=self._name_company(ask)) if ask else None
        hits = self._find_hits(answer)
        missing = [point for point in self._scenario.points if not hits[point.id]]
        return (
            HINT_SAY.format(statement=self._name_company(missing[0].statement)) if missing else None
        )

    def _find_unmet(self, past: Sequence[Reply]) -> Pushback | None:
        """The pushback that the last reply did not meet, unless it was pressed twice already."""
        if not past or sum(1 for reply in past if reply.id == past[-1].id) > 1:
            return None
        by_id = {pushback.id: pushback for pushback in self._scenario.pushbacks}
        pressed = by_id.get(past[-1].id)
        if pressed is None or not pressed.good_cues:
            return None
        matcher = Matcher(past[-1].reply, self._lexicon)
        met = sum(matcher.has([cue]) for cue in pressed.good_cues)
        return None if 2 * met >= len(pressed.good_cues) else pressed

    def _find_hits(self, text: str) -> dict[str, str | None]:
        matcher = Matcher(text, self._lexicon)
        return {point.id: _quote_hit(point, matcher) for point in self._scenario.points}

    def _is_opener(self, question: str) -> bool:
        """Whether the words are an opener's own and no fact's; facts come first otherwise."""
        return self._opener_matcher.is_wording(question) and not self._matcher.is_wording(question)

    @cached_property
    def _opener_matcher(self) -> OpenerMatcher:
        odds = self._learn() if self._learn else None
        return OpenerMatcher(self._openers, self._scenario.facts, self._lexicon, odds)

    @cached_property
    def _matcher(self) -> FactMatcher:
        if self._make_matcher is not None:
            return self._make_matcher()
        return FactMatcher(self._scenario.facts, self._lexicon)

    def _asks_for_decision(self, question: str) -> bool:
        return fishes(question) or self._has_wording("asks_for_solution", question)

    def _word_fact(self, fact: str, earned: Sequence[str]) -> str:
        answer = self._name_company(self._facts[fact].answer)
        return AGAIN.format(answer=answer) if fact in earned else answer

    def _word_openers(self, openers: Sequence[Opener], wording: str = GIVEN) -> str:
        """The answers of the pack, and once that they earn nothing; empty where there are none."""
        answers = " ".join(self._name_company(opener.answer) for opener in openers)
        return wording.format(answer=answers) if answers else ""

    def _has_wording(self, name: str, text: str) -> bool:
        return Matcher(text, self._lexicon).has_list(name)

    def _name_company(self, text: str) -> str:
        return text.replace("{{company}}", self._company).strip()


def _quote_hit(point: Point, matcher: Matcher) -> str | None:
    """The first words that a point's cues find; None where they find nothing."""
    matches = matcher.find(point.cues)
    return shorten(matcher.text[matches[0].start : matches[0].end]) if matches else None


def _measure_hit(pushback: Pushback, hits: Mapping[str, str | None]) -> float:
    return sum(1 for point in pushback.presses if hits.get(point)) / len(pushback.presses)


def shorten(line: str) -> str:
    """Shorten a line of the candidate's to what a pushback quotes."""
    line = flatten(line)
    return line if len(line) <= QUOTE_LIMIT else line[: QUOTE_LIMIT - 1].rstrip() + "…"


def _quote_opening(reply: str) -> str | None:
    sentences = Document(reply).sentences
    return shorten(reply[sentences[0].start : sentences[0].end]) if sentences else None


class ScriptedInterviewer:
    """Plays the interviewer from the scenario file alone."""

    takes_time = False

    def __init__(self, script: InterviewerScript) -> None:
        self._script = script

    def prepare(self) -> None:
        """Make the script ready."""
        self._script.prepare()

    async def answer(
        self, question: str, record: Transcript, on_event: OnEvent = ignore
    ) -> InterviewerAnswer:
        """Answer from the script."""
        return self._script.answer(question, record.clarify)

    async def push(self, record: Transcript, on_event: OnEvent = ignore) -> PushbackGiven | None:
        """Press from the script."""
        return self._script.push(record.answer, record.pushback)

    def hint(self, phase: Phase, record: Transcript) -> str | None:
        """Hint from the script."""
        return self._script.hint(phase, record.answer, record.earned)

    def stop(self) -> None:
        """Do nothing: the script is never waited for."""
