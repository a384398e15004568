"""Install coach as a newcomer would and take a round with it: do the lines in the docs work?

    .venv/bin/python scripts/try_install.py [WAY ...] [--dist FOLDER]

Builds a wheel and an sdist (or takes those in FOLDER), and for each way, in a home folder made for
it with one installer and nothing else of the user's: installs coach, runs it under both of its
names, opens the demo, and takes a round in a pseudo-terminal of 80 by 24 from the greeting to the
own read. Prints a table of seconds; exits with 1 when anything is not as it should be.

Needs a package index, git, and the dev extra; Linux or macOS, since Windows has no pseudo-terminal
that pexpect can drive. An installer keeps its own settings: variables that begin with PIP_, UV_ or
SSL_ are passed on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.terminal import Terminal  # noqa: E402  # the checkout's folder comes first

PASSED_ON = ("PIP_", "UV_", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "LANG", "LC_")
NAMES = ("coach", "interview-coach")
FIRST_START = 300.0
"""Seconds that a line may take that downloads everything first."""
ANSWER = (
    "I would route for everyone first. The one customer gets a date and a workaround, and the "
    "tradeoff is that their launch may slip by a month. "
    "If two more customers ask before the quarter ends, I change my mind."
)


@dataclass(frozen=True)
class Way:
    """One way to install: what is typed before the name, and what is run once beforehand.

    `{wheel}`, `{sdist}` and `{git}` stand for what is installed.
    """

    installer: str
    line: str
    setup: str | None = None


WAYS = {
    "uvx": Way("uv", "uvx --from {wheel}"),
    "uvx-git": Way("uv", "uvx --from {git}"),
    "uvx-checkout": Way("uv", "uvx --from {checkout}"),
    "uv-tool": Way("uv", "", "uv tool install {wheel}"),
    "pipx-run": Way("pipx", "pipx run --spec {wheel}"),
    "pipx-run-git": Way("pipx", "pipx run --spec {git}"),
    "pipx": Way("pipx", "", "pipx install {wheel}"),
    "pipx-checkout": Way("pipx", "", "pipx install {checkout}"),
    "pip-sdist": Way("pip", "", "pip install --quiet {sdist}"),
}


def main(arguments: Sequence[str]) -> int:
    """Try the ways named, or all, and print what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ways", nargs="*", metavar="WAY", help=", ".join(WAYS))
    parser.add_argument("--dist", type=Path, help="take the wheel and the sdist in this folder")
    options = parser.parse_args(arguments)
    if unknown := set(options.ways) - WAYS.keys():
        parser.error(f"there is no way {', '.join(sorted(unknown))}; known: {', '.join(WAYS)}")
    print("| way | install, s | demo's first screen, s | round, typed by a program, s |")
    print("| --- | ---: | ---: | ---: |", flush=True)
    failed = False
    with tempfile.TemporaryDirectory(prefix="coach-try-") as name:
        folder = Path(name)
        sources = find_sources(folder, options.dist)
        for way in options.ways or WAYS:
            try:
                seconds = try_way(folder / way, WAYS[way], sources)
                print(f"| {way} | {' | '.join(f'{value:.1f}' for value in seconds)} |", flush=True)
            except (AssertionError, subprocess.CalledProcessError) as error:
                failed = True
                print(f"| {way} | FAILED |", flush=True)
                print(error, getattr(error, "stderr", ""), file=sys.stderr)
    return 1 if failed else 0


def find_sources(folder: Path, dist: Path | None) -> dict[str, str]:
    """Build what is installed, or take it from `dist`; a clone, so that only commits count."""
    if dist is None:
        dist = folder / "dist"
        python = make_environment(folder / "build", "build")
        subprocess.run(
            [python, "-m", "build", "--outdir", dist, ROOT], check=True, capture_output=True
        )
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    checkout = folder / "checkout"
    subprocess.run(["git", "clone", "--quiet", ROOT, checkout], check=True)
    return {
        "wheel": str(wheel.resolve()),
        "sdist": str(sdist.resolve()),
        "git": f"git+file://{checkout}",
        "checkout": str(checkout),
    }


