"""Files that lie beside a scenario and are named like it, as its gold answers and questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from coach.packs.fields import Content, Slug
from coach.packs.models import Pack, Scenario
from coach.yamls import Document, Fault, FileFaults, load_document, validated


class Beside(Content):
    """A file that says which scenario it belongs to."""

    scenario: Slug


B = TypeVar("B", bound=Beside)


def read_beside(
    pack: Pack, paths: Iterable[Path], shape: type[B], faults: list[Fault]
) -> Iterator[tuple[Document, B, Scenario]]:
    """The files that can be read and belong to a scenario; what is wrong goes to `faults`."""
    for path in paths:
        try:
            document = load_document(path)
            found = validated(document, shape)
        except FileFaults as error:
            faults += error.faults
            continue
        scenario = pack.scenarios.get(found.scenario)
        if scenario is None or found.scenario != path.stem:
            said = f"{found.scenario!r} is not a scenario of this pack named like the file"
            faults.append(Fault(str(path), document.line(("scenario",)), "scenario", said))
            continue
        yield document, found, scenario
