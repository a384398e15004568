"""Have a round reviewed by real servers that are not ours: llama.cpp and a LiteLLM proxy.

    .venv/bin/python scripts/real_servers.py [llama] [litellm]
    .venv/bin/python scripts/real_servers.py --gguf PATH

Makes an environment for each in a cache folder (the first time takes ten minutes, most of it
compiling llama.cpp), starts the server on the loopback, runs the coach's own commands against it,
says what came of it and stops the server. Exits with 1 when anything is not as it should be.

With `--gguf` the model in that file takes the exam and reviews a round, served by llama.cpp as the
package xllamacpp brings it, without compiling. Prints the verdict, the minutes and the tokens.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from coach.packs.load import load_library
from coach.paths import find_paths

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "coach-real-servers"
SCENARIO = "claude-vs-metering"
QUOTE = "Engineering goes to B in two weeks"
ANSWER = f"I call A today and say it plainly. {QUOTE}, and the tradeoff is that A may leave.\n"
QUOTES = ("I call A today", "say it plainly", QUOTE, "the tradeoff is that A may leave")
KEY = "sk-coach-real-servers"
Results = list[tuple[bool, str]]


def main(arguments: Sequence[str]) -> int:
    """Run the servers named, or both, or a model in a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("servers", nargs="*", metavar="SERVER", help="llama, litellm")
    parser.add_argument("--gguf", type=Path, help="examine the model in this file instead")
    options = parser.parse_args(arguments)
    if options.gguf is not None:
        return examine_gguf(options.gguf)
    if unknown := set(options.servers) - SERVERS.keys():
        parser.error(f"there is no server {', '.join(sorted(unknown))}; known: llama, litellm")
    results: Results = []
    for name in options.servers or SERVERS:
        results += SERVERS[name]()
    for good, said in results:
        print(f"{'as it should be' if good else 'NOT AS IT SHOULD BE'}: {said}")
    return 0 if results and all(good for good, _ in results) else 1


def llama() -> Results:
    """A llama.cpp server with random weights: whatever it says, nothing may be believed."""
    python = environment("llama", "llama-cpp-python[server]", "gguf", "numpy")
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "noise.gguf"
        subprocess.run([python, HERE / "tiny_gguf.py", model], check=True)
        command = [python, "-m", "llama_cpp.server", "--model", model, "--n_ctx", "65536"]
        port = 18080
        with running([*command, "--port", str(port)], f"http://127.0.0.1:{port}/v1/models"):
            patient = {"first_token": 600, "gap": 300, "total": 1800}
            noise = {"model": "noise", "temperature": 1.0, "timeouts": patient}
            home = coach_home(folder, {"noise": noise}, f"http://127.0.0.1:{port}/v1")
            tested = coach(home, "models", "test", "noise")
            reviews = {
                "at once": graded(home, "noise"),
                "careful": graded(home, "noise", "--careful"),
            }
    return [
        (tested.returncode == 0, f"llama: {tested.stdout.strip()}"),
        *(_harmless(how, review) for how, review in reviews.items()),
    ]


