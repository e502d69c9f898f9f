"""What came from what: the jobs and pictures of a service as a tree, from its own records."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.jobs.history_node import HistoryNode, Scope, node_of_picture
from app.jobs.job import JobState
from app.jobs.journal import Journal
from app.library.files import safe_name
from app.library.library import Library
from app.library.listing import kept_pictures, sidecar_of

ROOT = -1
"""The number that the roots have as their parent's."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """A tree of nodes, each named by its number, which is its place in `nodes`.

    `parents` has the number of each one's parent, or ROOT; `children` those below each node that
    has any, and below ROOT the roots. Newest first: children by their own time, roots by the
    newest thing in them. `texts` is what a search looks at.
    """

    nodes: tuple[HistoryNode, ...] = ()
    parents: tuple[int, ...] = ()
    children: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()


def read_lineage(journal: Journal, library: Library, scope: Scope) -> Lineage:
    """The history of a service. Takes its time. Raises JournalError and LibraryError."""
    jobs = journal.nodes(scope)
    kept = kept_pictures(library.pictures)
    made = set()
    for number, job in enumerate(jobs):
        if job.task_id and not job.is_removed:
            name = safe_name(job.task_id)
            made.add(name)
            if name in kept:
                jobs[number] = job._replace(picture=kept[name])
    known = {job.parent_id for job in jobs} | {job.task_id for job in jobs}
    others = (
        _picture_node(library.pictures, name, file_name, scope, known)
        for name, file_name in kept.items()
        if name not in made
    )
    return lineage([*jobs, *(node for node in others if node is not None)])


def read_picture(library: Library, task_id: str) -> HistoryNode | None:
    """The node of a picture that was opened, if it is kept. Raises LibraryError."""
    path = library.find(task_id)
    if path is None:
        return None
    sidecar = library.sidecar(task_id)
    return node_of_picture(sidecar, path.name, _opened_at(sidecar.created_at, path))


def lineage(nodes: Iterable[HistoryNode]) -> Lineage:
    """The tree of these nodes, whatever their parents are said to be.

    A job hangs below what its parent task is: a job, a picture, or else a hollow node that holds
    the place. Where nodes come from each other in a circle, the oldest of it is the root. Hollow
    nodes from which nothing came are left out.
    """
    nodes = sorted(nodes, key=lambda node: node.created_at)
    by_task = _by_task(nodes)
    for node in tuple(nodes):
        if node.is_job and node.parent_id not in by_task:
            by_task[node.parent_id] = len(nodes)
            nodes.append(HistoryNode(task_id=node.parent_id, created_at=node.created_at))
    parents = [
        by_task.get(node.parent_id, ROOT) if node.job_id or node.picture else ROOT for node in nodes
    ]
    _break_circles(nodes, parents)
    nodes, parents = _without_hollow_ends(nodes, parents)
    texts = tuple(node.text for node in nodes)
    return Lineage(tuple(nodes), tuple(parents), _children(nodes, parents), texts)


def _picture_node(
    folder: Path, name: str, file_name: str, scope: Scope, known: set[str]
) -> HistoryNode | None:
    """The node of a kept picture that no job has made; None when it isn't of this service.

    Of one that doesn't say whose it is, any job may say so.
    """
    sidecar = sidecar_of(folder, name)
    if sidecar is None:
        return None
    if not (scope.includes(sidecar.service) or (not sidecar.service and sidecar.task_id in known)):
        return None
    return node_of_picture(sidecar, file_name, _opened_at(sidecar.created_at, folder / file_name))


def _opened_at(text: str, path: Path) -> float:
    """When a picture came to be kept: as its sidecar says, or else its file."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        pass
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _by_task(nodes: Sequence[HistoryNode]) -> dict[str, int]:
    """The number of the node that stands for a task: what has its picture, else the oldest."""
    found: dict[str, int] = {}
    for number, node in enumerate(nodes):
        if not node.task_id:
            continue
        other = found.get(node.task_id)
        if other is None or _worth(node) > _worth(nodes[other]):
            found[node.task_id] = number
    return found


def _worth(node: HistoryNode) -> int:
    return 2 * (not node.is_removed) + (node.state in (None, JobState.DONE))


def _break_circles(nodes: Sequence[HistoryNode], parents: list[int]) -> None:
    """Make a root of the oldest node of each circle."""
    seen = [0] * len(nodes)  # the walk on which a node was first met
    for start in range(len(nodes)):
        at, walk = start, start + 1
        while at != ROOT and not seen[at]:
            seen[at] = walk
            at = parents[at]
        if at != ROOT and seen[at] == walk:
            circle = [at]
            while (following := parents[circle[-1]]) != at:
                circle.append(following)
            parents[min(circle)] = ROOT  # numbers go by age


def _without_hollow_ends(
    nodes: Sequence[HistoryNode], parents: Sequence[int]
) -> tuple[list[HistoryNode], list[int]]:
    counts = [0] * len(nodes)
    for parent in parents:
        if parent != ROOT:
            counts[parent] += 1
    gone = set()
    for start in range(len(nodes)):
        at = start
        while at != ROOT and at not in gone and nodes[at].is_hollow and not counts[at]:
            gone.add(at)
            at = parents[at]
            if at != ROOT:
                counts[at] -= 1
    if not gone:
        return list(nodes), list(parents)
    left = [number for number in range(len(nodes)) if number not in gone]
    numbers = {old: new for new, old in enumerate(left)}
    numbers[ROOT] = ROOT
    return [nodes[number] for number in left], [numbers[parents[number]] for number in left]


def _children(
    nodes: Sequence[HistoryNode], parents: Sequence[int]
) -> Mapping[int, tuple[int, ...]]:
    order = sorted(range(len(nodes)), key=lambda number: -nodes[number].created_at)
    below: dict[int, list[int]] = {}
    for number in order:
        below.setdefault(parents[number], []).append(number)
    newest = {}
    for number in order:  # the first to arrive at an ancestor is the newest of it
        at = number
        while at != ROOT and at not in newest:
            newest[at] = nodes[number].created_at
            at = parents[at]
    if ROOT in below:
        below[ROOT].sort(key=lambda number: -newest[number])
    return {parent: tuple(numbers) for parent, numbers in below.items()}
