"""What must hold of the code's structure, counted: cycles, doubled names, packages, seams."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "coach"
MOST_MODULES = 16
MOST_LINES = 400


def parse_modules() -> dict[str, ast.Module]:
    """Every module of the program by its dotted name."""
    modules = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        modules[name.removesuffix(".__init__")] = ast.parse(path.read_text())
    return modules


MODULES = parse_modules()


def read_source(name: str) -> str:
    """The text of a module, by its dotted name."""
    path = ROOT.parent / Path(*name.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text()


def is_type_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def list_imports(tree: ast.Module) -> set[str]:
    """The program's own modules that a module imports, lazily too, but not for types alone."""
    for_types = {
        id(child) for node in ast.walk(tree) if is_type_only(node) for child in ast.walk(node)
    }
    imports: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                imports.add(full if full in MODULES else node.module)
        elif isinstance(node, ast.Import):
            imports |= {alias.name for alias in node.names}
    return imports & set(MODULES)


def find_cycle() -> list[str] | None:
    """A path of imports that comes back to where it began; None where there is none."""
    graph = {name: sorted(list_imports(tree) - {name}) for name, tree in MODULES.items()}
    state: dict[str, int] = {}
    path: list[str] = []

    def visit(name: str) -> list[str] | None:
        state[name] = 1
        path.append(name)
        for target in graph[name]:
            if state.get(target) == 1:
                return [*path[path.index(target) :], target]
            if target not in state and (cycle := visit(target)):
                return cycle
        state[name] = 2
        path.pop()
        return None

    for name in graph:
        if name not in state and (cycle := visit(name)):
            return cycle
    return None


def test_there_is_no_import_cycle() -> None:
    assert find_cycle() is None


def test_no_class_name_is_defined_twice() -> None:
    places = defaultdict(list)
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_package_is_crowded() -> None:
    counts = Counter(
        path.parent.relative_to(ROOT.parent).as_posix().replace("/", ".")
        for path in ROOT.rglob("*.py")
        if path.name != "__init__.py"
    )
    assert {name: count for name, count in counts.items() if count > MOST_MODULES} == {}


def test_no_module_is_too_long() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in ROOT.rglob("*.py")}
    assert {str(path): lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_ignored_type_says_why() -> None:
    silent = [
        f"{name}:{number}"
        for name in MODULES
        for number, line in enumerate(read_source(name).splitlines(), 1)
        if re.search(r"# type: ignore(\[[^]]*\])?\s*$", line)
    ]
    assert silent == []


def list_packages(tree: ast.AST) -> set[str]:
    """The packages outside the program that are imported anywhere in it."""
    names = [
        *(
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        ),
        *(node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)),
    ]
    return {name.partition(".")[0] for name in names}


