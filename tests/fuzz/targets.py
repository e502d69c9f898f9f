"""What is fuzzed: each target takes what a strategy makes, and lets only documented errors pass."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.__main__ import main
from app.api import answers, schema
from app.api.errors import BadAnswer
from app.canvas.codec import MAX_PIXELS, PictureError, decode_mask, decode_picture, encode_mask
from app.canvas.geometry import Size
from app.canvas.mask import MaskSnapshot
from app.canvas.mask_import import Reading, read_mask_image
from app.canvas.progress import Progress
from app.jobs.history_node import node_of_picture
from app.jobs.lineage import ROOT, lineage
from app.jobs.saved import NotASidecar, read_saved
from app.library.library import Library
from app.library.sidecar import Sidecar, from_json, from_saved, to_json
from app.settings.settings import Settings, SettingsStore
from app.ui.handover import VERSION, BadRequest, Request
from tests.fuzz.strategies import SIZE, documents, mutated, pictures, samples

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_orientations = st.integers(1, 8)
_sizes = st.sampled_from((SIZE, SIZE[::-1], (26, 18), (1, 1), (400, 300)))


@dataclass(frozen=True, slots=True)
class Target:
    """`check` is called with a value of each strategy; what it raises is a finding."""

    check: Callable[..., None]
    strategies: tuple[st.SearchStrategy[Any], ...]

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.check.__name__.replace("_", "-")


# What the service says


def answer(body: bytes, status: int, header: str) -> None:
    """An answer's body, status and headers, as JSON and as an error."""
    with contextlib.suppress(BadAnswer):
        document = answers.json_document(body)
        with contextlib.suppress(BadAnswer):
            _check_task(schema.parse_task(document))
        with contextlib.suppress(BadAnswer):
            balance = schema.parse_balance(document)
            assert abs(balance.amount) < float("inf")
            assert balance.spendable == balance.amount + balance.credit_limit
    text = answers.server_text(body)
    assert len(text) <= 500
    assert "\n" not in text
    headers = {"Retry-After": header}
    seconds = answers.retry_after(headers)
    assert seconds is None or 0 <= seconds <= 60
    for error in (answers.unpaid_error, answers.picture_error):
        assert str(error(status, headers, body))


def _check_task(task: schema.Task) -> None:
    assert _ID.fullmatch(task.id)
    assert task.parent_id is None or _ID.fullmatch(task.parent_id)
    assert 0 <= task.percent <= 100
    assert 0 <= (task.usage.total_cost or 0) < float("inf")
    offers = task.offers
    for numbers in (offers.upsamples, offers.variations):
        assert set(numbers) <= {1, 2, 3, 4}
        assert len(set(numbers)) == len(numbers)
    assert offers.is_grid == bool(offers.upsamples or offers.variations)
    assert set(offers.modes) <= {"high", "low"}


def link(text: str) -> None:
    """A task's id or link, as somebody pastes it."""
    found = schema.task_id_from(text)
    assert found is None or _ID.fullmatch(found)


# Pictures and masks


def picture(data: bytes) -> None:
    """A picture's file."""
    with contextlib.suppress(PictureError):
        decoded = decode_picture(data)
        assert 0 < decoded.size.area <= MAX_PIXELS


def mask(data: bytes, size: tuple[int, int], orientation: int) -> None:
    """A mask's file for a picture of some size."""
    with contextlib.suppress(PictureError):
        _check_mask(decode_mask(data, Size(*size), orientation), size)


def imported(data: bytes, size: tuple[int, int], orientation: int, threshold: int) -> None:
    """Any image as a mask, read in every way."""
    with contextlib.suppress(PictureError):
        image = read_mask_image(data, Size(*size), orientation)
        assert image.leaves_no_question in (True, False)
        for channel in image.planes:
            likely = image.likely(channel)
            for reading in (likely, Reading(channel, threshold, not likely.inverted)):
                assert 0 <= image.coverage(reading) <= 1
                _check_mask(image.mask(reading, Progress()), size)


def _check_mask(snapshot: MaskSnapshot, size: tuple[int, int]) -> None:
    assert (snapshot.size.width, snapshot.size.height) == size
    assert not snapshot.data.strip(b"\0\xff")
    again = decode_mask(encode_mask(snapshot), snapshot.size, snapshot.orientation)
    assert again.data == snapshot.data


# The command line


def command_line(arguments: list[str], address: str) -> None:
    """Exit codes 0 and 2 alone, and one line when something is wrong with the arguments.

    `--export-mask` is the one way through the whole program without a window.
    """
    with tempfile.TemporaryDirectory() as folder, _in(Path(folder)):
        os.environ["GPTUNNEL_API_URL"] = address.replace("\0", "")
        said, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
            try:
                code = main([*arguments, "--export-mask", "out.png"])
            except SystemExit as end:
                code = int(end.code or 0)
        assert code in (0, 2)
        assert wrong.getvalue().count("\n") == (1 if code else 0), wrong.getvalue()


