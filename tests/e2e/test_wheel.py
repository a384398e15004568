"""The built wheel, installed and run from another folder, where no checkout is near."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# the wheel is built once, so its tests stay with one worker
pytestmark = pytest.mark.xdist_group("wheel")
ROOT = Path(__file__).resolve().parents[2]
ANSWER = "Engineering goes to B. The tradeoff is that A may leave."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def run(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "COACH_HOME": str(folder / "home"),
        # first on the path, so that the checkout's own package is not the one found
        "PYTHONPATH": str(site),
    }
    command = [sys.executable, "-m", "coach", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_it_carries_prompts_and_packs(site: Path, tmp_path: Path) -> None:
    paths = json.loads(run(site, tmp_path, "paths", "--json").stdout)
    assert paths["builtin_packs"] == str(site / "coach" / "_data" / "scenarios")
    assert (site / "coach" / "_data" / "prompts" / "reviewer-system.md.j2").is_file()
    listed = json.loads(run(site, tmp_path, "scenarios", "--json").stdout)
    assert {"claude-vs-metering", "open-source-stack"} <= {scenario["id"] for scenario in listed}


def test_it_reviews_an_answer_and_keeps_the_round_in_the_users_folder(
    site: Path, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(ANSWER)
    done = run(site, tmp_path, "grade", "claude-vs-metering", "--answer", str(answer), "--json")
    assert done.returncode == 0, done.stderr
    review = json.loads(done.stdout)
    assert review["review"]["status"] == "pointers"
    saved = tmp_path / "home" / "data" / "transcripts" / review["round"] / "round.yaml"
    assert "A may leave" in saved.read_text()
