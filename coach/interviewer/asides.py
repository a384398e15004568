"""Words by which a question turns to something no case is about: careers, offices, tools, brands.

The general ones count against a fact whose wordings do not have them. A pack has two word lists of
its own, fitted by `scripts/fit_fact_matcher.py` on its questions that no fact answers: `asides`,
and `asides_often` for words that hardly ever stand in another question. They count against all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.text.document import list_stems
from coach.text.similarity import Terms
from coach.text.stopwords import STOP_STEMS

WEIGHTS = {"asides": 0.8, "asides_often": 1.8}
"""What a word of a pack's list counts for: about its log odds."""
MOST = 3.0
"""What all of them together count for at most."""
_PEOPLE = """
    age old born birthday married kids family husband wife university college school degree mba phd
    studied background career hired joined tenure worked retire staff lead manager boss ceo cto cfo
    founder founders founded cofounder board executive employee employees intern interns org chart
    reports salary pay raise bonus commission overtime stock shares equity vacation holiday weekend
    hobby hobbies hobbyists nationality accent culture religion politics personality calm friendly
    mood nice funny smile joke temper grumpy stubborn smart famous name named nickname spell
    spelling pronounce acronym stand email emails mail unread linkedin women men gossip celebrate
    celebrated internal
"""
_PLACES = """
    office offices remote onsite building floor desk parking commute headquarters headquartered hq
    based located country city state town coast timezone zone abroad travel flight hotel weather
    rain lunch dinner breakfast catering coffee beer drinks food pizza party music zoom teams video
    restaurant visit visited raining store rating ratings story sponsor slides keynote
    person camera dress wear suit tie booth venue seats whiteboard notes recording
"""
_TOOLS = """
    language languages programming code framework frontend backend react angular vue python
    typescript javascript java rust golang library ide editor linux windows mac laptop database
    postgres redis kafka kubernetes docker terraform grafana datadog splunk prometheus pagerduty
    stripe paypal jira linear asana trello slack notion figma github gitlab stars salesforce hubspot
    zendesk tool tools stack mobile android ios iphone browser written registered provider cloud
    aws gcp azure nvidia amd intel crypto blockchain dark mode theme font logo color colour emoji
    mascot avatar robot designer designed
"""
_WORLD = """
    press newspaper journalist journalists magazine tv movie book blog podcast youtube twitter
    facebook instagram tiktok reddit discord meme award awards patent trademark lawsuit sue court
    regulator licence legal ipo funding raised round investors valuation acquisition industry
    vertical brand slogan invented inventor competitor competitors rival rivals vendor previous last
    total average published review scored community squad contract swag shirt shirts stickers mug
    prize prizes sports football fan fans favorite favourite lottery gamble cards gossip rumor
    rumors guess renewable electricity green carbon water climate fad hype bubble future years agi
    elections economy history origin title wonder
"""
GENERAL = frozenset(list_stems(f"{_PEOPLE} {_PLACES} {_TOOLS} {_WORLD}")) - STOP_STEMS


class Asides:
    """The word lists of a pack, made ready once."""

    def __init__(self, lexicon: Mapping[str, Sequence[str]]) -> None:
        self._weights = {
            stem: weight
            for name, weight in WEIGHTS.items()
            for stem in frozenset(list_stems(" ".join(lexicon.get(name, ())))) - STOP_STEMS
        }

    def weigh(self, words: Terms) -> float:
        """Weigh how much the words of a question say that it is about nothing in the case."""
        return min(MOST, sum(self._weights.get(word, 0.0) for word in words))