def test_only_the_interface_imports_textual_and_one_function_openai() -> None:
    users: dict[str, set[str]] = {"textual": set(), "openai": set()}
    for name, tree in MODULES.items():
        for package in list_packages(tree) & set(users):
            users[package].add(name)
    assert {name for name in users["textual"] if not name.startswith("coach.tui")} == set()
    assert users["openai"] == {"coach.llm.wire.client"}
    at_once = [node for node in MODULES["coach.llm.wire.client"].body if not is_type_only(node)]
    outside = [node for node in at_once if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all("openai" not in list_packages(node) for node in outside), "it takes a second"


def test_the_table_of_the_architecture_names_every_folder_and_module() -> None:
    page = (ROOT.parent / "ARCHITECTURE.md").read_text()
    table = page.partition("## Where things live")[2].partition("##")[0]
    first_column = " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))
    named = {name.removeprefix("coach/") for name in re.findall(r"`([^`]+)`", first_column)}
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    there |= {path.name for path in ROOT.glob("[!_]*.py")}
    assert there - named == set()


PATH = re.compile(r"`([\w./-]+/[\w./-]*)`")


def test_every_path_that_the_pages_for_contributors_name_is_there() -> None:
    """Paths are from the top or from `coach/`; two name what a command makes."""
    top = ROOT.parent
    made = {"site/", "schema/"}
    named = {
        (page, path)
        for page in ("AGENTS.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
        for path in PATH.findall((top / page).read_text())
    }
    assert len(named) > 60
    missing = {
        (page, path)
        for page, path in named
        if path not in made and not (top / path).exists() and not (ROOT / path).exists()
    }
    assert missing == set()


def test_nobody_outside_reviews_compares_with_the_offline_reviewers_name() -> None:
    comparing = [
        f"{name}:{node.lineno}"
        for name, tree in MODULES.items()
        if not name.startswith("coach.reviews")
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(
            isinstance(part, ast.Constant) and part.value == "offline"
            for part in (node.left, *node.comparators)
        )
    ]
    assert comparing == []


def test_no_local_has_a_name_that_says_nothing() -> None:
    empty_names = {"one", "found", "said", "told", "heard", "id"}
    bound: Counter[str] = Counter()
    for name, tree in MODULES.items():
        fields = {
            id(field.target)
            for parent in ast.walk(tree)
            if isinstance(parent, ast.ClassDef)
            for field in parent.body
            if isinstance(field, ast.AnnAssign)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                if node.id in empty_names and id(node) not in fields:
                    bound[f"{name}: {node.id}"] += 1
            elif isinstance(node, ast.arg) and node.arg in empty_names:
                bound[f"{name}: {node.arg}"] += 1
    assert bound == {}


PARTICIPLES = {
    "begun",
    "fed",
    "found",
    "held",
    "kept",
    "left",
    "lost",
    "made",
    "ran",
    "sent",
    "told",
}
VERBS_IN_ED = {"embed", "exceed", "feed", "heed", "need", "proceed", "seed", "speed"}


def is_participle(name: str) -> bool:
    """Whether a name says what was done instead of what to do."""
    word = name.lstrip("_").partition("_")[0].removeprefix("un")
    return word in PARTICIPLES or (word.endswith("ed") and word not in VERBS_IN_ED)


def test_no_function_has_the_name_of_what_was_done() -> None:
    named = {
        f"{name}: {node.name}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and is_participle(node.name)
        # a property is what something has
        and not any("property" in ast.unparse(mark) for mark in node.decorator_list)
    }
    assert named == set()


def test_no_feature_of_the_interface_imports_another_and_none_imports_the_app() -> None:
    """A feature is a folder of `coach.tui`; what several of them need is in `base` or `widgets`."""
    features: dict[str, set[str]] = {}
    for name in MODULES:
        _, _, rest = name.partition("coach.tui.")
        feature, _, module = rest.partition(".")
        if module and feature not in ("base", "widgets"):
            features.setdefault(feature, set()).add(name)
    every = {"coach.tui.app"}.union(*features.values())
    crossing = {
        name: sorted(crossed)
        for modules in features.values()
        for name in modules
        if (crossed := list_imports(MODULES[name]) & (every - modules))
    }
    assert len(features) >= 12
    assert crossing == {}


TESTS = Path(__file__).parent
NO_MIRROR = {"e2e", "support", "fixtures", "__pycache__", "__snapshots__"}
"""Folders of tests that stand for no package: the whole program, helpers, and data."""


def test_the_folders_of_tests_mirror_those_of_the_program() -> None:
    packages = {str(path.parent.relative_to(ROOT)) for path in ROOT.rglob("__init__.py")}
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    tested = {str(folder) for folder in folders if not NO_MIRROR & set(folder.parts)}
    assert tested - packages == set()


def is_pause(node: ast.AST) -> bool:
    """Whether it calls `sleep` for longer than a turn of the loop."""
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(".sleep"):
        return False
    return not (isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)


def test_no_test_sleeps_or_replaces_a_function_of_ours() -> None:
    at_fault = set()
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text())
        ours = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coach")
            for alias in node.names
        }
        for node in ast.walk(tree):
            replaces = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "setattr"
                and ast.unparse(node.args[0]) in ours
                # a constant may be set, as how long to wait
                and not str(ast.literal_eval(node.args[1])).isupper()
            )
            if is_pause(node) or replaces:
                at_fault.add(f"{path.relative_to(TESTS)}:{node.lineno}")
    assert at_fault == set()


def test_no_test_module_imports_from_another() -> None:
    imported = {
        f"{path.relative_to(TESTS)}: {node.module}"
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
        if any(part.startswith("test_") for part in node.module.split("."))
    }
    assert imported == set()
