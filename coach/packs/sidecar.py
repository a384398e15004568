"""Files that lie beside a scenario and are named like it, as its gold answers and questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from coach.packs.field_types import Content, Slug
from coach.packs.schema import Pack, Scenario
from coach.yamls import FileFault, FileFaults, YamlDocument, load_document, validate


class Sidecar(Content):
    """A file that says which scenario it belongs to."""

    scenario: Slug


B = TypeVar("B", bound=Sidecar)


def read_sidecars(
    pack: Pack, paths: Iterable[Path], shape: type[B], faults: list[FileFault]
) -> Iterator[tuple[YamlDocument, B, Scenario]]:
    """Yield the files that can be read and belong to a scenario; the others add to `faults`."""
    for path in paths:
        try:
            document = load_document(path)
            sidecar = validate(document, shape)
        except FileFaults as error:
            faults += error.faults
            continue
        scenario = pack.scenarios.get(sidecar.scenario)
        if scenario is None or sidecar.scenario != path.stem:
            problem = f"{sidecar.scenario!r} is not a scenario of this pack named like the file"
            faults.append(document.locate(("scenario",), problem))
            continue
        yield document, sidecar, scenario
