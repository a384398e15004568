"""YAML in and out: safe loading with line numbers, and dumping that keeps any text exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from coach.files import CoachError, FileTooLarge, read_text
from coach.keys import mask_keys

try:
    from yaml import CSafeDumper as _BaseDumper
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # libyaml is missing: slower, same result
    from yaml import SafeDumper as _BaseDumper  # type: ignore[assignment]
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


class _Loader(_BaseLoader):
    """A day that no calendar has stays text, so that the check of its field can name it."""


def _construct_moment(loader: Any, node: Any) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError, OverflowError):
        return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _construct_moment)
MAX_BYTES = 2_000_000
"""Larger than any sensible pack file; what the largest transcript may take is asked separately."""
MAX_DEPTH = 30
SAFE_DEPTH = 250
"""Levels that libyaml composes, one within the other, without running out of stack."""
_FAR_TO_THE_RIGHT = re.compile(rf"[ ?:-]{{{SAFE_DEPTH}}}")
"""What a block that is nested deeper begins with, after whatever character breaks its line."""
FieldPath = tuple[str | int, ...]
"""The keys and indices that lead to a field of a document."""
FieldFault = tuple[FieldPath, str]
"""A field, and what is wrong with it."""
NO_FIELDS = "expected fields (key: value)"
HIDDEN = object()
TOO_DEEP = "nested too deeply"
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class FileFault:
    """One thing wrong in a file: where, in which field, what, and what would be right."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        # a key may stand anywhere in a file that is written by hand
        field, message = mask_keys(self.field), mask_keys(self.message)
        return f"{where}: {field}: {message}" if field else f"{where}: {message}"


