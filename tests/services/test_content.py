"""What `coach check --content` and `--stale` say of the packs that ship."""

from datetime import date
from pathlib import Path

from coach.paths import find_paths
from coach.services.content import describe_content

TODAY = date(2026, 11, 28)


def test_the_content_of_the_shipped_pack_is_said_line_by_line(tmp_path: Path) -> None:
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    first, *rest = describe_content(paths, content=True, stale=None, today=TODAY)
    assert first.startswith("ai-inference: ") and first.endswith("sums recomputed")
    assert any(line.startswith("  stock phrase, ") and line.endswith("%)") for line in rest)
    assert "  points that join two acts: " in "\n".join(rest)


def test_claims_are_stale_by_their_day(tmp_path: Path) -> None:
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    none = list(describe_content(paths, content=False, stale=10_000, today=TODAY))
    assert none == ["ai-inference: 0 claim(s) older than 10000 days"]
    first, *listed = describe_content(paths, content=False, stale=0, today=date(2030, 1, 1))
    count = int(first.split()[1])
    assert count == len(listed) > 0


def test_nothing_is_read_where_nothing_is_asked_for(tmp_path: Path) -> None:
    paths = find_paths({"COACH_HOME": str(tmp_path / "none")})
    assert list(describe_content(paths, content=False, stale=None, today=TODAY)) == []
