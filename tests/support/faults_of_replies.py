"""Faults of a reply: its form, its end, its silences, its thinking, its size."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.support.fault import LOOPING, THOUGHT, Fault, Ran, always, drops
from tests.support.faults_before_reply import FAST, error
from tests.support.server import (
    Got,
    Step,
    Wire,
    answers,
    data,
    delta,
    finish,
    hangs,
    raw,
    streams,
    whole,
)

INCOMPLETE = (
    "URL ended its reply without saying that it was complete. Nothing was graded; try again."
)
EMPTY = "judge-1 at URL sent an empty reply. Try again or grade with another model."
SILENT = (
    "URL fell silent for 0.3 s in the middle of its reply. Raise timeouts.gap of 'judge' or try "
    "again."
)
UNREADABLE = "the stream brought nothing readable; streaming turned off"


def chunks(*made: Any) -> Any:
    """A stream of chunks made from the good reply, with its end."""
    return lambda good: [raw(*(data(make(good)) for make in made), data(finish()))]


def odd(change: Any) -> Any:
    """The bytes of a good stream, changed."""

    def server(good: str) -> list[Step]:
        body = data(delta(good[:80])) + data(delta(good[80:])) + data(finish())
        return [raw(*change((body + "data: [DONE]\n\n").encode()))]

    return server


def takes_its_time(good: str) -> list[Step]:
    """A stream that lasts longer than the total limit of FAST, without a gap."""

    async def step(wire: Wire, got: Got) -> None:
        await wire.head()
        size = len(good) // 30 + 1
        for at in range(0, len(good), size):
            await wire.send(data(delta(good[at : at + size])))
            await asyncio.sleep(0.05)
        await wire.send(data(finish()))

    return [step]


async def rambles(wire: Wire, got: Got) -> None:
    await wire.head()
    while True:
        await wire.send(data(delta("part part part part ")))
        await asyncio.sleep(0.02)


async def chatters(wire: Wire, got: Got) -> None:
    await wire.head()
    while True:
        await wire.send(": OPENROUTER PROCESSING\n\n")
        await asyncio.sleep(0.02)


async def never_ends(wire: Wire, got: Got) -> None:
    await wire.head(kind="application/json")
    await wire.gone()
    raise ConnectionError


def kept_partial(ran: Ran) -> None:
    assert any("part" in text for text in ran.review["receipt"]["raw"])


FAULTS = (
    Fault(
        19,
        "answers 200 with an error object",
        always(answers(200, error("quota is used up"))),
        "URL reported an error instead of a reply: “quota is used up”.",
    ),
    Fault(
        19,
        "answers 200 with an error of code 429, then well",
        lambda good: [answers(200, error("busy", code=429)), streams(good)],
        graded=True,
        requests=2,
    ),
    Fault(
        19,
        "answers 200 with a log-in page",
        always(answers(200, "<html><title>Log in</title>", "text/html")),
        "URL answered with something that is not a chat completion: “Log in”. Check base_url.",
    ),
    Fault(
        19,
        "answers 200 with nothing",
        always(answers(200, "")),
        "URL answered with nothing. Check base_url.",
        requests=2,
    ),
    Fault(
        19,
        "answers 200 with broken JSON",
        always(answers(200, "{nonsense")),
        "URL answered with something that is not a chat completion: “{nonsense”. Check base_url.",
    ),
    *(
        Fault(20, f"answers with {what}", always(answers(200, body)), EMPTY)
        for what, body in (("choices: null", {"choices": None}), ("no choices", {"choices": []}))
    ),
    *(
        Fault(20, f"answers with {what}", always(answers(200, whole(text))), EMPTY)  # type: ignore[arg-type]
        for what, text in (("content: null", None), ("empty content", ""))
    ),
    Fault(
        20,
        "answers with content in parts",
        lambda good: [
            answers(200, whole([{"type": "text", "text": p} for p in (good[:9], good[9:])]))  # type: ignore[arg-type]
        ],
        graded=True,
    ),
    Fault(
        20,
        "answers with a refusal",
        always(answers(200, whole("", refusal="I cannot judge people."))),
        "judge-1 refused to review: I cannot judge people.",
    ),
    Fault(
        21,
        "is asked for a stream and answers plain JSON",
        lambda good: [answers(200, whole(good))],
        graded=True,
    ),
    Fault(
        21,
        "is asked for a stream and sends an empty one, then answers whole",
        lambda good: [raw(), answers(200, whole(good))],
        UNREADABLE,
        graded=True,
        requests=2,
    ),
    *(
        Fault(
            22,
            f"breaks off with an error: {what}",
            always(raw(data(delta("part")), bad)),
            "URL reported an error in the middle of its reply: “it broke”.",
            also=kept_partial,
        )
        for what, bad in (
            ("an object", data(error("it broke", code=500))),
            ("a text", data({"error": "it broke"})),
            ("event: error", 'event: error\ndata: {"message": "it broke"}\n\n'),
            ("an error: line", 'error: {"message": "it broke"}\n\n'),
        )
    ),
    *(
        Fault(
            23,
            f"ends without an end: {what}",
            always(raw(*pieces)),
            INCOMPLETE,
            also=kept_partial,
        )
        for what, pieces in (
            ("in the middle", (data(delta("part")),)),
            ("with [DONE] alone", (data(delta("part")), "data: [DONE]\n\n")),
        )
    ),
    Fault(
        23,
        "ends with an event that is cut off",
        always(raw(data(delta("part")), data(finish())[:-30])),
        'URL sent a stream that cannot be read: “{"choices": [{"index": 0, "delta": {}”. '
        "Try again.",
        also=kept_partial,
    ),
    Fault(
        23,
        "is cut off in the middle of a chunk of its transport",
        always(raw("ff\r\n" + data(delta("part")), Transfer_Encoding="chunked")),
        "The connection to URL was lost before the reply ended. Nothing was graded; try again.",
        also=kept_partial,
    ),
    Fault(
        23,
        "closes the connection before the first word, then answers well",
        lambda good: [drops, streams(good)],
        graded=True,
        requests=2,
    ),
    Fault(
        24,
        "cuts its reply off at the limit, each time",
        always(raw(data(delta('{"part": ')), data(finish("length")))),
        "The reply was cut off at its length limit; raise max_tokens of the profile, or grade "
        "with a model that thinks less.",
        requests=2,
        test="judge-1 at URL was cut off at the limit on its reply before it had answered a "
        "question of three words; grade with a model that thinks less.",
    ),
    Fault(
        24,
        "thinks up to the limit, and answers when it is raised",
        lambda good: [
            raw(data(delta("", reasoning=THOUGHT)), data(finish("length"))),
            streams(good),
        ],
        "limit raised",
        graded=True,
        requests=2,
    ),
    Fault(
        25,
        "falls silent in the middle",
        always(hangs(data(delta("part")))),
        SILENT,
        profile={"timeouts": FAST},
        also=kept_partial,
    ),
    Fault(
        25,
        "writes longer than the total limit, without a gap",
        takes_its_time,
        graded=True,
        test="URL was not done after 0.4 s. Raise timeouts.total of 'judge' or grade with a faster "
        "model.",
        profile={"timeouts": FAST | {"total": 0.4}},
    ),
    Fault(
        25,
        "takes longer than the total limit and does not stream",
        lambda good: [raw("data: not json\n\n"), never_ends],
        "URL was not done after 0.4 s. Raise timeouts.total of 'judge' or grade with a faster "
        "model.",
        profile={"timeouts": FAST | {"total": 0.4}},
        requests=2,
    ),
    Fault(
        25,
        "writes and writes",
        always(rambles),
        LOOPING,
        test="URL was not done after 1 s. Raise timeouts.total of 'judge' or grade with a faster "
        "model.",
        profile={"timeouts": FAST | {"total": 1}},
        also=kept_partial,
    ),
    Fault(
        25,
        "says that it is done, and keeps the connection",
        lambda good: [hangs(data(delta(good)), data(finish()))],
        graded=True,
        profile={"timeouts": FAST},
    ),
    Fault(
        25,
        "sends keep-alive comments for ever",
        always(chatters),
        "URL sent nothing within 0.3 s. If it is loading a model, raise timeouts.first_token of "
        "'judge'.",
        profile={"timeouts": FAST},
    ),
    *(
        Fault(26, f"streams with {what}", odd(change), graded=True)
        for what, change in (
            ("one byte at a time", lambda b: [b[i : i + 1] for i in range(len(b))]),
            ("CRLF", lambda b: [b.replace(b"\n", b"\r\n")]),
            ("no space after data:", lambda b: [b.replace(b"data: ", b"data:")]),
            (
                "data over several lines",
                lambda b: [b.replace(b'"choices": ', b'"choices":\ndata: ')],
            ),
            ("a byte order mark", lambda b: [b"\xef\xbb\xbf" + b]),
            ("data: null", lambda b: [b"data: null\n\n" + b]),
            ("a ping without data", lambda b: [b"event: ping\n\n" + b]),
            ("ids and retry lines alone", lambda b: [b"id: 7\n\nretry: 10\n\n" + b]),
            ("comments", lambda b: [b": PROCESSING\n\n" + b]),
            ("an unknown finish_reason", lambda b: [b.replace(b'"stop"', b'"eos"')]),
        )
    ),
    *(
        Fault(27, f"thinks {where}", chunks(*made), graded=True)
        for where, made in (
            ("in reasoning_content", (lambda g: delta("", reasoning_content=THOUGHT), delta)),
            ("in reasoning", (lambda g: delta("", reasoning=THOUGHT), delta)),
            (
                "in reasoning_details",
                (lambda g: delta("", reasoning_details=[{"text": THOUGHT}]), delta),
            ),
            (
                "in <think>, split anywhere",
                (
                    lambda g: delta("<thi"),
                    lambda g: delta(f"nk>{THOUGHT}</th"),
                    lambda g: delta(f"ink>\n{g}"),
                ),
            ),
            ("with the closing tag only", (lambda g: delta(f"{THOUGHT}\n</think>\n{g}"),)),
            ("in <think> that never closes", (lambda g: delta(f"<think>{THOUGHT} {g}"),)),
            (
                "with the JSON filed under reasoning",
                (lambda g: delta("", reasoning=f"{THOUGHT} {g}"),),
            ),
            (
                "in harmony channels",
                (
                    lambda g: delta(
                        f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant"
                        f"<|channel|>final<|message|>{g}"
                    ),
                ),
            ),
        )
    ),
    Fault(
        34,
        "sends 11 MB",
        always(raw(*[data(delta("x" * 1_000_000))] * 11)),
        LOOPING,
        test="URL sent more than 10 MB. This is not a review.",
    ),
    Fault(
        34,
        "sends a hundred thousand chunks of one token, each of which closes something",
        always(raw(*[data(delta("}")) * 1000] * 100)),
        LOOPING,
        test=INCOMPLETE,
    ),
)