class FileFaults(CoachError):
    """A file that cannot be used; its message is the first fault, `faults` has them all."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = list(faults)


@dataclass(frozen=True)
class YamlDocument:
    """A loaded file: its data, and the line each field stands on."""

    path: Path
    data: Any
    lines: dict[FieldPath, int]

    def line(self, field: FieldPath) -> int:
        """The line (from 1) of a field, or of the nearest field around it."""
        while field and field not in self.lines:
            field = field[:-1]
        return self.lines.get(field, 1)

    def locate(self, field: FieldPath, message: str) -> FileFault:
        """Make a fault of a field, with the file and the line that it stands on."""
        return FileFault(str(self.path), self.line(field), ".".join(map(str, field)), message)


def load_document(path: Path, limit: int = MAX_BYTES, *, follow: bool = True) -> YamlDocument:
    """Read a YAML file with its line numbers.

    Only plain data is accepted: no tags, no aliases, at most `limit` bytes and 30 levels deep; and
    only a regular file, which may be a link where `follow`.
    Raises CoachError for a file that cannot be read, FileFaults for one that is not such YAML.
    """
    try:
        text = read_text(path, limit, follow=follow)
    except FileTooLarge as error:
        raise FileFaults([FileFault(str(path), 1, "", error.what)]) from None
    try:
        loader = _Loader(text)
        try:
            if _may_trick(text):
                _refuse_tricks(text, path)
            node = loader.get_single_node()
            lines: dict[FieldPath, int] = {}
            if node is not None:
                _collect_lines(node, (), lines, path)
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise FileFaults([_make_syntax_fault(path, error)]) from error
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # what the library's constructors raise for values that a tag does not fit
        raise FileFaults([FileFault(str(path), 1, "", f"not usable as YAML: {error}")]) from error
    return YamlDocument(path, data, lines)


def load_trusted(path: Path, model: type[M]) -> M:
    """Read a file of our own as a model, without the checks that hostile files need.

    Three times as fast as `load_model`, which it falls back on to name what is wrong.
    """
    try:
        return model.model_validate(yaml.load(read_text(path), Loader=_BaseLoader))
    except (yaml.YAMLError, ValidationError):
        return load_model(path, model)


def load_model(path: Path, model: type[M], limit: int = MAX_BYTES, *, follow: bool = True) -> M:
    """Read a YAML file as a pydantic model; raises FileFaults naming every fault in it."""
    return validate(load_document(path, limit, follow=follow), model)


def validate(document: YamlDocument, model: type[M]) -> M:
    """Read loaded data as a model; raises FileFaults with file, line and field for each fault."""
    if not isinstance(document.data, dict):
        raise FileFaults([document.locate((), NO_FIELDS)])
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise FileFaults(make_faults(document, error)) from error


def make_faults(document: YamlDocument, error: ValidationError) -> list[FileFault]:
    """Turn pydantic's errors into faults with lines, in the file's order."""
    faults = [
        document.locate(
            problem["loc"],
            _render_problem(
                problem["msg"], problem["type"], _hide_key(problem["loc"], problem["input"])
            ),
        )
        for problem in error.errors()
    ]
    return sorted(faults, key=lambda fault: fault.line)


def dump(data: Any) -> str:
    """Write data as YAML that reads back to exactly the same data; raises CoachError if it cannot.

    Text with characters that YAML would fold or refuse is written in double quotes with escapes,
    everything else with several lines as a literal block.
    """
    try:
        return yaml.dump(
            data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
        )
    except (UnicodeEncodeError, yaml.YAMLError) as error:
        raise CoachError(f"this text cannot be saved: {error}") from error


class _Dumper(_BaseDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    if not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text):
        raise CoachError("this text holds half a character (a lone surrogate) and cannot be saved")
    if "\n" in text and _fits_literal(text):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"'
    )


def _fits_literal(text: str) -> bool:
    lines = text.split("\n")
    return (
        all(line.isprintable() and line == line.rstrip() for line in lines)
        and not text.startswith((" ", "\n"))
        and "\ufeff" not in text
    )


_Dumper.add_representer(str, _represent_text)


def _may_trick(text: str) -> bool:
    """Whether a text may hold an anchor or an alias, or nest so deeply that composing it is unsafe.

    Going through the events of a text to be sure takes a quarter of the time of reading it. Every
    collection begins with a bracket, or stands further to the right than the one that it is in (a
    list in a mapping may stand below its key).
    """
    return (
        "&" in text
        or "*" in text
        # a list or a mapping that is empty holds nothing
        or text.count("[") + text.count("{") - text.count("[]") - text.count("{}") > SAFE_DEPTH
        or _FAR_TO_THE_RIGHT.search(text) is not None
    )


def _refuse_tricks(text: str, path: Path) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FileFaults(
                [FileFault(str(path), line, "", "anchors and aliases are not allowed")]
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise FileFaults([FileFault(str(path), line, "", TOO_DEEP)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _collect_lines(node: Any, field: FieldPath, lines: dict[FieldPath, int], path: Path) -> None:
    lines[field] = node.start_mark.line + 1
    if len(field) >= MAX_DEPTH and isinstance(node, yaml.CollectionNode):
        raise FileFaults([FileFault(str(path), lines[field], "", TOO_DEEP)])
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in seen:
                raise FileFaults([FileFault(str(path), line, name, "given twice; keep one")])
            seen.add(name)
            # pydantic reports integer keys as integers, so both spellings lead to the line
            _collect_lines(value, (*field, name), lines, path)
            lines[(*field, name)] = line
            if name.isdigit():
                lines[(*field, int(name))] = line
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _collect_lines(value, (*field, index), lines, path)


def _make_syntax_fault(path: Path, error: yaml.YAMLError) -> FileFault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return FileFault(str(path), mark.line + 1 if mark else 1, "", f"not valid YAML: {problem}")


def _hide_key(field: FieldPath, given: Any) -> Any:
    """What was found in a field, unless it may be a key put where its variable's name belongs."""
    secret = bool(field) and ("key" in str(field[-1]) or str(field[-1]) == "base_url")
    return HIDDEN if secret else given


def _render_problem(message: str, kind: str, given: Any) -> str:
    if kind == "extra_forbidden":
        return "unknown field; check its spelling or remove it"
    if kind == "missing":
        return "missing; add it"
    if given is HIDDEN:
        return f"{message[0].lower()}{message[1:]}"
    shown = repr(given)
    short = shown if len(shown) <= 60 else shown[:57] + "..."
    return f"{message[0].lower()}{message[1:]} (found {short})"
