"""Presets, lists of models in every shape, servers on this machine, and adding a profile."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.config import load_config
from coach.llm.discovery import (
    Preset,
    filter_models,
    find_local,
    load_presets,
)
from coach.llm.errors import CallError, CallTarget
from coach.llm.model_list import complete_name, find_nearest, read_model_ids
from coach.llm.wire.client import list_models
from coach.paths import find_paths
from tests.support.calls import profile
from tests.support.server import Step, answers, raw, served, serving, streams

MANY = [{"id": f"maker-{n % 50}/model-{n}"} for n in range(5000)]


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ({"data": [{"id": "a"}, {"id": "b"}]}, ["a", "b"]),
        ([{"id": "a"}, {"id": "b"}], ["a", "b"]),
        ({"models": [{"name": "a"}, {"model": "b"}]}, ["a", "b"]),
        (["a", "b", "a"], ["a", "b"]),
        ([{"object": "model"}, {"id": None}, {"id": 7}, 7, None, {"id": "a"}], ["a"]),
        ({"data": [{"id": "a\x1b[31m\n"}]}, ["a[31m"]),
        ({"data": MANY}, [one["id"] for one in MANY]),
        ({"data": None}, []),
        ("<html>", []),
        (None, []),
    ],
)
def test_8_lists_of_every_shape(body: Any, ids: list[str]) -> None:
    assert read_model_ids(body) == ids


async def test_8_a_list_over_the_wire() -> None:
    async with serving(streams(""), models=answers(200, [{"id": "a"}])) as server:
        assert await list_models(CallTarget("p", profile(server.url)), "sk-secret") == ["a"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (answers(404, {"error": "no"}), "404"),
        (answers(401, {"error": "bad key sk-secret"}), "refused the key in MY_KEY"),
        (answers(200, {"data": []}), "type the model's id"),
        (answers(200, "<html>Log in"), "type the model's id"),
        (answers(307, "", Location="http://127.0.0.1:9/"), "redirects"),
        (raw(b"\xff\xfe" * 10), "type the model's id"),
    ],
)
async def test_8_no_list_is_a_reason_and_no_crash(step: Step, why: str) -> None:
    async with serving(streams(""), models=step) as server:
        with pytest.raises(CallError) as caught:
            await list_models(
                CallTarget("p", profile(server.url, api_key_env="MY_KEY")), "sk-secret"
            )
    assert why in caught.value.failure.sentence
    assert "sk-secret" not in caught.value.failure.sentence


def test_ids_are_filtered_and_found_by_likeness() -> None:
    ids = [one["id"] for one in MANY]
    assert filter_models(ids, "MAKER-7/ 4957") == ["maker-7/model-4957"]
    fireworks = [f"accounts/fireworks/models/{m}" for m in ("gpt-oss-120b", "gpt-oss-20b", "glm")]
    assert find_nearest("gpt-oss-120", fireworks)[0] == fireworks[0]
    assert find_nearest("zzzz", fireworks) == []
    assert complete_name("gpt-oss-20b", fireworks) == fireworks[1]
    assert complete_name("gpt", fireworks) is None
    assert complete_name("m", ["a/m", "b/m"]) is None


PROMISED = {"fireworks", "openai", "openrouter", "groq", "together"}
PROMISED_HERE = {"ollama", "lmstudio", "llamacpp", "vllm", "litellm"}


def test_the_presets_are_providers_then_servers_here_then_any_address() -> None:
    *presets, last = load_presets()
    assert last.id == "custom" and last.base_url is None
    providers = [preset for preset in presets if preset.port is None]
    here = [preset for preset in presets if preset.port is not None]
    assert presets == providers + here
    assert {preset.id for preset in providers} >= PROMISED
    assert {preset.id for preset in here} >= PROMISED_HERE
    for kind in ("id", "name", "base_url"):
        assert len({getattr(preset, kind) for preset in presets}) == len(presets), kind
    for preset in providers:
        assert preset.base_url.startswith("https://") and preset.model, preset.id
        assert preset.api_key_env, preset.id
    for preset in here:
        assert preset.base_url == f"http://127.0.0.1:{preset.port}/v1"


async def test_servers_on_this_machine_are_found() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        closed = silent.getsockname()[1]
    listed = answers(200, {"data": [{"id": "qwen3:8b"}]})
    async with (
        serving(streams(""), models=listed) as ollama,
        serving(streams(""), models=answers(401, {})) as locked,
        serving(streams(""), models=raw(b"hello", status=500)) as other,
    ):
        ports = {"a": ollama.port, "b": locked.port, "c": other.port, "d": closed}
        among = [Preset(id=id, name=id, port=port) for id, port in ports.items()]
        found = await find_local(among)
    assert [(one.preset.id, one.models) for one in found] == [("a", ["qwen3:8b"]), ("b", [])]


def run(home: Path, *arguments: str, typed: str = "") -> Result:
    env = {"COACH_HOME": str(home), "A_KEY": "sk-secret-123"}
    return CliRunner().invoke(cli, ["models", *arguments], input=typed, env=env)


def test_a_profile_is_added_with_options(tmp_path: Path) -> None:
    with served(streams('{"ready": true}')) as server:
        given = ("--base-url", server.url, "--model", "m", "--api-key-env", "A_KEY", "--default")
        result = run(tmp_path, "add", "p", *given)
    assert result.exit_code == 0, result.output
    assert "p works: m at" in result.output
    config = load_config(find_paths({"COACH_HOME": str(tmp_path)}).config_file)
    assert config.reviewer == "p"
    assert config.models["p"].api_key_env == "A_KEY"
    assert "sk-secret" not in (tmp_path / "config.yaml").read_text()
    assert run(tmp_path, "add", "p", *given).exit_code == 2


def test_a_profile_is_added_by_answering_questions(tmp_path: Path) -> None:
    custom = len(load_presets())
    listed = answers(200, [{"id": f"maker/model-{n}"} for n in range(40)] + [{"id": "x/y"}])
    with served(streams('{"ready": true}'), models=listed) as server:
        typed = f"{custom}\n{server.url}\nA_KEY\nmodel-1\n2\n\n"
        result = run(tmp_path, "add", typed=typed)
    assert result.exit_code == 0, result.output
    assert "and 21 more" in result.output
    config = load_config(tmp_path / "config.yaml")
    assert config.models["model-10"].model == "maker/model-10"


def test_any_id_may_be_typed_where_there_is_no_list(tmp_path: Path) -> None:
    with served(streams('{"ready": true}'), models=answers(404, "")) as server:
        result = run(tmp_path, "add", "mine", "--base-url", server.url, typed="\nmy/own model\n")
    assert result.exit_code == 0, result.output
    assert load_config(tmp_path / "config.yaml").models["mine"].model == "my/own model"


def test_nobody_to_answer_is_said(tmp_path: Path) -> None:
    result = run(tmp_path, "add")
    assert result.exit_code == 2
    assert "nobody answers; give NAME" in result.output


def test_ids_are_listed_and_narrowed_down(tmp_path: Path) -> None:
    with served(streams('{"ready": true}'), models=answers(200, {"data": MANY})) as server:
        run(tmp_path, "add", "p", "--base-url", server.url, "--model", "m", "--no-test")
        result = run(tmp_path, "list", "p", "--search", "model-49 maker-7/")
    assert result.stdout.split() == ["maker-7/model-4907", "maker-7/model-4957"]


def test_default_and_remove(tmp_path: Path) -> None:
    given = ("--preset", "fireworks", "--model", "glm-5p2", "--no-test")
    assert run(tmp_path, "add", "fw", *given).exit_code == 0
    assert run(tmp_path, "default", "fw").exit_code == 0
    assert load_config(tmp_path / "config.yaml").reviewer == "fw"
    assert run(tmp_path, "remove", "fw").exit_code == 0
    config = load_config(tmp_path / "config.yaml")
    assert (config.reviewer, config.models) == ("offline", {})
    assert run(tmp_path, "remove", "fw").exit_code == 2
    assert run(tmp_path, "default", "fw").exit_code == 2


def test_looking_for_servers_is_no_failure_where_there_are_none(tmp_path: Path) -> None:
    result = run(tmp_path, "find", "--json")
    assert result.exit_code == 0
    assert isinstance(json.loads(result.stdout), list)
