"""Compiled packs: never older than the files, never trusted, and never needed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from coach.packs.cards import make_cards
from coach.packs.compiled import CompiledPacks, hash_files, read_all_cards
from coach.packs.load import Library, load_library
from coach.paths import CHECKOUT

SHIPPED = CHECKOUT / "scenarios" / "ai-inference"
SCENARIO = "claude-vs-metering"
TITLE = "Claude against metering"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with one pack of one scenario, as a user may have it."""
    pack = tmp_path / "packs" / "mine"
    pack.mkdir(parents=True)
    for name in ("pack", "rubric", "cues", SCENARIO):
        shutil.copy(SHIPPED / f"{name}.yaml", pack / f"{name}.yaml")
    return pack.parent


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "packs"


def read(packs: Path, cache: Path) -> Library:
    return load_library([packs], compiled=CompiledPacks(cache))


def title(library: Library) -> str:
    return library.find(SCENARIO)[1].title


def compiled_file(cache: Path) -> Path:
    (path,) = cache.glob("*.json")
    return path


def forbid_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the YAML was parsed")

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    monkeypatch.setattr(loader, "get_single_node", refuse)


def rename(packs: Path, new: str) -> None:
    path = packs / "mine" / f"{SCENARIO}.yaml"
    path.write_text(path.read_text().replace(TITLE, new))


def test_a_pack_is_read_without_its_yaml_the_second_time(
    packs: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(packs, cache)
    forbid_yaml(monkeypatch)
    with pytest.raises(AssertionError, match="was parsed"):
        read(packs, tmp_path / "empty")
    again = read(packs, cache)
    assert again.packs == first.packs
    assert not again.faults


def test_the_shipped_pack_comes_back_as_it_was(tmp_path: Path, cache: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "copy" / "ai-inference")
    first = read(tmp_path / "copy", cache)
    again = read(tmp_path / "copy", cache)
    assert len(again.scenarios) > 50
    assert again.packs == first.packs


def test_cards_are_those_of_the_pack(packs: Path, cache: Path) -> None:
    library = read(packs, cache)
    (cards,) = read_all_cards([packs], CompiledPacks(cache))
    assert cards == [card for pack in library.packs.values() for card in make_cards(pack)]


def test_cards_of_an_unknown_pack_are_not_there(packs: Path, cache: Path) -> None:
    assert list(read_all_cards([packs], CompiledPacks(cache))) == [None]


def test_a_changed_file_is_read_again(packs: Path, cache: Path) -> None:
    read(packs, cache)
    rename(packs, "Another title altogether")
    assert title(read(packs, cache)) == "Another title altogether"


def test_a_change_that_keeps_size_and_times_is_seen(packs: Path, cache: Path) -> None:
    read(packs, cache)
    path = packs / "mine" / f"{SCENARIO}.yaml"
    before = path.stat()
    rename(packs, TITLE[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert title(read(packs, cache)) == TITLE[::-1]


def test_a_new_and_a_removed_file_are_seen(packs: Path, cache: Path) -> None:
    read(packs, cache)
    other = packs / "mine" / "open-source-stack.yaml"
    shutil.copy(SHIPPED / other.name, other)
    assert len(read(packs, cache).scenarios) == 2
    other.unlink()
    assert len(read(packs, cache).scenarios) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data.replace(TITLE.encode(), TITLE[::-1].encode()),
        lambda data: b"\x80\x04" + data,
        lambda data: data.replace(b'"format": 1', b'"format": 0'),
        lambda data: data.replace(b'"coach": "', b'"coach": "9'),
        lambda data: b"[" * 100_000,
        lambda data: b"[]\n[]\n[]\n",
    ],
)
def test_a_damaged_or_older_file_is_made_anew(packs: Path, cache: Path, damage) -> None:  # type: ignore[no-untyped-def]
    first = read(packs, cache)
    whole = compiled_file(cache).read_bytes()
    compiled_file(cache).write_bytes(damage(whole))
    assert compiled_file(cache).read_bytes() != whole
    (cards,) = read_all_cards([packs], CompiledPacks(cache))
    assert cards in (None, make_cards(first.packs["ai-inference"]))
    assert read(packs, cache).packs == first.packs
    assert compiled_file(cache).read_bytes() == whole


def test_what_is_read_back_goes_through_the_schema(packs: Path, cache: Path) -> None:
    """Even with checksums that are right, a tampered file can do no more than a pack can."""
    read(packs, cache)
    compiled, pack = CompiledPacks(cache), packs / "mine"
    source = hash_files(pack)
    assert source is not None
    data = compiled.read_pack(source, pack)
    assert data is not None
    data["scenarios"][SCENARIO]["title"] = "\x1b[2J"
    compiled.write(source, pack, [], data)
    assert title(read(packs, cache)) == TITLE


def test_a_pack_with_a_fault_is_never_kept(packs: Path, cache: Path) -> None:
    (packs / "mine" / "broken.yaml").write_text("title: 3\n")
    assert read(packs, cache).faults
    assert not cache.exists()
    assert read(packs, cache).faults


def test_the_file_is_its_owners_alone(packs: Path, cache: Path) -> None:
    read(packs, cache)
    assert compiled_file(cache).stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700


def test_a_cache_that_cannot_be_written_changes_nothing(packs: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    for _ in range(2):
        assert title(read(packs, blocked / "packs")) == TITLE


def test_a_link_in_the_cache_is_not_followed(packs: Path, cache: Path, tmp_path: Path) -> None:
    read(packs, cache)
    path, aside = compiled_file(cache), tmp_path / "aside.json"
    path.rename(aside)
    path.symlink_to(aside)
    assert list(read_all_cards([packs], CompiledPacks(cache))) == [None]
    assert title(read(packs, cache)) == TITLE
    assert not path.is_symlink()


def test_a_linked_pack_follows_its_target(packs: Path, cache: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "mine").symlink_to(packs / "mine", target_is_directory=True)
    read(linked, cache)
    assert title(read(linked, cache)) == TITLE
    rename(packs, "Behind the link")
    assert title(read(linked, cache)) == "Behind the link"
    other = tmp_path / "other"
    shutil.copytree(packs / "mine", other)
    (other / f"{SCENARIO}.yaml").write_text(
        (other / f"{SCENARIO}.yaml").read_text().replace("Behind the link", "Elsewhere")
    )
    (linked / "mine").unlink()
    (linked / "mine").symlink_to(other, target_is_directory=True)
    assert title(read(linked, cache)) == "Elsewhere"


def test_two_processes_at_once_leave_a_whole_file(packs: Path, cache: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from coach.packs.compiled import CompiledPacks;"
        "from coach.packs.load import load_library;"
        "l = load_library([Path(sys.argv[1])], compiled=CompiledPacks(Path(sys.argv[2])));"
        "print(l.scenarios[0][1].title)"
    )
    command = [sys.executable, "-c", program, str(packs), str(cache)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0].strip() for process in running] == [TITLE] * 3
    head = json.loads(compiled_file(cache).read_text().splitlines()[0])
    assert head["source"] == hash_files(packs / "mine")
    assert [path.name for path in cache.iterdir()] == [compiled_file(cache).name]
