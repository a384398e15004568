"""Profiles written into a config that people edit by hand."""

from pathlib import Path

import pytest

from coach.config import Config, Profile, load_config
from coach.files import CoachError
from coach.services.config_file import add_profile, remove_profile, set_default

NEW = Profile(base_url="http://127.0.0.1:11434/v1", model="qwen3:8b", api_key_env="A_KEY")
ADDED = "base_url: http://127.0.0.1:11434/v1"
HAND_MADE = """\
# my settings
reviewer: 'one'   # for now
models:
    # the good one
    one:
        base_url: "https://example.com/v1"
        model: m   # cheap
        timeouts: {connect: 10,   total: 60}
        price: {input: 0.1, output: 0.4}

# what it looks like
theme:   nord
packs:
- ~/packs
"""
LAYOUTS = [
    "",
    "# nothing yet\n",
    "theme: nord",
    "models:\n\n# look\ntheme: nord\n",
    "models: {}\ntheme: nord\n",
    "models: {a: {base_url: 'http://h/v1', model: m}}\ntheme: nord\n",
    "theme: nord\r\nmodels:\r\n  a:\r\n    base_url: http://h/v1\r\n    model: m\r\n",
    HAND_MADE,
]


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_bytes(text.encode())
    return path


def test_only_lines_are_added(tmp_path: Path) -> None:
    path = config(tmp_path, HAND_MADE)
    now = add_profile(path, "local", NEW)
    assert now == load_config(path)
    assert now.models["local"] == NEW
    old, new = HAND_MADE.splitlines(), path.read_text().splitlines()
    added = [line for line in new if line not in old]
    assert [line for line in new if line not in added] == old
    assert [line.strip() for line in added] == [
        "local:",
        ADDED,
        "model: qwen3:8b",
        "api_key_env: A_KEY",
    ]
    assert new.index("    local:") == new.index("        price: {input: 0.1, output: 0.4}") + 1


@pytest.mark.parametrize("text", LAYOUTS)
def test_adding_and_removing_come_to_nothing(tmp_path: Path, text: str) -> None:
    path = config(tmp_path, text)
    before = load_config(path)
    added = add_profile(path, "local", NEW, default=True)
    assert added.reviewer == "local"
    assert load_config(path) == added
    removed = remove_profile(path, "local")
    assert removed == load_config(path)
    assert removed.reviewer == "offline"
    assert removed.models == before.models


@pytest.mark.posix
def test_a_config_is_begun_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.yaml"
    add_profile(path, "local", NEW)
    assert load_config(path) == Config(models={"local": NEW})
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_default_changes_one_word(tmp_path: Path) -> None:
    path = config(tmp_path, HAND_MADE)
    set_default(path, "offline")
    assert path.read_text() == HAND_MADE.replace("'one'", "offline")


@pytest.mark.parametrize("name", ["one", "offline", "a b", "../x", "", "-x", "command-line"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    path = config(tmp_path, HAND_MADE)
    with pytest.raises(CoachError):
        add_profile(path, name, NEW)
    assert path.read_text() == HAND_MADE


def test_a_link_to_a_config_stays_a_link(tmp_path: Path) -> None:
    real = config(tmp_path, HAND_MADE)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    add_profile(link, "local", NEW)
    assert link.is_symlink()
    assert ADDED in real.read_text()


@pytest.mark.parametrize(
    "line",
    ["api_key_env: fw_3ZaBcDeFgHiJkLmNoP", "api_key_env: sk-proj-12345", "api_key: sk-proj-12345"],
)
def test_a_key_in_the_config_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    text = f"models:\n  a:\n    base_url: http://h/v1\n    model: m\n    {line}\n"
    with pytest.raises(CoachError) as caught:
        load_config(config(tmp_path, text))
    assert ":5:" in str(caught.value)
    assert line.split()[1] not in str(caught.value)
