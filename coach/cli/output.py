"""What the commands have in common: one coach, JSON alone on stdout, one line for an error."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coach.crash import EXIT_CODE, tell_of_report, write_report
from coach.files import CoachError, explain_os_error, read_text
from coach.paths import find_paths
from coach.text.controls import escape_controls

if TYPE_CHECKING:
    from coach.services.coach import Coach
    from coach.transcripts.record import Transcript
    from coach.transcripts.review_schema import Review

F = TypeVar("F", bound=Callable[..., Any])
NOT_GRADED = 1


def read_typed(name: str, noun: str) -> str:
    """Read what a candidate wrote, from a file or from stdin for `-`. Raises CoachError for none.

    `noun` names it in the error, as "answer".
    """
    if name == "-":
        text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    else:
        text = read_text(Path(name))
    if not text.strip():
        raise CoachError(f"{name}: the {noun} is empty; write one and try again.")
    return text


class CoachGroup(click.Group):
    """A group whose commands end on a CoachError with one line and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a failure a person can act on never shows a traceback."""
        try:
            result = super().invoke(ctx)
            coach: Coach | None = ctx.obj
            if coach is not None and coach.vault_trouble:
                tell(coach.vault_trouble)
            return result
        except CoachError as error:
            tell(str(error))
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            tell(explain_os_error(error))
            ctx.exit(CoachError.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            report = write_report(error, find_paths().cache)
            tell(tell_of_report(report))
            ctx.exit(EXIT_CODE)


def get_coach(ctx: click.Context) -> Coach:
    """The coach of this run, made on first use from `--packs` and the environment."""
    top = ctx.find_root()
    if top.obj is None:
        from coach.services.home import open_home

        named = tuple(Path(folder) for folder in top.params.get("packs") or ())
        top.obj = open_home(named, top.params.get("log"))
    coach: Coach = top.obj
    return coach


def pass_coach(command: F) -> F:
    """Pass the coach to a command as its first argument."""

    @click.pass_context
    @functools.wraps(command)
    def run_command(ctx: click.Context, *args: Any, **options: Any) -> Any:
        return command(get_coach(ctx), *args, **options)

    return run_command  # type: ignore[return-value]  # click passes arguments by name


levels_option = click.option(
    "--levels", is_flag=True, help="Show the levels of a model that has not taken the exam too."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


def print_json(data: Any) -> None:
    """Print data as JSON on stdout, control characters as JSON's escapes."""
    click.echo(escape_controls(json.dumps(data, indent=2, ensure_ascii=False)))


def make_printable(text: str) -> str:
    """Text with control characters shown and not obeyed; line breaks and tabs stay."""
    return "".join(c if c in "\n\t" or c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def say(text: str = "") -> None:
    """Print text of unknown origin for a person."""
    click.echo(make_printable(text))


def tell(text: str) -> None:
    """Print a message of unknown origin on stderr, apart from what a command prints."""
    click.echo(f"coach: {make_printable(text)}", err=True)


def render_review_text(
    coach: Coach, review: Review, transcript: Transcript, *, levels: bool = False
) -> str:
    """Render a review of a round by the settings; `levels` shows an untested model's levels too."""
    # most commands print no review
    from coach.exports.plain_text import render_review

    pack, scenario = coach.workspace.find_case(transcript)
    reveal = coach.config.reveal
    lines = render_review(
        review, pack, scenario, transcript=transcript, reveal=reveal, levels=levels
    )
    return "\n".join(lines)
