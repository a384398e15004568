"""The query language, read and answered over real files."""

from pathlib import Path

import pytest

from coach.files import CoachError
from coach.transcripts.index import Index
from coach.transcripts.record import Question, Reply
from coach.transcripts.search import Hit, parse, search
from coach.transcripts.store import Store
from tests.support.examples import a_transcript

OLD = "2026-10-02-100000-two-asks"
NEW = "2026-11-24-100000-third-ask"
AREAS = {"two-asks": ["competing_priorities"], "third-ask": ["roadmap_balance"]}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    store = Store(tmp_path / "transcripts")
    store.save(
        a_transcript(
            id=OLD,
            started="2026-10-02T10:00:00+00:00",
            answer="I choose batch tier pricing over the latency demo.",
            clarify=[Question(question="What is the café’s spend?", answer="$60k a month.")],
            status="done",
            tags=["Calm"],
        )
    )
    store.save(
        a_transcript(
            id=NEW,
            scenario="third-ask",
            answer="Deprecate the old model. [bold]x[/bold] don't \x1b[31mstop",
            pushback=[Reply(id="p1", who="CTO", text="Really?", reply="Yes: tiers stay.")],
            status="done",
        )
    )
    for id, level, model in ((OLD, 2, "qwen3:8b"), (NEW, 4, "accounts/fireworks/models/glm")):
        who = {"kind": "model", "name": "mine", "model": model}
        store.add_review(
            id, "mine", {"status": "graded", "overall": {"level": level}, "reviewer": who}
        )
    return Index(tmp_path / "rounds.sqlite3", store)


def found(index: Index, text: str, *, typing: bool = False) -> list[Hit]:
    return search(index, index.list_rows(), parse(text, typing=typing), AREAS)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [NEW, OLD]),
        ("BATCH tier", [OLD]),
        ('"tier pricing"', [OLD]),
        ('"pricing tier"', []),
        ("tier*", [NEW, OLD]),
        ("tier", [OLD]),
        ("cafe", [OLD]),
        ("$60k", [OLD]),
        ("don't", [NEW]),
        ("[bold]", [NEW]),
        ("AND", []),
        ("really", [NEW]),
        ("scenario:third", [NEW]),
        ("level:>=3", [NEW]),
        ("level:2", [OLD]),
        ("level:<4 level:>1", [OLD]),
        ("model:qwen", [OLD]),
        ("model:mine", [NEW, OLD]),
        ("after:2026-11-24", [NEW]),
        ("before:2026-11", [OLD]),
        ("area:roadmap", [NEW]),
        ("tag:calm", [OLD]),
        ('model:"glm" deprecate', [NEW]),
        ("tier* level:4", [NEW]),
    ],
)
def test_what_is_found(index: Index, text: str, ids: list[str]) -> None:
    assert [hit.row.id for hit in found(index, text)] == ids


def test_a_hit_shows_where_and_keeps_what_was_typed_as_it_is(index: Index) -> None:
    (hit,) = found(index, "bold")
    assert ("bold", True) in hit.snippet
    assert "".join(text for text, _ in hit.snippet).endswith("\x1b[31mstop")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"not closed', "a quote is not closed"),
        ("colour:red", "no filter 'colour:'"),
        ("level:5", "level:5 is not a level"),
        ("level:", "needs something after the colon"),
        ("after:yesterday", "is not a date"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(CoachError, match=said) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("depr", [NEW]),
        ("depr ", []),
        ('"tier pri', [OLD]),
        ("level:", [NEW, OLD]),
        ("level:>", [NEW, OLD]),
        ("lev", []),
        ("model:glm", [NEW]),
    ],
)
def test_as_one_types_the_last_word_is_a_beginning(index: Index, text: str, ids: list[str]) -> None:
    assert [hit.row.id for hit in found(index, text, typing=True)] == ids


@pytest.mark.parametrize("text", ["*", "(", ")", "^a", "a:b*", "NEAR(a b)", "-", "{}", "'", "\0"])
def test_no_search_breaks_the_index(index: Index, text: str) -> None:
    try:
        found(index, text)
    except CoachError as error:
        assert "no filter" in str(error)
