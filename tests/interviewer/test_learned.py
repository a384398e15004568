"""What the interviewer has learned: whole, and able to tell asides from questions of fact."""

from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.learned import Learned, load_learned
from coach.packs.schema import Fact
from coach.text.phrases import find_phrases

FACT = Fact(id="spend", ask="What do they spend?", answer="$60k.", earned_by=["spend"])


def test_the_file_that_ships_has_a_weight_for_every_feature() -> None:
    learned, matcher = load_learned(), FactMatcher([FACT], {})
    assert learned.fact.keys() == matcher.gather_support("?")["spend"].features.keys()
    assert learned.none.keys() == matcher.measure_none("?").keys()
    assert all(weight > 0 for weight in (*learned.fact.values(), *learned.none.values()))


def test_it_tells_asides_from_questions_about_a_case() -> None:
    aside, case = "Do you like your office?", "How much would they lose by waiting?"
    assert load_learned().weigh_aside(aside) > 0 > load_learned().weigh_aside(case)


def test_an_aside_weighs_what_its_phrases_weigh_for_its_length() -> None:
    learned = Learned({}, {}, {"salari": 2.0, "^ salari": 0.25})
    assert len(find_phrases("Salary?")) == 4
    assert learned.weigh_aside("Salary?") == 2.25 / 2
    assert learned.weigh_aside("") == 0.0