def make_environment(folder: Path, *packages: str) -> Path:
    """Make a virtual environment with these packages and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    if packages:
        command = [python, "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(command, check=True, capture_output=True, text=True)
    return python


def try_way(folder: Path, way: Way, sources: dict[str, str]) -> tuple[float, float, float]:
    """Install and use coach one way; the seconds to the version, to the demo and for a round."""
    env = make_home(folder, way.installer)
    began = time.monotonic()
    if way.setup is not None:
        run(env, way.setup.format(**sources).split())
    words = way.line.format(**sources).split()
    for name in NAMES:
        version = run(env, [*words, name, "--version"])
        assert version.startswith("coach, version "), version
        if name == NAMES[0]:
            installed = time.monotonic() - began
    assert "claude-vs-metering" in run(env, [*words, "coach", "demo", "rounds"])
    return installed, open_demo(env, [*words, "coach"]), take_round(env, [*words, NAMES[1]])


def make_home(folder: Path, installer: str) -> dict[str, str]:
    """Make a home with one installer in its path; return the whole environment of its programs."""
    home, tools = folder / "home", folder / "tools"
    home.mkdir(parents=True)
    tools.mkdir()
    packages = () if installer == "pip" else (installer,)
    programs = make_environment(folder / "installer", *packages).parent
    path = [tools, home / ".local" / "bin"]
    if installer == "pip":
        path = [programs]
    for program in programs.glob(f"{installer}*"):
        (tools / program.name).symlink_to(program)
    kept = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([*map(str, path), os.defpath]),
        "TERM": "xterm-256color",
    }


def run(env: dict[str, str], command: list[str]) -> str:
    """Run a command in the home and return what it prints."""
    program = shutil.which(command[0], path=env["PATH"])
    assert program is not None, f"{command[0]} is not on the path"
    whole = [program, *command[1:]]
    home = env["HOME"]
    done = subprocess.run(whole, cwd=home, env=env, capture_output=True, text=True, check=True)
    return done.stdout


def start(env: dict[str, str], command: list[str]) -> Terminal:
    """Start a command in a pseudo-terminal with this environment and no other."""
    whole = [f"{name}={value}" for name, value in env.items()]
    at_home = ["env", "-i", *whole, "sh", "-c", 'cd && exec "$@"', "sh"]
    return Terminal(program=[*at_home, *command], env={}, size=(24, 80))


def open_demo(env: dict[str, str], command: list[str]) -> float:
    """Open the demo, leave it, and return the seconds to its first screen with rounds in it."""
    began = time.monotonic()
    demo = start(env, [*command, "demo"])
    demo.wait("interview in 5 days", FIRST_START)
    seconds = time.monotonic() - began
    demo.press("ctrl+q")
    assert demo.end() == 0
    return seconds


def take_round(env: dict[str, str], command: list[str]) -> float:
    """Take a round as somebody who opens coach for the first time; return its seconds."""
    coach = start(env, command)
    coach.wait("1 of 3", FIRST_START)
    began = time.monotonic()
    for wanted in ("2 of 3", "3 of 3", "press n"):
        coach.press("enter")
        coach.wait(wanted)
    coach.gone("3 of 3")
    coach.press("n")
    coach.wait("Start the clock")
    coach.press("ctrl+s")
    coach.wait("Ask what you need to know")
    coach.press("Who else would use it?", "enter")
    coach.wait("You   Who else")
    coach.press("ctrl+s")
    coach.wait("Your answer.")
    coach.press(ANSWER)
    coach.wait("change my mind.")
    coach.press("ctrl+s")
    coach.wait("pushes back")
    coach.press("Fair. I would tell them on Tuesday, with a date.")
    coach.wait("with a date.")
    coach.press("ctrl+s")
    coach.wait("Which level is this answer?")
    seconds = time.monotonic() - began
    coach.press("ctrl+q")
    assert coach.end() == 0
    assert "change my mind." in run(env, [*command, "show", "last"])
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
