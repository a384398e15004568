"""The room on the screen: chairs in turn, the message and its marks, drafts, a model."""

import json
from collections.abc import Callable
from pathlib import Path

from coach.paths import Paths
from coach.services.coach import Coach
from coach.stakeholders.draft_keeper import Draft
from coach.stakeholders.models import NO_CAUSE, NO_STANCE
from coach.stakeholders.service import STOPPED
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview
from coach.tui.review.screen import ReviewScreen
from coach.tui.room.message_panel import MessagePanel
from coach.tui.room.message_review import MessageReviewView
from coach.tui.room.screen import RoomScreen
from coach.tui.room.voices import VoiceRow
from coach.tui.widgets.line_field import LineField
from coach.tui.widgets.prose_area import ProseArea
from coach.tui.widgets.round_words import RoundWords
from tests.support.room_screens import (
    MESSAGE,
    PEOPLE,
    STANCES,
    choose_model,
    keep_answered_round,
    list_voices,
    make_app_with_model,
    open_room,
    read_chair,
    take_all_chairs,
)
from tests.support.screens import Clock, get_text, idle, type_text, until
from tests.support.server import hangs, serving, streams


async def test_the_chairs_are_taken_one_by_one_with_the_keyboard_alone(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_room(pilot, app, id)
        assert "1 of 4   Customer A's champion" in read_chair(app)
        assert "needs  A demo on Thursday" in read_chair(app)
        assert "fears  Being embarrassed" in read_chair(app)
        await pilot.press("l", "right_square_bracket", "right_square_bracket", "enter")
        assert "▸ leave" in read_chair(app) and "because of 2 “We refuse A.”" in read_chair(app)
        await type_text(pilot, "A demo")
        await pilot.press("enter")
        assert "2 of 4   Customer B's platform lead" in read_chair(app)
        await pilot.press("a", "right_square_bracket", "enter", "enter")
        assert "3 of 4" in read_chair(app), "what would turn them may be left out"
        await pilot.press("b", "right_square_bracket", "enter")
        await type_text(pilot, "The price")
        await pilot.press("enter")
        await pilot.press("e", "enter")
        await type_text(pilot, "A date")
        await pilot.press("enter")
        await idle(pilot)
        heads = list_voices(app)
        assert "▸ x leaves" in heads[0] and "lost most" in heads[0]
        assert "+ accepts" in heads[1] and "~ bargains" in heads[2] and "^ escalates" in heads[3]
        assert "Lost most: Customer A's champion" in get_text(app, "#room-state")
        assert get_text(app, "#room-by") == "your chairs"
        (kept,) = coach.stakeholders.load_visits(id)
        assert [voice.stance for voice in kept.room.voices] == [s for s, _ in STANCES.values()]
        assert (kept.by, kept.room.voices[0].would_change) == ("self", "A demo")
        assert not coach.store.draft_path(id).exists()


async def test_a_stance_is_needed_and_a_yes_stands_on_a_line(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_room(pilot, app, id)
        for keys, why in ((("enter",), NO_STANCE), (("a", "enter"), NO_CAUSE)):
            await pilot.press(*keys)
            assert why in {note.message for note in app._notifications}
            assert not app.screen.query_one(LineField).display
        app.screen.query_one(RoundWords).post_message(RoundWords.SentenceClicked(1))
        await pilot.pause()
        assert "because of 2" in read_chair(app)
        await pilot.press("0")
        assert "because of no line" in read_chair(app)


async def test_every_key_in_a_chair_is_kept_and_comes_back(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_room(pilot, app, id)
        await pilot.press("j", "b", "right_square_bracket", "enter")
        await type_text(pilot, "Soon")
        await until(
            pilot, lambda: coach.stakeholders.open(id).room.voices[1].would_change == "Soon"
        )
        await pilot.press("!", "escape", "escape")
        await idle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        assert coach.stakeholders.load_visits(id) == [], "a room is kept when its chairs are taken"
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, RoomScreen))
        await idle(pilot)
        assert "1 of 4" in read_chair(app), "the first chair that is open"
        await pilot.press("j")
        assert "▸ bargain" in read_chair(app) and "would change it  Soon" in read_chair(app)


async def test_the_chairs_can_be_taken_anew(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    first = take_all_chairs(coach, id)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_room(pilot, app, id)
        await pilot.press("j", "j", "j", "c")
        assert "4 of 4   Our engineers" in read_chair(app) and "▸ escalate" in read_chair(app)
        await pilot.press("l", "enter", "enter")
        await idle(pilot)
        assert "x leaves" in list_voices(app)[3]
        kept = coach.stakeholders.load_visits(id)
        assert kept[0] == first and kept[1].room.voices[3].stance == "leave"


async def test_the_message_is_checked_and_marked(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    take_all_chairs(coach, id)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_room(pilot, app, id)
        await pilot.press("j")
        assert "▸" in list_voices(app)[1]
        await pilot.click(list(app.screen.query(VoiceRow))[3])
        assert "▸" in list_voices(app)[3]
        await pilot.press("j", "enter")
        assert "Customer A's champion" in get_text(app, "#message-to")
        app.screen.query_one("#message", ProseArea).insert(MESSAGE)
        await pilot.press("ctrl+s")
        await idle(pilot)
        found = get_text(app, "#message-found")
        assert "Is it there?  honesty" in found and "+ owner" in found and "+ date" in found
        assert "1 “We will not host Claude" in found
        await pilot.press("y", "right_square_bracket", "y", "n")
        await idle(pilot)
        found = get_text(app, "#message-found")
        assert "Is it there?" not in found and "4 of 5 there" in found
        assert "+ honesty (your mark)" in found and "– alternative" in found
        assert "reason, owner, date: “I ring you on Tuesday.”" in found
        assert "Enter goes on writing" in get_text(app, "#room-state")
        last = coach.stakeholders.load_visits(id)[-1]
        assert last.review is not None and last.review.to_mark == []
        assert (last.message, last.to) == (MESSAGE, "customer-a")
        assert coach.stakeholders.load_draft(id) is None
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)


async def test_marks_that_were_left_are_asked_again(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    visit = coach.stakeholders.review(id, take_all_chairs(coach, id), "customer-a", MESSAGE)
    coach.stakeholders.keep(id, visit)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_room(pilot, app, id)
        assert "Is it there?  honesty" in get_text(app, "#message-found")
        await pilot.press("n")
        assert "Is it there?  reason" in get_text(app, "#message-found")


async def test_the_palette_opens_it_from_a_review(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.coach is not None)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert "Open the room" not in offered
        app.post_message(OpenReview(id))
        await idle(pilot)
        found = {one.title: one.callback for one in app.get_system_commands(app.screen)}
        found["Open the room"]()
        await until(pilot, lambda: isinstance(app.screen, RoomScreen))


async def test_again_as_often_as_wanted(make_app: Callable[..., CoachApp], coach: Coach) -> None:
    id, app = keep_answered_round(coach), make_app()
    take_all_chairs(coach, id)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_room(pilot, app, id)
        for text in ("No.", " We do not do this, as it is closed."):
            await pilot.press("enter")
            assert app.screen.has_class("-writing")
            app.screen.query_one("#message", ProseArea).insert(text)
            await pilot.press("ctrl+s")
            await idle(pilot)
            assert app.screen.query_one(MessageReviewView).display
        await pilot.press("ctrl+s")
        await idle(pilot)
        messages = [one.message for one in coach.stakeholders.load_visits(id)]
        assert messages[1:3] == ["No.", "No. We do not do this, as it is closed."]


async def test_a_draft_is_kept_while_it_is_typed_and_offered_again(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    take_all_chairs(coach, id)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_room(pilot, app, id)
        await pilot.press("enter")
        await type_text(pilot, "Dear A")
        await until(
            pilot, lambda: coach.stakeholders.load_draft(id) == Draft("customer-a", "Dear A")
        )
        await pilot.press("!", "escape", "escape")
        assert isinstance(app.screen, ReviewScreen)
        await idle(pilot)
        assert coach.stakeholders.load_draft(id) == Draft("customer-a", "Dear A!")
        await pilot.press("o")
        await until(pilot, lambda: len(app.screen.query(VoiceRow)) == 4)
        await idle(pilot)
        assert app.screen.query_one("#message", ProseArea).text == "Dear A!"
        assert "draft is back" in get_text(app, "#room-state")


async def test_a_draft_that_cannot_be_written_is_said(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    take_all_chairs(coach, id)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_room(pilot, app, id)
        coach.store.draft_path(id).mkdir()
        await pilot.press("enter", *"No")
        await until(pilot, lambda: "NOT SAVED" in get_text(app, "#room-state"))
        coach.store.draft_path(id).rmdir()
        await until(pilot, lambda: coach.stakeholders.load_draft(id) == Draft("customer-a", "No"))
        assert app.screen.query_one(MessagePanel).trouble is None


async def test_when_all_accept_it_says_so_and_names_who_waits(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    visit, lines = coach.stakeholders.open(id), coach.stakeholders.list_sentences(id)
    for person in PEOPLE:
        cause = lines[person == "customer-b-finance"]
        visit = coach.stakeholders.take(id, visit, person, stance="accept", line=cause)
    coach.stakeholders.keep(id, visit)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_room(pilot, app, id)
        assert "Nobody lost" in get_text(app, "#room-state")
        assert "Customer B's finance waits longest" in get_text(app, "#room-state")
        assert "Customer B's finance" in get_text(app, "#message-to")


async def test_markup_in_an_answer_stays_text(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach, "[bold]We[/] refuse A \x1b[31m today."), make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_room(pilot, app, id)
        await pilot.press("right_square_bracket")
        assert "[bold]We[/] refuse A ␛[31m today." in " ".join(read_chair(app).split())


VOICE = {"line": 1, "says": "That is a start.", "would_change": "A word on the teams."}
PLAYS = [{"id": person, "stance": "bargain", **VOICE} for person in PEOPLE]


async def test_a_model_plays_when_asked_and_not_before(paths: Paths, clock: Clock) -> None:
    async with serving(streams(json.dumps({"voices": PLAYS}))) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(120, 40)) as pilot:
            await open_room(pilot, app, id)
            assert server.got == []
            await choose_model(pilot)
            await until(pilot, lambda: "played by rival" in get_text(app, "#room-by"))
            await idle(pilot)
            first = app.screen.query(VoiceRow).first().voice
            assert (first.text, first.by) == ("That is a start.", "rival")
            assert coach.stakeholders.load_visits(id)[-1].by == "rival"


async def test_where_a_model_cannot_speak_the_chair_is_taken(paths: Paths, clock: Clock) -> None:
    async with serving(streams(json.dumps({"voices": PLAYS[:3]}))) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(120, 40)) as pilot:
            await open_room(pilot, app, id)
            await choose_model(pilot)
            await until(pilot, lambda: "4 of 4" in read_chair(app))
            assert "The model left them out; take their chair." in " ".join(read_chair(app).split())
            await pilot.press("l", "enter")
            await type_text(pilot, "A date")
            await pilot.press("enter")
            await idle(pilot)
            last = coach.stakeholders.load_visits(id)[-1]
            assert (last.by, last.room.lost) == ("rival", PEOPLE[0])
            assert [voice.by for voice in last.room.voices] == ["rival"] * 3 + ["self"]


async def test_escape_stops_the_model_and_the_chairs_are_open(
    paths: Paths, clock: Clock, tmp_path: Path
) -> None:
    async with serving(hangs()) as server:
        coach, app = make_app_with_model(server.url, paths, clock)
        id = keep_answered_round(coach)
        async with app.run_test(size=(80, 24)) as pilot:
            await open_room(pilot, app, id)
            await choose_model(pilot)
            await until(pilot, lambda: bool(server.got))
            assert "escape lets you take the chairs" in get_text(app, "#room-state")
            await pilot.press("escape")
            await idle(pilot)
            assert get_text(app, "#room-why") == STOPPED
            assert "1 of 4" in read_chair(app)
            assert coach.stakeholders.load_visits(id) == []
            await server.closed_by_client.wait()


async def test_a_room_from_before_is_shown_as_read_by_wording(
    make_app: Callable[..., CoachApp], coach: Coach
) -> None:
    id, app = keep_answered_round(coach), make_app()
    visit = take_all_chairs(coach, id)
    voices_ = [voice.model_copy(update={"by": "scripted"}) for voice in visit.room.voices]
    room = visit.room.model_copy(update={"voices": voices_})
    old = visit.model_copy(update={"by": "scripted", "room": room})
    coach.store.add_room(id, "scripted", old.model_dump(mode="json"))
    async with app.run_test(size=(120, 40)) as pilot:
        await open_room(pilot, app, id)
        assert get_text(app, "#room-by") == "read by wording"
        assert len(list_voices(app)) == 4
