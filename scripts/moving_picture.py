"""Make the README's moving picture from the app on the demo's home: one round, from the first
question to the review, in about 25 seconds.

    .venv/bin/python scripts/moving_picture.py

Each picture is one that the app has exported. They are laid over each other row by row: a row that
stays the same is drawn once and shown for as long as it stays, so that the whole is one SVG of a
few hundred kilobytes that plays by itself, without a script in it and without a player.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pictures import find_strong_words
from stage import FOLDER, TWICE, Stage, open_stage
from textual.widgets import Input, TextArea

from coach.demo.recorded import RecordedReviewService
from coach.demo.script import load_candidate, load_rounds
from coach.tui import navigation as nav

SIZE = (100, 30)
QUESTIONS = ("What is the demo for?", "Could we host Claude at all?")
PIECE = 7
"""Characters, and words of an answer, that come with one picture while something is typed."""
PIECE_OF_ANSWER = 24
TYPED = 0.11
"""Seconds that a picture of typing stays."""
STYLE = re.compile(r"\.(terminal-\d+-r\d+) \{ (.*?) \}")
SHAPE = re.compile(r'<rect fill="[^"]*" x="[^"]*" y="([\d.]+)" [^>]*shape-rendering="crispEdges"/>')
WORDS = re.compile(
    r'<text class="(terminal-\d+-r\d+)" x="([\d.]+)" y="([\d.]+)" '
    r'textLength="([\d.]+)"[^>]*>([^<]*)</text>'
)
ROW = 24.4
"""Height of a row in an exported picture, and where the first one begins."""
FIRST = 1.5
EDGE = 12


@dataclass
class Film:
    """Pictures and the seconds that each is shown."""

    pictures: list[tuple[str, float]] = field(default_factory=list)

    def take(self, stage: Stage, seconds: float) -> None:
        """Take one picture of the stage."""
        self.pictures.append((stage.draw(), seconds))

    @property
    def seconds(self) -> float:
        """How long it all takes."""
        return sum(seconds for _, seconds in self.pictures)


async def main() -> None:
    """Play the round and write the picture."""
    film = Film()
    async with open_stage(SIZE) as stage:
        _let_the_model_review(stage)
        await _ask(stage, film)
        await _answer(stage, film)
        await _mark(stage, film)
        await _read_review(stage, film)
    path = FOLDER / "round.svg"
    path.write_text(_join(film), encoding="utf-8")
    print(
        f"{path.name}: {film.seconds:.0f} s, {len(film.pictures)} pictures, "
        f"{path.stat().st_size // 1024} KB"
    )


def _let_the_model_review(stage: Stage) -> None:
    """Have the demo's model say of this round what its file says of the same words."""
    model = load_candidate().model
    reviews = RecordedReviewService(stage.coach.workspace, model)
    scripted = [scripted for scripted in load_rounds() if scripted.scenario == TWICE][-1].review
    assert scripted is not None
    reviews.reply = scripted.reply
    stage.coach.reviews = reviews
    stage.app.post_message(nav.UseReviewer(model.name))


async def _ask(stage: Stage, film: Film) -> None:
    stage.app.post_message(nav.StartRound(TWICE))
    await stage.settle()
    stage.app.clear_notifications()
    await stage.settle()
    film.take(stage, 1.6)
    await stage.press("ctrl+s")
    for question in QUESTIONS:
        stage.clock.go_on(20)
        for text in _grow(question, PIECE):
            stage.app.screen.query_one("#question", Input).value = text
            await stage.press("end")
            film.take(stage, TYPED)
        await stage.press("enter")
        stage.app.screen.tick()
        film.take(stage, 2.0)
    await stage.press("ctrl+s")


async def _answer(stage: Stage, film: Film) -> None:
    answer, reply = find_strong_words()
    await _type(stage, film, "#answer", answer, PIECE_OF_ANSWER * 4)
    film.take(stage, 0.8)
    await stage.press("ctrl+s")
    film.take(stage, 3.2)
    await _type(stage, film, "#reply", reply, PIECE_OF_ANSWER)
    film.take(stage, 0.6)
    await stage.press("ctrl+s")


async def _type(stage: Stage, film: Film, where: str, text: str, piece: int) -> None:
    area = stage.app.screen.query_one(where, TextArea)
    before = ""
    for grown in _grow(text, piece):
        stage.clock.go_on(len(grown[len(before) :]) / 3)
        area.insert(grown[len(before) :])
        before = grown
        await stage.pilot.pause(0.1)
        stage.app.screen.tick()
        await stage.settle()
        film.take(stage, TYPED)


