"""A whole round in a real terminal, judged by a model on a loopback endpoint, streamed."""

from pathlib import Path

import yaml

from tests.e2e.terminal import Terminal, saved_rounds


def test_a_round_judged_by_a_model(tmp_path: Path, endpoint: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    profile = {"base_url": endpoint, "model": "judge-1", "api_key_env": "JUDGE_KEY"}
    config = {"reviewer": "local", "models": {"local": profile}}
    (home / "config.yaml").write_text(yaml.safe_dump(config))
    key = "sk-this-must-never-be-written"
    coach = Terminal(
        "practice", "claude-vs-metering", env={"COACH_HOME": str(home), "JUDGE_KEY": key}
    )
    coach.wait("[Read]")
    coach.press("ctrl+s")
    coach.wait("[Clarify]")
    coach.press("ctrl+s")
    coach.wait("[Answer]")
    coach.press("Engineering goes to B, and the tradeoff is that A may leave.")
    coach.wait("12 words")
    coach.press("ctrl+s")
    coach.wait("pushes back")
    coach.press("Fair point, I rehearse with you on Tuesday.")
    coach.wait("on Tuesday.")
    coach.press("ctrl+s")
    coach.wait("Which level is this answer?")
    coach.press("r")
    coach.wait("Say what the choice costs.")
    coach.wait("local / judge-1")
    coach.press("ctrl+q")
    assert coach.end() == 0

    (folder,) = saved_rounds(home)
    review = yaml.safe_load((folder / "reviews" / "01-local.yaml").read_text())
    assert review["overall"]["level"] == 4
    assert review["receipt"]["model"] == "judge-1"
    for path in folder.rglob("*"):
        assert not path.is_file() or key not in path.read_text()
