"""The built wheel, installed and run from another folder, where no checkout is near."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

# the wheel is built once, so its tests stay with one worker
pytestmark = pytest.mark.xdist_group("wheel")
ROOT = Path(__file__).resolve().parents[2]
ANSWER = "Engineering goes to B. The tradeoff is that A may leave."


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a "wheel" or an "sdist" of a source tree and return the file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def site(wheel: Path) -> Path:
    target = wheel.parent / "site"
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
    assert (site / "coach" / "cli" / "web" / "page" / "app_index.html").is_file()
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


def test_it_is_started_under_both_names(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (listed,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        points = ConfigParser()
        points.read_string(archive.read(listed).decode())
    assert dict(points["console_scripts"]) == {
        "coach": "coach.cli:main",
        "interview-coach": "coach.cli:main",
    }


def test_the_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    rebuilt = build("wheel", tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "again")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(rebuilt) as second:
        assert sorted(first.namelist()) == sorted(second.namelist())
        assert all(first.read(name) == second.read(name) for name in first.namelist())
