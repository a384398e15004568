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
from coach.text.controls import show_controls
from coach.transcripts.review_schema import Evidence, Review
from coach.yamls import dump

_ACTIVE = re.compile(r"[\\`*_\[\]<>#$~=|&%^!]")
_AT_START = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)]))(?=\s|$|[-+])")
_INDENT = re.compile(r"^[ \t]+")
_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
_NO_TAG = re.compile(r"[^\w/-]+")


def render_markdown(sheet: RoundData) -> str:
    """The note, without control characters, since notes are read in terminals too."""
    blocks = [f"# {escape_line(sheet.transcript.title)}", *_round(sheet)]
    for review in sheet.reviews:
        blocks += _review(sheet, review)
    blocks += _rooms(sheet)
    if sheet.others:
        links = "\n".join(f"- [[{other}]]" for other in sheet.others)
        blocks += ["## Other attempts", links]
    front = f"---\n{dump(_front(sheet))}---\n\n"
    return show_controls(front + "\n\n".join(filter(None, blocks)) + "\n")


def escape(text: str) -> str:
    """Escape text of unknown origin so that Markdown shows it as it is, line breaks included."""
    return "\n".join(_escaped_line(text_line) for text_line in _BREAKS.sub("\n", text).split("\n"))


def escape_line(text: str) -> str:
    """Escape text of unknown origin so that Markdown shows it as it is, on one line."""
    return _escaped_line(" ".join(text.split()))


def _escaped_line(text: str) -> str:
    text = "".join(c if c.isprintable() or c in " \t" else _picture(c) for c in text)
    text = _ACTIVE.sub(lambda match: "\\" + match.group(), text)
    text = _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)
    # white space in front would make it code, two spaces at the end a line break
    return _INDENT.sub(lambda match: "\u00a0" * len(match.group()), text).rstrip(" ")


def _picture(character: str) -> str:
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else f"(U+{code:04X})"


def _front(sheet: RoundData) -> dict[str, Any]:
    taken, review = sheet.transcript, sheet.review
    level = review.overall.level if review and review.overall else None
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
        "reviewers": list(dict.fromkeys(name_reviewer(review) for review in sheet.reviews)),
        "tags": list(dict.fromkeys(_tags(sheet, level))),
    }


def _tags(sheet: RoundData, level: int | None) -> Iterator[str]:
    yield "mock-interview"
    yield f"scenario/{sheet.transcript.scenario}"
    for area in sheet.scenario.areas if sheet.scenario else ():
        yield f"area/{area.replace('_', '-')}"
    if level is not None:
        yield f"level/{level}"
    for tag in sheet.transcript.tags:
        if plain := _NO_TAG.sub("-", tag).strip("-/"):
            # a tag of digits alone is none in Obsidian
            yield plain if not plain.isdigit() else f"tag/{plain}"


def _round(sheet: RoundData) -> Iterator[str]:
    taken = sheet.transcript
    yield f"{taken.seconds / 60:.0f} of {taken.minutes} minutes, {taken.words} words."
    yield _quote(taken.prompt)
    if taken.note:
        yield from ("## Note", escape(taken.note))
    if taken.clarify:
        yield "## Clarifying questions"
        for asked in taken.clarify:
            yield f"**{escape_line(asked.question)}**"
            yield _quote(asked.answer)
    yield from ("## Answer", escape(taken.answer).rstrip("\n") or "(nothing written)")
    for reply in taken.pushback:
        yield f"## Pushback by {escape_line(reply.who)}"
        yield _quote(reply.text)
        yield escape(reply.reply).rstrip("\n") or "(no reply)"