@contextlib.contextmanager
def _in(folder: Path) -> Any:
    """A folder with some files, to work in; the environment is as before in the end."""
    for name in ("png 1", "png rgba", "jpeg"):
        (folder / name).write_bytes(samples()[name])
    (folder / "broken").write_bytes(samples()["jpeg"][:99])
    (folder / "folder").mkdir()
    before = os.environ.copy()
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# No task without an image: that would go and ask a service.
_words = st.sampled_from(
    (
        *("png 1", "png rgba", "jpeg", "broken", "folder", "nowhere", "--", "-", "--mask"),
        *("--mask=jpeg", "--mask=broken", "--prompt", "--lang", "--lang=ru", "--api-url", "en"),
        *("--api-url=https://x.example", "--data-dir=data", "--version", "--help", "-h", "--tas"),
    )
)
_arguments = st.lists(
    _words | st.text(max_size=12).map(lambda text: text.replace("\0", "")), max_size=5
).filter(lambda words: not any(word.startswith(("--t", "--sa", "--se", "--e")) for word in words))


# Files edited by hand


def settings_file(data: bytes) -> None:
    """`settings.json`: it is read or set aside, and what is then saved is read again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        path.write_bytes(data)
        store = SettingsStore(path)
        store.load()
        store.change(brush_size=7)
        store.save()
        again = SettingsStore(path)
        assert again.load() == store.settings
        assert again.warning is None
        assert isinstance(again.settings, Settings)


def sidecar(data: bytes, task_id: str) -> None:
    """The `.json` beside a picture, and the name it has."""
    read = from_json(data, "1")
    assert from_json(to_json(read), "1") == _storable(read)
    saved = from_saved(data)
    assert saved is None or from_saved(to_json(saved)) == _storable(saved)
    with tempfile.TemporaryDirectory() as folder:
        opened = Path(folder, "opened.json")
        opened.write_bytes(data)
        with contextlib.suppress(NotASidecar):
            found = read_saved(opened)
            assert found.load(None) is None
            assert schema.task_id_from(found.sidecar.task_id) == found.sidecar.task_id
        library = Library(Path(folder))
        path = library.save_result(task_id, data, read)
        assert path.parent == library.pictures
        assert library.find(task_id) == path
        assert library.sidecar(task_id).prompt == _storable(read).prompt


_sidecars = st.tuples(documents(), st.integers(0, 5), st.none() | st.integers(0, 6))


def _storable(read: Sidecar) -> Sidecar:
    """Half a surrogate pair becomes a question mark."""
    text = json.dumps(asdict(read), ensure_ascii=False)
    task_id = read.task_id.encode("utf-8", "replace").decode()
    return from_json(text.encode("utf-8", "replace"), task_id)


def history(sidecars: list[tuple[bytes, int, int | None]]) -> None:
    """The tree of pictures whose sidecars say anything, each to be made from any other."""
    nodes = []
    for data, task, parent in sidecars:
        read = replace(
            from_json(data, f"{task}"), parent_id=None if parent is None else f"{parent}"
        )
        nodes.append(node_of_picture(read, f"{task}.png", float(task)))
    tree = lineage(nodes)
    assert set(tree.nodes) == set(nodes)
    for number, node in enumerate(tree.nodes):
        assert isinstance(node.offers.is_grid, bool)
        seen, at = set(), number
        while at != ROOT:
            assert at not in seen
            seen.add(at)
            at = tree.parents[at]


# What another program says to the window


def second_start(line: bytes) -> None:
    """What comes in where a second start would ask for a picture."""
    try:
        request = Request.from_line(line)
    except BadRequest:
        return
    assert all(path is None or path.is_absolute() for path in (request.image, request.mask))
    with contextlib.suppress(BadRequest):  # it may be too long once it's written out
        assert Request.from_line(request.line()) == request


_anything = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.lists(st.text())
_requests = st.fixed_dictionaries(
    {"version": st.just(VERSION)},
    optional={
        **dict.fromkeys(("image", "mask"), st.text().map("/".__add__) | _anything),
        "task": st.from_regex(_ID, fullmatch=True) | _anything,
        **dict.fromkeys(("prompt", "service", "activation"), st.text() | _anything),
    },
).map(lambda document: json.dumps(document).encode())


TARGETS = {
    target.name: target
    for target in (
        Target(answer, (documents(), st.integers(100, 599), st.text(max_size=30))),
        Target(link, (st.text(),)),
        Target(picture, (pictures(),)),
        Target(mask, (pictures(), _sizes, _orientations)),
        Target(imported, (pictures(), _sizes, _orientations, st.integers(1, 255))),
        Target(command_line, (_arguments, st.text(max_size=30))),
        Target(settings_file, (documents(),)),
        Target(sidecar, (documents(), st.text())),
        Target(history, (st.lists(_sidecars, max_size=6),)),
        Target(second_start, (documents() | _requests | mutated(_requests),)),
    )
}
