"""Opening a task's picture, a file, and a mask for either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.api.client import GptunnelClient
from app.api.errors import TaskNotFound
from app.canvas.codec import MaskSizeMismatch, NotAPicture
from app.canvas.geometry import Size
from app.jobs import loading
from app.jobs.loading import (
    ArrivedDamaged,
    FileUnreadable,
    Source,
    TaskHasFailed,
    TaskNotReady,
    load_claimed,
    load_kept,
    load_mask,
    load_picture,
    load_task,
    with_mask,
)
from app.library.library import Library
from app.sandbox.server import SandboxServer
from app.sandbox.tasks import GRID_ACTIONS
from tests.jobs.bench import HEIGHT, WIDTH, picture_png

UNKNOWN_ID = "0123456789abcdef01234567"
SIZE = Size(WIDTH, HEIGHT)


@pytest.fixture
def client(server: SandboxServer) -> Iterator[GptunnelClient]:
    with GptunnelClient(server.url, server.key) as ready:
        yield ready


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


def downloads(server: SandboxServer) -> int:
    return [request.endpoint for request in server.requests].count("picture")


def grey(path: Path, width: int = WIDTH, height: int = HEIGHT, value: int = 255) -> Path:
    Image.new("L", (width, height), value).save(path)
    return path


def test_task_is_loaded_and_kept(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    task_id = server.add_task(picture_png(), parent_id="6558a19c0bfe4600011437cd")
    source = load_task(client, library, task_id)
    assert (source.picture.size, source.name, source.task_id) == (SIZE, task_id, task_id)
    assert not source.is_grid
    path = library.find(task_id)
    assert path is not None
    assert path.read_bytes() == picture_png()
    sidecar = library.sidecar(task_id)
    assert (sidecar.task_id, sidecar.parent_id) == (task_id, "6558a19c0bfe4600011437cd")
    assert sidecar.created_at.endswith("Z")


def test_kept_picture_opens_without_the_service(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    single = server.add_task(picture_png())
    grid = server.add_task(picture_png(), actions=GRID_ACTIONS)
    for task_id in (single, grid):
        load_task(client, library, task_id, server.url)
    asked = len(server.requests)
    for task_id in (single, grid):
        source = load_kept(library, task_id)
        assert source is not None
        assert (source.key, source.task, source.is_grid) == (task_id, None, task_id == grid)
        assert source.picture.size == SIZE
    assert load_kept(library, UNKNOWN_ID) is None
    path = library.find(single)
    assert path is not None
    path.write_bytes(b"damaged since")
    assert load_kept(library, single) is None
    assert len(server.requests) == asked
    assert library.sidecar(grid).service == server.url


def test_kept_picture_is_not_downloaded_again(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    task_id = server.add_task(picture_png())
    load_task(client, library, task_id)
    assert load_task(client, library, task_id).picture.size == SIZE
    assert downloads(server) == 1


def test_kept_picture_that_is_damaged_is_downloaded_again(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    task_id = server.add_task(picture_png())
    load_task(client, library, task_id)
    path = library.find(task_id)
    assert path is not None
    path.write_bytes(picture_png()[:100])
    assert load_task(client, library, task_id).picture.size == SIZE
    assert downloads(server) == 2
    assert path.read_bytes() == picture_png()


def test_without_a_library_nothing_is_kept(server: SandboxServer, client: GptunnelClient) -> None:
    task_id = server.add_task(picture_png())
    load_task(client, None, task_id)
    load_task(client, None, task_id)
    assert downloads(server) == 2


@pytest.mark.allow_log("is not kept: The folder .* can't be written")
def test_picture_that_cannot_be_kept_is_loaded(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    library.pictures.rmdir()
    library.pictures.write_bytes(b"in the way")
    assert load_task(client, library, server.add_task(picture_png())).picture.size == SIZE


def test_grid_is_known_as_one(server: SandboxServer, client: GptunnelClient) -> None:
    task_id = server.add_task(picture_png(), actions=GRID_ACTIONS)
    assert load_task(client, None, task_id).is_grid


def test_tasks_that_have_no_picture(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    with pytest.raises(TaskNotReady, match=r"still running \(40 %\)") as running:
        load_task(client, library, server.add_task(b"", status="processing", percent=40))
    assert running.value.percent == 40
    with pytest.raises(TaskHasFailed, match="Banned prompt") as failed:
        load_task(client, library, server.add_task(b"", status="failed", error="Banned prompt"))
    assert failed.value.reason == "Banned prompt"
    with pytest.raises(TaskHasFailed, match="no reason given"):
        load_task(client, library, server.add_task(b"", status="failed"))
    with pytest.raises(TaskNotReady):
        load_task(client, library, server.add_task(b"", status="daydreaming"))
    with pytest.raises(TaskNotFound):
        load_task(client, library, UNKNOWN_ID)
    assert list(library.pictures.iterdir()) == []


def test_broken_picture_of_a_task_is_not_kept(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    for data in (picture_png()[:-50], b"nothing"):
        with pytest.raises(ArrivedDamaged):
            load_task(client, library, server.add_task(data))
    assert list(library.pictures.iterdir()) == []


def test_intermediate_picture_of_a_task_is_shown_and_not_kept(
    server: SandboxServer, client: GptunnelClient, library: Library
) -> None:
    task_id = server.add_task(picture_png(), percent=60)
    assert load_task(client, library, task_id).picture.size == SIZE
    assert list(library.pictures.iterdir()) == []


def test_picture_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a picture.png"
    path.write_bytes(picture_png())
    source = load_picture(path)
    assert (source.picture.size, source.name, source.task_id) == (SIZE, "a picture.png", None)
    assert load_picture(path, UNKNOWN_ID).task_id == UNKNOWN_ID


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileUnreadable, match=r"missing\.png can't be read: ") as missing:
        load_picture(tmp_path / "missing.png")
    assert missing.value.path == tmp_path / "missing.png"
    with pytest.raises(FileUnreadable):
        load_picture(tmp_path)
    path = tmp_path / "huge.png"
    path.write_bytes(picture_png())
    monkeypatch.setattr(loading, "_LARGEST_FILE", len(picture_png()) - 1)
    with pytest.raises(NotAPicture, match="too large"):
        load_picture(path)


def test_mask_from_a_file(tmp_path: Path) -> None:
    mask = load_mask(grey(tmp_path / "mask.png"), SIZE, 1)
    assert (mask.size, set(mask.data)) == (SIZE, {255})
    with pytest.raises(MaskSizeMismatch):
        load_mask(grey(tmp_path / "small.png", WIDTH - 1), SIZE, 1)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "picture.png"
    path.write_bytes(picture_png())
    return load_picture(path)


def test_mask_comes_with_the_picture(source: Source, tmp_path: Path) -> None:
    together = with_mask(source, grey(tmp_path / "mask.png"))
    assert together.mask is not None
    assert set(together.mask.data) == {255}
    assert (together.picture, together.mask_problem) == (source.picture, None)


def test_mask_that_cannot_be_used_leaves_the_picture(source: Source, tmp_path: Path) -> None:
    small = with_mask(source, grey(tmp_path / "small.png", WIDTH - 1))
    missing = with_mask(source, tmp_path / "missing.png")
    assert isinstance(small.mask_problem, MaskSizeMismatch)
    assert isinstance(missing.mask_problem, FileUnreadable)
    assert small.mask is missing.mask is None
    assert small.picture is missing.picture is source.picture


def test_claimed_file_takes_the_place_of_no_kept_picture(
    client: GptunnelClient, server: SandboxServer, library: Library, tmp_path: Path
) -> None:
    task_id = server.add_task(picture_png())
    load_task(client, library, task_id, server.url)
    sidecar = library.sidecar(task_id)
    other = grey(tmp_path / "other.png")
    assert load_claimed(library, other, task_id).name == "other.png"
    path = library.find(task_id)
    assert path is not None
    assert path.read_bytes() == picture_png()
    assert library.sidecar(task_id) == sidecar
    (tmp_path / "no.png").write_text("no picture")
    with pytest.raises(NotAPicture):
        load_claimed(library, tmp_path / "no.png", UNKNOWN_ID)
    assert library.find(UNKNOWN_ID) is None


def test_claimed_grid_is_one_once_the_service_has_said_so(
    client: GptunnelClient, server: SandboxServer, library: Library, tmp_path: Path
) -> None:
    task_id = server.add_task(picture_png(), actions=GRID_ACTIONS)
    load_claimed(library, grey(tmp_path / "own.png"), task_id)
    assert load_kept(library, task_id) is None
    assert load_task(client, library, task_id).is_grid
    assert downloads(server) == 0
