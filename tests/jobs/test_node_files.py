"""A node as a folder: picture, mask and what is known, as they are kept; nothing overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.jobs.history_node import HistoryNode, node_of_job, node_of_picture
from app.jobs.job import JobKind
from app.jobs.node_files import export_node
from app.library.exporting import FileUnwritable
from app.library.library import Library
from app.library.masks import Masks
from app.library.sidecar import Sidecar
from tests.jobs.test_lineage import JPEG, PNG, a_job

MASK, PAINTED = PNG + b"sent", PNG + b"painted"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def done(library: Library) -> HistoryNode:
    """A finished repaint, with the mask it was sent with and one painted on its result."""
    library.save_mask("j1", MASK)
    Masks(library.masks).save("t1", PAINTED)
    sidecar = Sidecar("t1", "p", "синяя дверь", mask="job.j1.png", cost=18.0, link="https://a/b")
    path = library.save_result("t1", JPEG, sidecar)
    return node_of_job(a_job(1, "p", "t1"), path.name)


def test_a_job_is_its_result_the_mask_it_was_sent_with_and_its_sidecar(
    library: Library, target: Path
) -> None:
    folder = export_node(library, done(library), target)
    assert folder == target / "t1"
    files = content(folder)
    document = json.loads(files.pop("task.json"))
    assert files == {"picture.jpg": JPEG, "mask.png": MASK}
    kept = json.loads((library.pictures / "t1.json").read_bytes())
    assert document == kept | {"mask": "mask.png"}
    assert [path.name for path in target.iterdir()] == ["t1"]


def test_the_same_again_gets_a_number(library: Library, target: Path) -> None:
    node = done(library)
    (target / "t1").write_text("somebody's own")
    names = [export_node(library, node, target).name for _ in range(2)]
    assert names == ["t1-2", "t1-3"]
    assert (target / "t1").read_text() == "somebody's own"


def test_a_picture_has_the_mask_that_is_being_painted_on_it(library: Library, target: Path) -> None:
    path = library.save_original("p", PNG, Sidecar("p"))
    Masks(library.masks).save("p", PAINTED)
    files = content(
        export_node(library, node_of_picture(library.sidecar("p"), path.name, 0), target)
    )
    assert (files["picture.png"], files["mask.png"]) == (PNG, PAINTED)


def test_a_job_that_failed_is_what_was_asked_for(library: Library, target: Path) -> None:
    library.save_mask("j1", MASK)
    node = node_of_job(a_job(1, "p", prompt="a door"))
    folder = export_node(library, node, target)
    assert folder.name == "j1"
    files = content(folder)
    document = json.loads(files.pop("task.json"))
    assert files == {"mask.png": MASK}
    assert (document["parent_id"], document["prompt"], document["kind"]) == (
        "p",
        "a door",
        "inpaint",
    )


@pytest.mark.parametrize("task_id", ["../../etc", "CON", "a" * 300, "a/b", ""])
def test_it_never_leaves_the_folder(library: Library, target: Path, task_id: str) -> None:
    job = a_job(1, "p", task_id or None, kind=JobKind.REROLL)
    folder = export_node(library, node_of_job(job), target)
    assert folder.parent == target
    assert set(content(folder)) == {"task.json"}


def test_what_cannot_be_written_leaves_nothing(library: Library, target: Path) -> None:
    with pytest.raises(FileUnwritable):
        export_node(library, done(library), target / "missing")
    assert list(target.iterdir()) == []
