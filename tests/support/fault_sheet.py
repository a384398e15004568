"""The sheet of faults in docs, made from the rows that the tests hold: no row without a test."""

from __future__ import annotations

from pathlib import Path

from tests.support import (
    faults_before_reply,
    faults_of_judgements,
    faults_of_refusals,
    faults_of_replies,
)
from tests.support.fault import Fault

PATH = Path(__file__).parents[2] / "docs" / "endpoint-faults.md"
FAULTS: list[Fault] = sorted(
    (
        *faults_before_reply.FAULTS,
        *faults_of_refusals.FAULTS,
        *faults_of_replies.FAULTS,
        *faults_of_judgements.FAULTS,
    ),
    key=lambda fault: fault.case,
)
OTHERS = {
    3: "a certificate that is not trusted, or no TLS at all: named as the cause (`test_client.py`)",
    5: "a key with a line break, a space or a character outside ASCII, and an empty one: refused "
    "before anything is sent, with the variable's name and the reason (`test_keys.py`)",
    6: "also without a key: a placeholder is sent (`test_client.py`)",
    8: "lists that are bare, without ids, or of 5,000 entries (`test_discovery.py`)",
    12: "waiting can be stopped (`test_waiting.py`)",
    9: "the countdown is told second by second (`test_waiting.py`)",
    14: "what was learned is remembered: the next call sends one request (`test_client.py`)",
    25: "stopping closes the connection within 0.2 s (`test_waiting.py`)",
    33: "the other server receives nothing (`test_client.py`)",
    35: "what was learned of a model, and its timings, are not believed of the same model at "
    "another address or of another model at the same (`test_client.py`, `test_timings.py`)",
}
HEAD = """\
# What endpoints do wrong, and what comes of it

Made from the rows of `tests/support/faults_*.py` by `python -m tests.support.fault_sheet`; a test
fails when this page and the rows differ. Every row is run twice against a loopback server that
misbehaves on its sockets: as `coach grade`, where the test also looks that the answer is on disk,
that no traceback appears, and that neither the key nor the model's thinking is in anything printed
or written; and, where a tiny request can meet the fault, as `coach models test`, which must say
the same in one line. URL stands for the base URL, "learned" for what the receipt says was adapted.
All rows pass.

| case | the server | outcome | what is said | requests |
| --- | --- | --- | --- | --- |
"""
TAIL = """
Shown elsewhere in `tests/llm/`:

"""


def written() -> str:
    """The whole page."""
    rows = "\n".join(_row(fault) for fault in FAULTS)
    others = "\n".join(f"- case {case}: {OTHERS[case]}" for case in sorted(OTHERS))
    return f"{HEAD}{rows}\n{TAIL}{others}\n"


def _row(fault: Fault) -> str:
    outcome = "graded" if fault.graded else "not graded"
    says = f"learned: {fault.says}" if fault.graded and fault.says else fault.says
    if fault.graded and fault.says == "repaired":
        says = "noted: the reply was repaired"
    cells = [str(fault.case), fault.does, outcome, _short(says), str(fault.requests)]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _short(text: str) -> str:
    text = text.replace("x" * 299, "xxx…")
    return text.replace("<", "&lt;")


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(written(), encoding="utf-8")
