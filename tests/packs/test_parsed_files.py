"""Parsed files are kept between starts, and nothing that was kept is believed against the file."""

import json
import os
from pathlib import Path

import pytest
from pydantic import BaseModel

from coach.packs import parsed_files
from coach.packs.parsed_files import ParsedFiles
from coach.yamls import FileFaults


class Note(BaseModel):
    title: str
    lines: dict[int, str] = {}


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.yaml"
    path.write_text("title: One\n")
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "packs.json"


def load(kept: Path, note: Path) -> Note:
    """Load in a program of its own: what was kept is all it knows."""
    files = ParsedFiles(kept)
    loaded = files.load(note, Note)
    files.save()
    return loaded


def no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> object:
        raise AssertionError(f"{path} was parsed")

    monkeypatch.setattr(parsed_files, "load_document", refuse)


def test_an_unchanged_file_is_not_parsed_again(
    note: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load(kept, note).title == "One"
    no_parsing(monkeypatch)
    assert load(kept, note).title == "One"


def test_a_change_is_seen_though_size_and_time_stay(note: Path, kept: Path) -> None:
    before = note.stat()
    load(kept, note)
    note.write_text("title: Two\n")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert note.stat().st_size == before.st_size
    assert load(kept, note).title == "Two"


def test_a_file_that_moved_is_known_by_its_content(
    note: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(kept, note)
    moved = note.rename(note.with_name("moved.yaml"))
    link = note.with_name("link.yaml")
    link.symlink_to(moved)
    no_parsing(monkeypatch)
    assert load(kept, moved).title == load(kept, link).title == "One"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 0, "files": {}}',
        '{"version": 1}',
        "\ud800".encode(errors="surrogatepass"),
    ],
    ids=["empty", "cut off", "a list", "older", "without files", "no text"],
)
def test_a_damaged_or_older_cache_is_made_anew(note: Path, kept: Path, text: str | bytes) -> None:
    kept.parent.mkdir()
    kept.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert load(kept, note).title == "One"
    assert len(json.loads(kept.read_text())["files"]) == 1


def test_kept_data_that_does_not_fit_gives_way_to_the_file(note: Path, kept: Path) -> None:
    load(kept, note)
    data = json.loads(kept.read_text())
    data["files"] = {key: {"title": 5} for key in data["files"]}
    kept.write_text(json.dumps(data))
    assert load(kept, note).title == "One"
    assert list(json.loads(kept.read_text())["files"].values()) == [{"title": "One"}]


def test_a_wrong_file_is_named_with_its_line_each_time(note: Path, kept: Path) -> None:
    note.write_text("lines: {}\n\ntitle: [1]\n")
    for _ in range(2):
        with pytest.raises(FileFaults, match=r"note\.yaml:3: title"):
            load(kept, note)
    assert not kept.exists()


def test_what_json_would_change_is_parsed_each_time(note: Path, kept: Path) -> None:
    note.write_text("title: One\nlines: {1: first}\n")
    for _ in range(2):
        assert load(kept, note).lines == {1: "first"}
    assert not kept.exists()


@pytest.mark.posix
def test_a_cache_that_cannot_be_written_costs_only_time(note: Path, kept: Path) -> None:
    kept.parent.write_text("a file where the folder should be")
    assert load(kept, note).title == "One"


def test_two_programs_keep_a_whole_cache(note: Path, kept: Path) -> None:
    other = note.with_name("other.yaml")
    other.write_text("title: Other\n")
    first, second = ParsedFiles(kept), ParsedFiles(kept)
    first.load(note, Note)
    second.load(other, Note)
    first.save()
    second.save()
    assert load(kept, note).title == "One" and load(kept, other).title == "Other"
    assert len(json.loads(kept.read_text())["files"]) == 2