def examine_gguf(model: Path) -> int:
    """Let a small model take the exam and review a round; print what came of it."""
    python = environment("gguf", "xllamacpp")
    port = 18081
    url = f"http://127.0.0.1:{port}/v1"
    command = [python, HERE / "gguf_server.py", model, str(port)]
    with tempfile.TemporaryDirectory() as folder, running(command, f"{url}/models"):
        patient = {"first_token": 1200, "gap": 300, "total": 3600}
        profile = {"model": model.stem, "temperature": 0, "timeouts": patient}
        home = coach_home(folder, {"small": profile}, url)
        print(coach(home, "models", "test", "small").stdout.strip(), flush=True)
        began = time.monotonic()
        exam = coach(home, "models", "exam", "small")
        print(exam.stdout.strip() or exam.stderr.strip())
        print(f"exam: {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
        began = time.monotonic()
        review = graded(home, "small")
        print(f"review: {review['status']}: {review['reason'] or review['overall']}")
        print(f"review: {(time.monotonic() - began) / 60:.1f} minutes, {review['usage']}")
    return 0


def _harmless(how: str, review: dict[str, Any]) -> tuple[bool, str]:
    levels = [d["level"] for d in review["dimensions"]]
    given = [d["given_level"] or d["level"] for d in review["dimensions"]]
    quotes = [e["verified"] for d in review["dimensions"] for e in d["evidence"]]
    said = [
        f"llama, {how}: {review['status']}",
        f"{sum(quotes)} of {len(quotes)} quotes verified",
        f"levels given {given}, levels left {levels}",
        f"rung {review['receipt']['rung']}",
        review["reason"] or "no reason",
    ]
    return not any(quotes) and all((level or 0) < 3 for level in levels), "; ".join(said)


def litellm() -> Results:
    """A LiteLLM proxy with canned replies: a review, and the errors that it makes itself."""
    python = environment("litellm", "litellm[proxy]")
    port = 18077
    url = f"http://127.0.0.1:{port}"
    kinds = {
        "mock-429": "limits how fast you may ask",
        "mock-ctx": "longer than mock-ctx can take",
        "mock-500": "answered 500",
        "no-such-model": "no model 'no-such-model'",
    }
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "litellm.yaml"
        settings.write_text(yaml.safe_dump(_litellm_settings()))
        command = [python.with_name("litellm"), "--config", settings, "--host", "127.0.0.1"]
        more = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
        with running([*command, "--port", str(port)], f"{url}/health/liveliness", more):
            names = ["coach-mock", *kinds]
            profiles = {name: {"model": name, "api_key_env": "REAL_KEY"} for name in names}
            profiles["bad-key"] = {"model": "coach-mock", "api_key_env": "BAD_KEY"}
            home = coach_home(folder, profiles, f"{url}/v1")
            review = graded(home, "coach-mock")
            listed = coach(home, "models", "list", "coach-mock", "--json")
            said = {name: coach(home, "models", "test", name).stdout.strip() for name in kinds}
            bad = coach(home, "models", "test", "bad-key")
    levels = [d["level"] for d in review["dimensions"]]
    return [
        (
            review["status"] == "graded" and set(levels) == {3},
            f"litellm: {review['status']}, levels {levels}; {review['reason'] or review['usage']}",
        ),
        ("coach-mock" in json.loads(listed.stdout or "[]"), "litellm: lists its models"),
        *((what in said[name], f"litellm: {name}: {said[name]}") for name, what in kinds.items()),
        ("refused the key in BAD_KEY" in bad.stdout, f"litellm: bad key: {bad.stdout.strip()}"),
    ]


def _litellm_settings() -> dict[str, Any]:
    def model(name: str, **more: Any) -> dict[str, Any]:
        fixed = {"model": f"openai/{name}", "api_key": "unused", "api_base": "http://127.0.0.1:9"}
        return {"model_name": name, "litellm_params": fixed | more}

    return {
        "model_list": [
            model("coach-mock", mock_response=_judgement()),
            model("mock-429", mock_response="litellm.RateLimitError"),
            model("mock-ctx", mock_response="litellm.ContextWindowExceededError"),
            model("mock-500", mock_response="litellm.InternalServerError"),
        ],
        "litellm_settings": {"telemetry": False, "num_retries": 0, "drop_params": False},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
        "general_settings": {"master_key": KEY},
    }


def _judgement() -> str:
    """A review as an honest model might send it: its words differ from dimension to dimension."""
    pack, _ = load_library(find_paths().pack_folders).find(SCENARIO)
    dimensions = [
        {
            "id": dimension.id,
            "evidence": [{"sentence": 1, "quote": QUOTES[place % len(QUOTES)]}],
            "met": [],
            "missing": [dimension.checks[-1].id],
            "rationale": f"You decide and say when; {dimension.name} shows in it.",
            "level": 3,
        }
        for place, dimension in enumerate(pack.rubric.dimensions)
    ]
    rest: dict[str, list[str]] = {
        "points": [],
        "misconceptions": [],
        "customers": [],
        "points_to_make": [],
    }
    return json.dumps({"dimensions": dimensions, **rest, "priority_fix": "Size it."})


SERVERS = {"llama": llama, "litellm": litellm}


def environment(name: str, *packages: str) -> Path:
    """The Python of an environment with these packages, made the first time."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    done = folder / ".installed"
    if not done.exists():
        print(f"installing {', '.join(packages)} into {folder}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        done.touch()
    return python


@contextmanager
def running(
    command: Sequence[Any], ready: str, more: dict[str, str] | None = None
) -> Iterator[None]:
    """A server for as long as the block runs; its output goes to a file."""
    log = CACHE / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | (more or {}),
        )
        try:
            for _ in range(240):
                if server.poll() is not None:
                    raise SystemExit(f"the server ended with {server.returncode}; see {log}")
                if answers(ready):
                    break
                time.sleep(0.5)
            yield
        finally:
            server.terminate()
            server.wait(20)


def answers(url: str) -> bool:
    """Whether an address answers at all."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def coach_home(folder: str, profiles: dict[str, dict[str, Any]], url: str) -> Path:
    """A coach's folder with these profiles at an address, and the answer to be judged."""
    home = Path(folder) / "home"
    home.mkdir()
    models = {name: {"base_url": url} | profile for name, profile in profiles.items()}
    (home / "config.yaml").write_text(yaml.safe_dump({"models": models}))
    (home / "answer.md").write_text(ANSWER)
    return home


def graded(home: Path, name: str, *more: str) -> dict[str, Any]:
    """The review that a profile gives the answer."""
    answer = str(home / "answer.md")
    done = coach(home, "grade", SCENARIO, "--answer", answer, "--with", name, "--json", *more)
    if not done.stdout.strip():
        raise SystemExit(f"coach printed nothing on stdout: {done.stderr}")
    review: dict[str, Any] = json.loads(done.stdout)["review"]
    return review


def coach(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the coach."""
    env = os.environ | {"COACH_HOME": str(home), "REAL_KEY": KEY, "BAD_KEY": "sk-wrong-key-0"}
    command = [sys.executable, "-m", "coach", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