def _review(sheet: RoundData, review: Review) -> Iterator[str]:
    who = review.reviewer.name + (f" ({review.reviewer.model})" if review.reviewer.model else "")
    if review.status == "pointers":
        yield from _pointers(sheet, review)
        return
    if review.is_own:
        yield from _own_mark(sheet, review)
        return
    yield f"## Review by {escape_line(who)}"
    if review.status == "not_graded":
        yield f"Not graded: {escape_line(review.reason or '')}"
        return
    if review.overall:
        yield f"**Overall** {draw_dots(review.overall.level)} {escape_line(review.overall.band)}"
    for judged in review.dimensions:
        yield f"### {escape_line(sheet.name(judged.id))}: {draw_dots(judged.level)}"
        yield escape_line(judged.rationale)
        yield _list(
            [
                *(f"met: {check}" for check in judged.met),
                *(f"missing: {check}" for check in judged.missing),
            ]
        )
        yield _quotes(judged.evidence)
    for wrong in review.misconceptions:
        yield f"**Not so:** {escape_line(wrong.correction)}"
        yield _quotes(wrong.evidence)
    if review.priority_fix:
        yield f"**One thing to change:** {escape_line(review.priority_fix)}"
    yield _list(review.points_to_make)
    yield _list(flag.text for flag in review.flags)


def _own_mark(sheet: RoundData, review: Review) -> Iterator[str]:
    yield "## Your mark"
    if review.overall:
        yield f"**Overall** {draw_squares(review.overall.level)} {escape_line(review.overall.band)}"
    levels = [judged for judged in review.dimensions if judged.level is not None]
    yield _list(f"{sheet.name(d.id)}: {draw_squares(d.level)} {d.rationale}" for d in levels)
    for point in review.points:
        if point.evidence:
            word = "there" if point.hit else "partly"
            yield f"**{escape_line(sheet.point(point.id))}** {word}"
            yield _quotes(point.evidence)
    missing = [sheet.point(p.id) for p in review.points if p.hit is False and not p.evidence]
    yield _list(f"not there: {point}" for point in missing)
    if line := review.receipt.get("line"):
        yield f"**What the expert's answer does:** {escape_line(str(line))}"
    if review.priority_fix:
        yield f"**One thing to change:** {escape_line(review.priority_fix)}"


def _pointers(sheet: RoundData, review: Review) -> Iterator[str]:
    yield f"## Pointers\n\n{escape_line(POINTS_ONLY)}"
    for pointer in review.points:
        yield f"**{escape_line(sheet.point(pointer.id))}**"
        yield _quotes(pointer.evidence) or escape_line(NOTHING_NEAR)
    for wrong in review.misconceptions:
        yield f"**Not so:** {escape_line(wrong.correction)}"
        yield _quotes(wrong.evidence)
    for heading, ids in ((ASKED, review.facts.asked), (NOT_ASKED, review.facts.missed)):
        if ids:
            yield f"**{heading}**"
            yield _list(sheet.fact(fact_id) for fact_id in ids)
    yield _list(flag.text for flag in review.flags)


def _rooms(sheet: RoundData) -> Iterator[str]:
    for visit in sheet.rooms:
        yield f"## The room, {escape_line(describe_player(visit))}"
        yield escape_line(visit.fallback or "")
        for voice in visit.room.voices:
            yield f"### {escape_line(voice.who)}: {voice.stance or 'not taken'}"
            yield f"“{escape_line(voice.text)}”" if voice.text else ""
            yield f"**Needs:** {escape_line(voice.needs)}" if voice.needs else ""
            yield f"**Fears:** {escape_line(voice.fears)}" if voice.fears else ""
            if voice.stance:
                yield _quotes([voice.line]) if voice.line else escape_line(NO_LINE)
            change = escape_line(voice.would_change)
            yield f"**Would change it:** {change}" if change else ""
            yield f"**Otherwise:** {escape_line(voice.otherwise)}" if voice.otherwise else ""
            yield escape_line(voice.fallback or "")
    for visit in sheet.messages:
        yield f"## Message to {escape_line(describe_addressee(visit))}"
        yield _quote(visit.message)
        if visit.review:
            yield _list(render_check(check) for check in visit.review.checks)
            yield _list(flag.text for flag in visit.review.flags)
            yield escape_line(visit.review.fallback or "")


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {escape_line(item)}" for item in items)


def _quotes(evidence: Iterable[Evidence]) -> str:
    return "\n>\n".join(f"> “{escape_line(quote.quote)}”" for quote in evidence if quote.verified)


def _quote(text: str) -> str:
    return "\n".join(f"> {quoted_line}".rstrip(" ") for quoted_line in escape(text).split("\n"))
