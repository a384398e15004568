"""A round as a Markdown note with front matter, for an Obsidian vault.

What people and models wrote is escaped, so that it reads as written: no HTML, no links, no tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from coach.exports.levels import draw_dots, draw_squares
from coach.exports.own_mark import name_reviewer
from coach.exports.plain_text import ASKED, NOT_ASKED, NOTHING_NEAR, POINTS_ONLY
from coach.exports.round_data import RoundData
from coach.stakeholders.text import NO_LINE, describe_addressee, describe_player, render_check
from coach.text.controls import flatten, sanitize
from coach.transcripts.review_schema import Evidence, Review
from coach.yamls import dump

_ACTIVE = re.compile(r"[\\`*_\[\]<>#$~=|&%^!]")
_AT_START = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)]))(?=\s|$|[-+])")
_INDENT = re.compile(r"^[ \t]+")
_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
_NO_TAG = re.compile(r"[^\w/-]+")


def render_markdown(round_data: RoundData) -> str:
    """The note, without control characters, since notes are read in terminals too."""
    blocks = [f"# {escape_line(round_data.transcript.title)}", *_render_round(round_data)]
    for review in round_data.reviews:
        blocks += _render_review(round_data, review)
    blocks += _render_rooms(round_data)
    if round_data.others:
        links = "\n".join(f"- [[{other}]]" for other in round_data.others)
        blocks += ["## Other attempts", links]
    front = f"---\n{dump(_make_front(round_data))}---\n\n"
    return sanitize(front + "\n\n".join(filter(None, blocks)) + "\n")


def escape(text: str) -> str:
    """Escape text of unknown origin so that Markdown shows it as it is, line breaks included."""
    return "\n".join(_escape_line(text_line) for text_line in _BREAKS.sub("\n", text).split("\n"))


def escape_line(text: str) -> str:
    """Escape text of unknown origin so that Markdown shows it as it is, on one line."""
    return _escape_line(flatten(text))


def _escape_line(text: str) -> str:
    text = "".join(c if c.isprintable() or c in " \t" else _draw_control(c) for c in text)
    text = _ACTIVE.sub(lambda match: "\\" + match.group(), text)
    text = _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)
    # white space in front would make it code, two spaces at the end a line break
    return _INDENT.sub(lambda match: "\u00a0" * len(match.group()), text).rstrip(" ")


def _draw_control(character: str) -> str:
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else f"(U+{code:04X})"


def _make_front(round_data: RoundData) -> dict[str, Any]:
    taken, review = round_data.transcript, round_data.review
    level = review.overall_level if review else None
    return {
        "title": taken.name or taken.title,
        "id": taken.id,
        "scenario": taken.scenario,
        "date": taken.started[:10],
        "started": taken.started,
        "attempt": taken.attempt,
        "status": taken.status,
        "minutes": round(taken.seconds / 60, 1),
        "words": taken.words,
        "level": level,
        "reviewers": list(dict.fromkeys(name_reviewer(review) for review in round_data.reviews)),
        "tags": list(dict.fromkeys(_list_tags(round_data, level))),
    }


def _list_tags(round_data: RoundData, level: int | None) -> Iterator[str]:
    yield "mock-interview"
    yield f"scenario/{round_data.transcript.scenario}"
    for area in round_data.scenario.areas if round_data.scenario else ():
        yield f"area/{area.replace('_', '-')}"
    if level is not None:
        yield f"level/{level}"
    for tag in round_data.transcript.tags:
        if plain := _NO_TAG.sub("-", tag).strip("-/"):
            # a tag of digits alone is none in Obsidian
            yield plain if not plain.isdigit() else f"tag/{plain}"


def _render_round(round_data: RoundData) -> Iterator[str]:
    taken = round_data.transcript
    yield f"{taken.seconds / 60:.0f} of {taken.minutes} minutes, {taken.words} words."
    yield _render_quote(taken.prompt)
    if taken.note:
        yield from ("## Note", escape(taken.note))
    if taken.clarify:
        yield "## Clarifying questions"
        for asked in taken.clarify:
            yield f"**{escape_line(asked.question)}**"
            yield _render_quote(asked.answer)
    yield from ("## Answer", escape(taken.answer).rstrip("\n") or "(nothing written)")
    for reply in taken.pushback:
        yield f"## Pushback by {escape_line(reply.who)}"
        yield _render_quote(reply.text)
        yield escape(reply.reply).rstrip("\n") or "(no reply)"


def _render_review(round_data: RoundData, review: Review) -> Iterator[str]:
    who = review.reviewer.name + (f" ({review.reviewer.model})" if review.reviewer.model else "")
    if review.status == "pointers":
        yield from _render_pointers(round_data, review)
        return
    if review.is_own:
        yield from _render_own_mark(round_data, review)
        return
    yield f"## Review by {escape_line(who)}"
    if review.status == "not_graded":
        yield f"Not graded: {escape_line(review.reason or '')}"
        return
    if review.overall:
        yield f"**Overall** {draw_dots(review.overall.level)} {escape_line(review.overall.band)}"
    for judged in review.dimensions:
        yield f"### {escape_line(round_data.name_dimension(judged.id))}: {draw_dots(judged.level)}"
        yield escape_line(judged.rationale)
        yield _render_list(
            [
                *(f"met: {check}" for check in judged.met),
                *(f"missing: {check}" for check in judged.missing),
            ]
        )
        yield _render_quotes(judged.evidence)
    for wrong in review.misconceptions:
        yield f"**Not so:** {escape_line(wrong.correction)}"
        yield _render_quotes(wrong.evidence)
    if review.priority_fix:
        yield f"**One thing to change:** {escape_line(review.priority_fix)}"
    yield _render_list(review.points_to_make)
    yield _render_list(flag.text for flag in review.flags)


def _render_own_mark(round_data: RoundData, review: Review) -> Iterator[str]:
    yield "## Your mark"
    if review.overall:
        yield f"**Overall** {draw_squares(review.overall.level)} {escape_line(review.overall.band)}"
    levels = [judged for judged in review.dimensions if judged.level is not None]
    yield _render_list(
        f"{round_data.name_dimension(judged.id)}: {draw_squares(judged.level)} {judged.rationale}"
        for judged in levels
    )
    for point in review.points:
        if point.evidence:
            word = "there" if point.hit else "partly"
            yield f"**{escape_line(round_data.find_statement(point.id))}** {word}"
            yield _render_quotes(point.evidence)
    missing = [
        round_data.find_statement(p.id) for p in review.points if p.hit is False and not p.evidence
    ]
    yield _render_list(f"not there: {point}" for point in missing)
    if line := review.receipt.get("line"):
        yield f"**What the expert's answer does:** {escape_line(str(line))}"
    if review.priority_fix:
        yield f"**One thing to change:** {escape_line(review.priority_fix)}"


def _render_pointers(round_data: RoundData, review: Review) -> Iterator[str]:
    yield f"## Pointers\n\n{escape_line(POINTS_ONLY)}"
    for pointer in review.points:
        yield f"**{escape_line(round_data.find_statement(pointer.id))}**"
        yield _render_quotes(pointer.evidence) or escape_line(NOTHING_NEAR)
    for wrong in review.misconceptions:
        yield f"**Not so:** {escape_line(wrong.correction)}"
        yield _render_quotes(wrong.evidence)
    for heading, ids in ((ASKED, review.facts.asked), (NOT_ASKED, review.facts.missed)):
        if ids:
            yield f"**{heading}**"
            yield _render_list(round_data.find_question(fact_id) for fact_id in ids)
    yield _render_list(flag.text for flag in review.flags)


def _render_rooms(round_data: RoundData) -> Iterator[str]:
    for visit in round_data.rooms:
        yield f"## The room, {escape_line(describe_player(visit))}"
        yield escape_line(visit.fallback or "")
        for voice in visit.room.voices:
            yield f"### {escape_line(voice.who)}: {voice.stance or 'not taken'}"
            yield f"“{escape_line(voice.text)}”" if voice.text else ""
            yield f"**Needs:** {escape_line(voice.needs)}" if voice.needs else ""
            yield f"**Fears:** {escape_line(voice.fears)}" if voice.fears else ""
            if voice.stance:
                yield _render_quotes([voice.line]) if voice.line else escape_line(NO_LINE)
            change = escape_line(voice.would_change)
            yield f"**Would change it:** {change}" if change else ""
            yield f"**Otherwise:** {escape_line(voice.otherwise)}" if voice.otherwise else ""
            yield escape_line(voice.fallback or "")
    for visit in round_data.messages:
        yield f"## Message to {escape_line(describe_addressee(visit))}"
        yield _render_quote(visit.message)
        if visit.review:
            yield _render_list(render_check(check) for check in visit.review.checks)
            yield _render_list(flag.text for flag in visit.review.flags)
            yield escape_line(visit.review.fallback or "")


def _render_list(items: Iterable[str]) -> str:
    return "\n".join(f"- {escape_line(item)}" for item in items)


def _render_quotes(evidence: Iterable[Evidence]) -> str:
    return "\n>\n".join(f"> “{escape_line(quote.quote)}”" for quote in evidence if quote.verified)


def _render_quote(text: str) -> str:
    return "\n".join(f"> {quoted_line}".rstrip(" ") for quoted_line in escape(text).split("\n"))
