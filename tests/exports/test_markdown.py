"""The Markdown note, read by a Markdown reader: all text reads as written, nothing is HTML."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from coach.cli.commands import cli
from coach.config import Config, Mirroring
from coach.exports.markdown import escape, render_markdown
from coach.exports.round_data import gather_round_data
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.reviews import point

ID = "claude-vs-metering"
ACTIVE = "<b>&amp;#tag *a* _b_ [[link]] ![i](javascript:x) `c` $60k$ ==m== %%c%% ~~s~~ | \\ <!-- https://x.y"


def flat(tokens: list[Token]) -> list[Token]:
    return [t for token in tokens for t in (token, *flat(token.children or []))]


def read(text: str) -> list[Token]:
    return flat(MarkdownIt("commonmark", {"html": True}).enable("table").parse(text))


def shown(tokens: list[Token]) -> str:
    parts = {"text": None, "text_special": None, "softbreak": "\n", "hardbreak": "\n"}
    return "".join((parts[t.type] or t.content) for t in tokens if t.type in parts)


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"], include_characters=" \n"))
)
@example(ACTIVE)
@example("1. one\n2) two\n- x\n+ y\n* z\n> q\n# h\n===\n---\n***\n    code\n\tcode\n```\n~~~")
@example("a\\\nb  \nc")
def test_what_is_written_reads_as_it_is(text: str) -> None:
    tokens = read("x\n" + escape(text))
    kinds = {t.type for t in tokens}
    assert kinds <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
        "softbreak",
    }
    squeezed = " ".join(shown(tokens).replace("\u00a0", " ").split())
    assert squeezed.replace(" ", "") == "x" + "".join(text.split())


def test_a_note_made_for_a_vault(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    config = Config(transcripts=Mirroring(mirror=vault))
    coach = Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(config)))
    first = coach.rounds.record_written(ID, f"I choose B and tell A no today. {ACTIVE}", [ACTIVE])
    coach.store.save(first)
    coach.reviews.keep(first.id, point(coach, first))
    second = coach.rounds.record_written(ID, "Again.", [])
    coach.store.save(second.model_copy(update={"tags": ["first try", "2026"], "note": ACTIVE}))
    note = (vault / f"{first.id}.md").read_text()
    assert coach.vault.trouble is None
    _, front, body = note.split("---\n", 2)
    data = yaml.safe_load(front)
    assert data["id"] == first.id and data["reviewers"] == ["offline"]
    assert {"mock-interview", f"scenario/{ID}"} <= set(data["tags"])
    assert data["level"] is None and not any("level/" in tag for tag in data["tags"])
    assert "## Pointers" in body and not set("●○") & set(body)
    tokens = read(body)
    assert not {t.type for t in tokens} & {
        "html_inline",
        "html_block",
        "link_open",
        "image",
        "fence",
        "code_block",
    }
    assert ACTIVE in shown(tokens)
    again = render_markdown(gather_round_data(coach.workspace, second.id))
    assert f"[[{first.id}]]" in again
    assert yaml.safe_load(again.split("---\n", 2)[1])["tags"][-2:] == ["first-try", "tag/2026"]


def test_a_vault_that_cannot_be_written_costs_no_round(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    config = Config(transcripts=Mirroring(mirror=tmp_path / "file"))
    coach = Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(config)))
    taken = coach.rounds.record_written(ID, "I choose B.", [])
    coach.store.save(taken)
    assert coach.store.load(taken.id) == taken
    assert "could not be written" in str(coach.vault.trouble)


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\rb"])
def test_every_line_break_is_one(text: str) -> None:
    assert escape(text) == "a\nb"


def test_the_command_line_says_when_a_vault_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "config.yaml").write_text(f"transcripts: {{mirror: {tmp_path / 'file'}}}\n")
    (tmp_path / "answer.txt").write_text("I choose B.")
    result = CliRunner().invoke(cli, ["grade", ID, "--answer", str(tmp_path / "answer.txt")])
    assert result.exit_code == 0
    assert "could not be written" in result.stderr
