"""The tree of what came from what, whatever is written about it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.api.offers import VariationMode
from app.jobs.history_node import HistoryNode, Scope, node_of_job
from app.jobs.job import ErrorCode, Job, JobError, JobKind, JobState
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.lineage import ROOT, Lineage, lineage, read_lineage, read_picture
from app.library.library import Library
from app.library.sidecar import Sidecar

SERVICE = "https://gptunnel.ru"
OURS = Scope(SERVICE)
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"


def a_job(number: int, parent: str, task: str | None = None, **fields: object) -> Job:
    """Job `j<number>`, made at that second; with a task it is done."""
    job = Job(
        id=f"j{number}",
        kind=JobKind.INPAINT,
        parent_id=parent,
        original_id=parent,
        service=SERVICE,
        created_at=float(number),
        changed_at=float(number),
        state=JobState.DONE if task else JobState.FAILED,
        task_id=task,
    )
    return replace(job, **fields)  # type: ignore[arg-type]  # fields of Job


def node(number: int, parent: str, task: str | None = None) -> HistoryNode:
    return node_of_job(a_job(number, parent, task))


def drawn(tree: Lineage) -> list[str]:
    """The tree as lines, a dot for each level; a hollow node in brackets."""
    lines: list[str] = []
    waiting = [(number, 0) for number in reversed(tree.children.get(ROOT, ()))]
    while waiting:
        number, depth = waiting.pop()
        found = tree.nodes[number]
        name = f"({found.task_id})" if found.is_hollow else found.job_id or found.task_id
        lines.append("." * depth + name)
        waiting += [(child, depth + 1) for child in reversed(tree.children.get(number, ()))]
    return lines


def test_jobs_hang_below_what_they_were_made_from() -> None:
    tree = lineage([node(1, "t0", "t1"), node(2, "t1", "t2"), node(3, "t1"), node(4, "t2")])
    assert drawn(tree) == ["(t0)", ".j1", "..j3", "..j2", "...j4"]


def test_newest_first_and_roots_by_the_newest_in_them() -> None:
    tree = lineage([node(1, "a", "a1"), node(2, "b", "b1"), node(3, "b"), node(4, "a1")])
    assert drawn(tree) == ["(a)", ".j1", "..j4", "(b)", ".j3", ".j2"]


def test_of_two_jobs_of_one_task_the_one_with_the_picture_is_the_parent() -> None:
    """The service takes the same request for the same task."""
    first = replace(a_job(1, "t0", "t1"), state=JobState.CANCELLED)
    tree = lineage([node_of_job(first), node(2, "t0", "t1"), node(3, "t1")])
    assert drawn(tree) == ["(t0)", ".j2", "..j3", ".j1"]


def test_circles_and_self_parents_are_cut_at_the_oldest() -> None:
    tree = lineage([node(1, "t1", "t1"), node(2, "t4", "t2"), node(3, "t2", "t3"),
                    node(4, "t3", "t4"), node(5, "t3")])  # fmt: skip
    assert drawn(tree) == ["j2", ".j3", "..j5", "..j4", "j1"]


def test_any_parents_whatever_give_a_tree_with_every_job_once() -> None:
    """Thousands of edges by chance: many circles, unknown parents, tasks claimed twice."""
    rng = random.Random(7)
    for size in (1, 2, 3, 10, 300):
        for _ in range(40):
            nodes = [
                node(n, f"t{rng.randrange(size + 2)}", f"t{rng.randrange(size + 2)}")
                for n in range(size)
            ]
            rng.shuffle(nodes)
            tree = lineage(nodes)
            shown = [name.strip(".") for name in drawn(tree)]
            jobs = [name for name in shown if not name.startswith("(")]
            assert sorted(jobs) == sorted(f"j{n}" for n in range(size))
            assert len(shown) == len(tree.nodes)
            for parent, below in tree.children.items():
                assert [tree.parents[number] for number in below] == [parent] * len(below)


def test_a_chain_of_ten_thousand_is_no_matter_of_recursion() -> None:
    tree = lineage(node(n, f"t{n}", f"t{n + 1}") for n in range(10_000))
    assert drawn(tree)[-1] == "." * 10_000 + "j9999"


def test_a_removed_job_holds_the_place_of_what_came_from_it_and_no_other() -> None:
    nodes = [node(1, "t0", "t1"), node(2, "t1", "t2"), node(3, "t2", "t3"), node(4, "t9")]
    gone = [nodes[0]._replace(is_removed=True), nodes[1], nodes[2]._replace(is_removed=True)]
    assert drawn(lineage([*gone, nodes[3]._replace(is_removed=True)])) == ["(t1)", ".j2"]
    assert drawn(lineage([each._replace(is_removed=True) for each in nodes])) == []


# From the journal and the library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def journal(tmp_path: Path, library: Library) -> Iterator[Journal]:
    opened = Journal(tmp_path / FILE_NAME)
    yield opened
    opened.close()


def read(journal: Journal, library: Library, scope: Scope = OURS) -> Lineage:
    return read_lineage(journal, library, scope)


def of_job(tree: Lineage, job_id: str) -> HistoryNode:
    (found,) = (node for node in tree.nodes if node.job_id == job_id)
    return found


def test_everything_of_a_job_that_the_history_shows_comes_from_the_journal(
    journal: Journal, library: Library
) -> None:
    mode: VariationMode = "low"
    job = a_job(1, "p", "T1", kind=JobKind.VARIATION, prompt="синяя дверь", cost=18.5, image=3)
    job = replace(
        job,
        mode=mode,
        percent=100,
        changed_at=9.0,
        mask_name="job.x.png",
        actions=("upsamle_1", "reroll"),
    )
    failed = a_job(2, "p", error=JobError(ErrorCode.RATE_LIMITED))
    for each in (job, failed):
        journal.add(each)
        journal.record(each)
    library.save_result("T1", PNG, Sidecar("T1"))
    tree = read(journal, library)
    name = next(library.pictures.glob("*.png")).name
    assert of_job(tree, "j1") == node_of_job(job, name)
    assert of_job(tree, "j2") == node_of_job(failed)
    assert of_job(tree, "j1").offers.upsamples == (1,)
    assert of_job(tree, "j2").error_code == "rate_limited"


def test_services_have_histories_of_their_own(journal: Journal, library: Library) -> None:
    for number, service in enumerate((SERVICE, "http://a:1#sandbox", "http://b:22#sandbox", "x")):
        journal.add(replace(a_job(number, "p", f"t{number}"), service=service))
        library.save_original(f"o{number}", PNG, Sidecar(f"o{number}", service=service))
    assert drawn(read(journal, library)) == ["o0", "(p)", ".j0"]
    sandbox = read(journal, library, Scope("#sandbox", is_ending=True))
    assert sorted(drawn(sandbox)) == sorted(["o1", "o2", "(p)", ".j2", ".j1"])


def test_opened_pictures_are_nodes_with_their_own_parents(
    journal: Journal, library: Library
) -> None:
    """Also of a task whose id is no file name, and of one whose sidecar has lost its service;
    what lies beside a task's own picture isn't another one.
    """
    journal.add(a_job(1, "p", "t1"))
    for task_id, parent, service in (
        ("p", None, ""),
        ("Opened", "t1", SERVICE),
        ("stranger", None, ""),
        ("other", None, "https://example.org"),
    ):
        library.save_original(
            task_id,
            JPEG,
            Sidecar(task_id, parent, created_at="2026-01-02T03:04:05+00:00", service=service),
        )
    library.save_damaged("broken", PNG)
    library.save_pasted("Opened", PNG, 4)
    tree = read(journal, library)
    assert drawn(tree) == ["p", ".j1", "..Opened"]
    (opened,) = (node for node in tree.nodes if node.task_id == "Opened")
    assert opened.created_at == 1767323045.0
    assert opened.picture.endswith(".jpg")
    assert read_picture(library, "Opened") == opened
    assert read_picture(library, "nowhere") is None


@pytest.mark.parametrize(
    "sidecar",
    [b"", b"{", b"[]", b"\xff" * 99, b'{"parent_id": 5, "created_at": 7, "actions": {}}',
     b'{"parent_id": "p", "created_at": "0001-01-01"}', b"[" * 100_000],
)  # fmt: skip
def test_sidecars_by_an_unskilled_hand_cost_no_node(
    journal: Journal, library: Library, sidecar: bytes
) -> None:
    journal.add(a_job(1, "p"))
    library.save_original("p", PNG, Sidecar("p"))
    (library.pictures / "p.json").write_bytes(sidecar)
    assert drawn(read(journal, library)) == ["p", ".j1"]


def test_a_removed_job_stays_in_the_journal_and_comes_back(
    journal: Journal, library: Library
) -> None:
    job = a_job(1, "p", "t1", cost=18.0)
    journal.add(job)
    journal.set_removed("j1", 5.0)
    assert drawn(read(journal, library)) == []
    assert journal.job("j1") == job
    library.save_original("t1", PNG, Sidecar("t1", "p", service=SERVICE))
    assert drawn(read(journal, library)) == ["t1"], "it has been opened anew"
    journal.set_removed("j1", None)
    assert drawn(read(journal, library)) == ["(p)", ".j1"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "dreaming"},
        {"kind": "dream"},
        {"percent": "many"},
        {"created_at": b"noon"},
        {"image": 1.5},
    ],
)
def test_a_row_that_we_never_wrote_is_left_out(
    journal: Journal, library: Library, change: Mapping[str, object]
) -> None:
    for number in (1, 2):
        journal.add(a_job(number, "p"))
    ((column, value),) = change.items()
    with closing(sqlite3.connect(journal.path)) as connection, connection:
        connection.execute(f"UPDATE jobs SET {column} = ? WHERE id = 'j2'", (value,))
    assert drawn(read(journal, library)) == ["(p)", ".j1"]


def test_actions_that_are_no_list_make_no_grid() -> None:
    for actions in ("", "{}", "null", '["reroll", 5]', "[" * 100_000):
        assert not HistoryNode(actions=actions).offers.is_grid
    assert HistoryNode(actions=json.dumps(["upsample_2", None])).offers.is_grid
