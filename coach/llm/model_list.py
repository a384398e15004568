"""Reading a server's list of models, however it sends it, and finding names in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coach.text.suggest import suggest

MOST = 5000
NEAREST = 3


def read_model_ids(body: Any) -> list[str]:
    """Ids in a list of models: a bare array, `{data}` or `{models}`, of objects or of names.

    Entries without an id, a name or a model are passed over; each id is given once.
    """
    if isinstance(body, dict):
        body = next((body[k] for k in ("data", "models") if isinstance(body.get(k), list)), [])
    if not isinstance(body, list):
        return []
    ids = (_read_id(entry) for entry in body[:MOST])
    return list(dict.fromkeys(model_id for model_id in ids if model_id))


def find_nearest(wanted: str, ids: Sequence[str]) -> list[str]:
    """Find the ids most like the wanted one, best first; only their last names are compared."""
    return suggest(
        wanted.rpartition("/")[2],
        {model_id: model_id.rpartition("/")[2] for model_id in ids},
        limit=NEAREST,
    )


def complete_name(short: str, ids: Sequence[str]) -> str | None:
    """The one id that is this short name behind a path, as `accounts/.../models/short`."""
    if "/" in short:
        return None
    fitting = [
        model_id for model_id in ids if model_id.rpartition("/")[2] == short and model_id != short
    ]
    return fitting[0] if len(fitting) == 1 else None


def _read_id(entry: Any) -> str:
    if isinstance(entry, dict):
        entry = next((entry[k] for k in ("id", "name", "model") if entry.get(k)), "")
    if not isinstance(entry, str):
        return ""
    return "".join(c for c in entry if c.isprintable()).strip()[:300]
