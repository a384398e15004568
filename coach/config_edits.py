"""Changing a config's text by hand, as it were: nothing but the lines meant is touched.

A library that loads and dumps a file moves comments that stand before the next section, and its
spacing; so the places are looked up in the parsed tree and the text is cut there.
"""

from __future__ import annotations

from typing import Any

import yaml

from coach.yamls import dump


def add_profile_text(text: str, name: str, fields: dict[str, Any]) -> str:
    """The text with a profile added behind the others."""
    lines = _split_lines(text)
    root = _parse_root(text)
    models = _find_entry(root, "models") if root is not None else None
    if models is None:
        return "".join([*lines, "models:\n", *_render_block(name, fields, 2)])
    key, value = models
    if not isinstance(value, yaml.MappingNode) or not value.value:
        # `models:` or `models: {}`
        head = f"{' ' * key.start_mark.column}models:\n"
        until = _find_last_line(value) + 1
        lines[key.start_mark.line : until] = [head, *_render_block(name, fields, 2)]
        return "".join(lines)
    if value.flow_style:
        inner = ", ".join(f"{k}: {_render_inline(v)}" for k, v in fields.items())
        at = value.end_mark.index - 1
        return f"{text[:at].rstrip()}, {name}: {{{inner}}}{text[at:]}"
    indent = value.value[0][0].start_mark.column
    at = _find_last_line(value) + 1
    return "".join([*lines[:at], *_render_block(name, fields, indent), *lines[at:]])


def remove_profile_text(text: str, name: str) -> str:
    """The text without a profile; the last one takes `models` with it."""
    root = _parse_root(text)
    models = _find_entry(root, "models") if root is not None else None
    if models is None or not isinstance(models[1], yaml.MappingNode):
        return text
    entry = _find_entry(models[1], name)
    if entry is None:
        return text
    if models[1].flow_style:
        return _cut_inline(text, models[1], entry)
    lines = _split_lines(text)
    key, value = models if len(models[1].value) == 1 else entry
    del lines[key.start_mark.line : _find_last_line(value) + 1]
    return "".join(lines)


def set_value_text(text: str, key: str, value: str) -> str:
    """The text with another value for a key of one word, such as `reviewer` or `theme`."""
    root = _parse_root(text)
    entry = _find_entry(root, key) if root is not None else None
    if entry is not None:
        old = entry[1]
        before = text[: old.start_mark.index]
        # behind a key without a value there is not even a space
        gap = " " if before.endswith(":") else ""
        return before + gap + value + text[old.end_mark.index :]
    lines = _split_lines(text)
    at = root.start_mark.line if root is not None else len(lines)
    return "".join([*lines[:at], f"{key}: {value}\n", *lines[at:]])


def remove_value_text(text: str, key: str) -> str:
    """The text without a key of the first level that has a value of one word."""
    root = _parse_root(text)
    entry = _find_entry(root, key) if root is not None else None
    if root is None or root.flow_style or entry is None:
        return text
    lines = _split_lines(text)
    del lines[entry[0].start_mark.line : _find_last_line(entry[1]) + 1]
    return "".join(lines)


def _split_lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _parse_root(text: str) -> yaml.MappingNode | None:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return node if isinstance(node, yaml.MappingNode) else None


def _find_entry(mapping: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next(((k, v) for k, v in mapping.value if k.value == name), None)


def _find_last_line(node: yaml.Node) -> int:
    """The line on which a node's own text ends; comments behind it are not its own."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _find_last_line(last[1] if isinstance(last, tuple) else last)
    line: int = node.end_mark.line
    is_block_text = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return line - 1 if is_block_text and node.end_mark.column == 0 else line


def _render_block(name: str, fields: dict[str, Any], indent: int) -> list[str]:
    body = dump({name: fields}).splitlines(keepends=True)
    return [f"{' ' * indent}{line}" for line in body]


def _render_inline(value: Any) -> str:
    return dump([value]).strip().removeprefix("- ")


def _cut_inline(text: str, models: yaml.MappingNode, entry: Any) -> str:
    at = models.value.index(entry)
    if len(models.value) == 1:
        return text[: models.start_mark.index] + "{}" + text[models.end_mark.index :]
    if at == 0:
        following = models.value[1][0].start_mark.index
        return text[: entry[0].start_mark.index] + text[following:]
    before = models.value[at - 1][1].end_mark.index
    return text[:before] + text[entry[1].end_mark.index :]
