"""What is removed is in the trash, whole, and comes back; where there is none, nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs.history_node import HistoryNode, Scope, node_of_job
from app.jobs.job import JobState
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.journal_errors import JournalError
from app.jobs.lineage import read_lineage
from app.jobs.removal import Removal, bring_back, remove
from app.jobs.trash import NotPutBack, TrashUnavailable
from app.library.library import Library
from app.library.masks import Masks
from app.library.sidecar import Sidecar
from tests.jobs.test_lineage import PNG, SERVICE, a_job, drawn

pytestmark = pytest.mark.skipif("sys.platform != 'linux'", reason="the trash of freedesktop.org")


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "Trash"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


@pytest.fixture
def journal(library: Library) -> Iterator[Journal]:
    opened = Journal(library.pictures.parent / FILE_NAME)
    yield opened
    opened.close()


@pytest.fixture
def node(journal: Journal, library: Library) -> HistoryNode:
    """A finished job with everything that may be kept of one."""
    job = a_job(1, "p", "t1")
    journal.add(job)
    path = library.save_result("t1", PNG, Sidecar("t1", "p", service=SERVICE))
    library.save_pasted("t1", PNG, 4)
    library.save_mask(job.id, PNG)
    Masks(library.masks).save("t1", PNG)
    return node_of_job(job, path.name)


def kept(library: Library) -> list[str]:
    return sorted(path.name for folder in (library.pictures, library.masks)
                  for path in folder.iterdir())  # fmt: skip


def files_in(trash: Path) -> list[str]:
    return sorted(path.name for path in (trash / "files").iterdir())


def all_of(journal: Journal, library: Library, node: HistoryNode) -> Removal:
    return remove(journal, library, node, picture=True, painted_mask=True, sent_mask=True)


def test_all_of_it_goes_to_the_trash_and_comes_back(
    journal: Journal, library: Library, node: HistoryNode, trash: Path
) -> None:
    before = kept(library)
    assert before == ["job.j1.png", "t1.json", "t1.pasted.png", "t1.png", "t1.png"]
    removal = all_of(journal, library, node)
    assert kept(library) == []
    assert len(files_in(trash)) == len(before)
    assert len(list((trash / "info").iterdir())) == len(before)
    assert drawn(read_lineage(journal, library, Scope(SERVICE))) == []
    assert journal.job("j1") is not None, "what was paid stays written down"
    assert removal.can_be_undone
    bring_back(journal, removal)
    assert kept(library) == before
    assert files_in(trash) == []
    assert list((trash / "info").iterdir()) == []
    assert drawn(read_lineage(journal, library, Scope(SERVICE))) == ["(p)", ".j1"]


def test_only_what_is_wanted_goes(
    journal: Journal, library: Library, node: HistoryNode, trash: Path
) -> None:
    remove(journal, library, node, picture=True, painted_mask=False, sent_mask=False)
    assert kept(library) == ["job.j1.png", "t1.png"]
    remove(journal, library, node, picture=False, painted_mask=False, sent_mask=True)
    assert kept(library) == ["t1.png"]


def test_a_job_without_files_is_only_marked(
    journal: Journal, library: Library, trash: Path
) -> None:
    job = a_job(1, "p", state=JobState.FAILED)
    journal.add(job)
    removal = all_of(journal, library, node_of_job(job))
    assert (removal.trashed, removal.can_be_undone) == ((), True)
    assert drawn(read_lineage(journal, library, Scope(SERVICE))) == []
    bring_back(journal, removal)
    assert drawn(read_lineage(journal, library, Scope(SERVICE))) == ["(p)", ".j1"]


def test_without_a_trash_nothing_is_deleted(
    journal: Journal,
    library: Library,
    node: HistoryNode,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(in_the_way))
    before = kept(library)
    with pytest.raises(TrashUnavailable) as caught:
        all_of(journal, library, node)
    assert caught.value.path.parent == library.pictures
    assert kept(library) == before
    assert drawn(read_lineage(journal, library, Scope(SERVICE))) == ["(p)", ".j1"]


def test_when_the_journal_fails_the_files_are_back(
    journal: Journal, library: Library, node: HistoryNode, trash: Path
) -> None:
    before = kept(library)
    journal.close()
    with pytest.raises(JournalError):
        all_of(journal, library, node)
    assert kept(library) == before


def test_an_emptied_trash_brings_nothing_back(
    journal: Journal, library: Library, node: HistoryNode, trash: Path
) -> None:
    removal = all_of(journal, library, node)
    shutil.rmtree(trash)
    with pytest.raises(NotPutBack):
        bring_back(journal, removal)


def test_what_is_in_the_place_by_now_is_not_overwritten(
    journal: Journal, library: Library, node: HistoryNode, trash: Path
) -> None:
    removal = all_of(journal, library, node)
    library.save_original("t1", PNG + b"another", Sidecar("t1"))
    with pytest.raises(NotPutBack):
        bring_back(journal, removal)
    path = library.find("t1")
    assert path is not None
    assert path.read_bytes() == PNG + b"another"
