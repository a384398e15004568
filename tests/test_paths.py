from pathlib import Path

from coach.paths import CHECKOUT, find_paths


def test_coach_home_moves_everything_under_one_folder(tmp_path: Path) -> None:
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    assert paths.config_file == tmp_path / "config.yaml"
    assert paths.data == tmp_path / "data"
    assert paths.cache == tmp_path / "cache"
    assert paths.transcripts == tmp_path / "data" / "transcripts"


def test_transcripts_can_live_elsewhere(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    paths = find_paths({"COACH_HOME": str(tmp_path), "COACH_TRANSCRIPTS": str(vault)})
    assert paths.transcripts == vault


def test_from_a_checkout_rounds_are_saved_in_it() -> None:
    assert find_paths({}).transcripts == CHECKOUT / "transcripts"


def test_pack_folders_are_ordered_so_that_later_ones_override(tmp_path: Path) -> None:
    env = {"COACH_HOME": str(tmp_path), "COACH_PACKS": "/a:/b"}
    paths = find_paths(env, packs=(Path("/c"),))
    assert paths.pack_folders[-3:] == [Path("/a"), Path("/b"), Path("/c")]