async def _mark(stage: Stage, film: Film) -> None:
    film.take(stage, 1.6)
    await stage.press("3")
    await stage.press("enter")
    film.take(stage, 1.6)
    await stage.press("y")
    film.take(stage, 1.6)
    await stage.press("enter")
    for _ in range(3):
        await stage.press("right_square_bracket")
        film.take(stage, 0.4)
    await stage.press("y")
    film.take(stage, 1.6)
    await stage.press("r")


async def _read_review(stage: Stage, film: Film) -> None:
    await stage.settle()
    film.take(stage, 2.4)
    await stage.press("j")
    film.take(stage, 1.4)
    await stage.press("j")
    film.take(stage, 3.0)


def _grow(text: str, piece: int) -> Iterator[str]:
    for end in range(piece, len(text) + piece, piece):
        yield text[:end]


# one SVG out of many


@dataclass(frozen=True)
class Row:
    """One row of a picture, its shapes and words as SVG with styles by their number in `styles`."""

    number: int
    content: str


def _join(film: Film) -> str:
    styles: dict[str, int] = {}
    shown: dict[Row, list[tuple[float, float]]] = {}
    begin = 0.0
    for picture, seconds in film.pictures:
        for row in _read_rows(picture, styles):
            spans = shown.setdefault(row, [])
            if spans and spans[-1][1] == begin:
                spans[-1] = (spans[-1][0], begin + seconds)
            else:
                spans.append((begin, begin + seconds))
        begin += seconds
    return _write(film.seconds, styles, shown)


def _read_rows(picture: str, styles: dict[str, int]) -> Iterator[Row]:
    names = dict(STYLE.findall(picture))
    rows: dict[int, list[str]] = {}
    for shape in SHAPE.finditer(picture):
        rows.setdefault(round((float(shape[1]) - FIRST) / ROW), []).append(
            shape[0].replace(' shape-rendering="crispEdges"', "")
        )
    for name, x, y, length, text in WORDS.findall(picture):
        if text.replace("&#160;", "").strip():
            number = styles.setdefault(names[name], len(styles))
            row = round((float(y) - 20) / ROW)
            word = f'<text class="s{number}" x="{x}" y="{y}" textLength="{length}">{text}</text>'
            rows.setdefault(row, []).append(word)
    for number, parts in rows.items():
        yield Row(number, "".join(parts))


def _write(
    whole: float, styles: dict[str, int], shown: dict[Row, list[tuple[float, float]]]
) -> str:
    columns, rows = SIZE
    width, height = columns * 12.2 + 2 * EDGE, rows * ROW + 2 * EDGE
    rules, groups, named = [], [], dict[tuple[tuple[float, float], ...], str]()
    for row, spans in shown.items():
        if spans == [(0.0, whole)]:
            groups.append(f"<g>{row.content}</g>")
            continue
        key = tuple(spans)
        if key not in named:
            named[key] = f"k{len(named)}"
            rules.append(_make_rule(named[key], spans, whole))
        groups.append(f'<g class="{named[key]}">{row.content}</g>')
    style = "".join(f".s{number}{{{rule}}}" for rule, number in styles.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">\n'
        "<title>A round in coach: two questions, the answer, the pushback, the marks, the review"
        "</title>\n"
        f"<style>text{{font:20px 'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}}"
        f"{style}[class^=k]{{visibility:hidden;animation:{whole:g}s step-end infinite}}"
        f"{''.join(rules)}</style>\n"
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="#15171b"/>\n'
        f'<g transform="translate({EDGE} {EDGE})">\n' + "\n".join(groups) + "\n</g>\n</svg>\n"
    )


def _make_rule(name: str, spans: list[tuple[float, float]], whole: float) -> str:
    """Say when a row is seen: it is hidden but for these spans of seconds."""
    steps = {0.0: "hidden"}
    for begin, end in spans:
        steps[begin], steps[end] = "visible", "hidden"
    frames = "".join(f"{at / whole:.4%}{{visibility:{seen}}}" for at, seen in sorted(steps.items()))
    return f".{name}{{animation-name:{name}}}@keyframes {name}{{{frames}}}"


if __name__ == "__main__":
    asyncio.run(main())
