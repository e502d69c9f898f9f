"""What is kept is whole, findable, and never outside its folder."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.library.errors import LibraryError, Reason
from app.library.library import Library
from app.library.sidecar import Sidecar

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
JPEG = b"\xff\xd8\xff\xe0" + b"picture"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "

TASK = "657d531bbd81acac00000001"

KNOWN = Sidecar(
    task_id=TASK,
    parent_id="657d531bbd81acac00000000",
    prompt="синяя дверь",
    mask="job.1.png",
    cost=18.0,
    created_at="2026-01-02T03:04:05+00:00",
    kind="inpaint",
    actions=("upsamle_1", "reroll"),
    service="https://gptunnel.ru",
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("data", "extension"),
    [(PNG, "png"), (JPEG, "jpg"), (WEBP, "webp"), (b"GIF89a", "bin"), (b"", "bin")],
)
def test_a_picture_is_kept_under_its_task_with_its_real_extension(
    library: Library, data: bytes, extension: str
) -> None:
    path = library.save_result(TASK, data, KNOWN)
    assert path == library.pictures / f"{TASK}.{extension}"
    assert path.read_bytes() == data
    assert library.find(TASK) == path
    assert names(library.pictures) == sorted([path.name, f"{TASK}.json"])


def test_the_sidecar_tells_where_the_picture_comes_from(library: Library) -> None:
    library.save_result(TASK, PNG, KNOWN)
    assert library.sidecar(TASK) == KNOWN
    document = json.loads((library.pictures / f"{TASK}.json").read_text(encoding="utf-8"))
    assert document["prompt"] == "синяя дверь"
    assert document["cost"] == 18.0
    assert document["mask"] == "job.1.png"


def test_the_same_task_again_replaces_its_picture(library: Library) -> None:
    library.save_result(TASK, PNG, KNOWN)
    library.save_damaged(TASK, b"half a picture")
    path = library.save_result(TASK, JPEG, KNOWN)
    assert library.find(TASK) == path
    assert path.read_bytes() == JPEG
    assert names(library.pictures) == [f"{TASK}.jpg", f"{TASK}.json"]


def test_opening_a_task_does_not_wipe_what_its_job_knew(library: Library) -> None:
    library.save_result(TASK, PNG, KNOWN)
    library.save_original(TASK, PNG, Sidecar(TASK, created_at="2027-01-01T00:00:00+00:00"))
    assert library.sidecar(TASK) == KNOWN


def test_an_original_is_kept_with_its_sidecar(library: Library) -> None:
    opened = Sidecar(TASK, created_at="2027-01-01T00:00:00+00:00")
    assert library.save_original(TASK, WEBP, opened).read_bytes() == WEBP
    assert library.sidecar(TASK) == opened


def test_a_damaged_picture_is_kept_but_not_taken_for_one(library: Library) -> None:
    path = library.save_damaged(TASK, PNG[:9])
    assert path.read_bytes() == PNG[:9]
    assert library.find(TASK) is None


def test_the_mask_of_a_job_leaves_the_name_of_the_autosave_free(library: Library) -> None:
    path = library.save_mask("0123abc", PNG)
    assert path == library.mask_path("0123abc")
    assert path.parent == library.masks
    assert path.name not in {f"{task}.png" for task in ("0123abc", "job", TASK)}
    assert path.read_bytes() == PNG


@pytest.mark.parametrize(
    "task_id",
    [
        "../../escape",
        "/etc/passwd",
        "..",
        "",
        "a/b",
        "a\\b",
        "c:d",
        "nul",
        "com1",
        "a\0b",
        "x" * 300,
        "ABC",
        "ид",
        "\ud800",
        "a.json",
    ],
)
def test_no_id_leads_out_of_the_folder(library: Library, task_id: str) -> None:
    path = library.save_result(task_id, PNG, Sidecar(task_id))
    assert path.parent == library.pictures
    assert path.resolve().parent == library.pictures.resolve()
    assert library.find(task_id) == path
    assert names(library.masks) == []
    assert len(names(library.pictures)) == 2
    stem = path.name.partition(".")[0]
    assert stem == "x"


def test_ids_that_differ_in_case_only_are_two_pictures(library: Library) -> None:
    paths = {library.save_result(name, PNG, Sidecar(name)) for name in ("abc", "ABC", "Abc")}
    assert len({path.name.lower() for path in paths}) == 3


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"prompt": 1, "actions": "no", "cost": true, "mask": [], "parent_id": {}}',
        b'{"cost": 1e999, "task_id": "another", "actions": {"a": 1}}',
        b'{"cost": 1' + b"0" * 400 + b"}",
        b'{"cost": 1' + b"0" * 5000 + b"}",
        b'{"cost": NaN}',
        b'{"prompt": "' + b"x" * (1 << 20) + b'"}',
        b'{"a":' * 100_000,
    ],
)
def test_a_sidecar_edited_by_hand_gets_defaults(library: Library, text: bytes) -> None:
    library.save_result(TASK, PNG, KNOWN)
    (library.pictures / f"{TASK}.json").write_bytes(text)
    assert library.sidecar(TASK) == Sidecar(TASK)


def test_what_can_be_used_of_an_edited_sidecar_is(library: Library) -> None:
    library.save_result(TASK, PNG, KNOWN)
    (library.pictures / f"{TASK}.json").write_bytes(
        b'{"prompt": "kept", "cost": 18, "actions": ["reroll", 1], "kind": null}'
    )
    assert library.sidecar(TASK) == Sidecar(TASK, prompt="kept", cost=18.0, actions=("reroll",))


def test_half_a_surrogate_pair_in_a_prompt_loses_no_picture(library: Library) -> None:
    path = library.save_result(TASK, PNG, Sidecar(TASK, prompt="\ud83d door"))
    assert path.read_bytes() == PNG
    assert library.sidecar(TASK).prompt == "? door"


def test_what_was_pasted_lies_beside_the_tasks_own_picture(library: Library) -> None:
    own = library.save_result(TASK, JPEG, KNOWN)
    path = library.save_pasted(TASK, PNG, 8)
    assert (own.read_bytes(), path.read_bytes()) == (JPEG, PNG)
    assert (library.find(TASK), library.find_pasted(TASK)) == (own, path)
    assert library.sidecar(TASK) == replace(KNOWN, pasted=path.name, feather=8)
    library.save_pasted(TASK, PNG + b"again", 0)
    assert path.read_bytes() == PNG + b"again"
    assert library.sidecar(TASK).feather == 0
    library.forget_pasted(TASK)
    assert library.find_pasted(TASK) is None
    assert library.sidecar(TASK) == KNOWN
    assert names(library.pictures) == [f"{TASK}.jpg", f"{TASK}.json"]


def test_opening_a_task_again_does_not_wipe_what_was_pasted(library: Library) -> None:
    library.save_result(TASK, JPEG, KNOWN)
    path = library.save_pasted(TASK, PNG, 8)
    library.save_original(TASK, JPEG, Sidecar(TASK, created_at="2027-01-01T00:00:00+00:00"))
    assert library.find_pasted(TASK) == path
    assert library.sidecar(TASK).pasted == path.name


def test_nothing_pasted_is_nothing_to_forget(library: Library) -> None:
    assert library.find_pasted(TASK) is None
    library.forget_pasted(TASK)
    assert names(library.pictures) == []


def test_a_folder_deleted_meanwhile_comes_back(library: Library) -> None:
    library.pictures.rmdir()
    assert library.save_result(TASK, PNG, KNOWN).read_bytes() == PNG


def test_what_a_killed_process_was_writing_is_cleared_away(library: Library) -> None:
    path = library.save_result(TASK, PNG, KNOWN)
    (library.pictures / ".new-abc").write_bytes(PNG[:9])
    (library.masks / ".probe-abc").touch()
    (library.masks / ".new-folder").mkdir()
    again = Library(library.pictures.parent)
    assert {file.name for file in again.pictures.iterdir()} == {path.name, f"{TASK}.json"}
    assert [file.name for file in again.masks.iterdir()] == [".new-folder"]


def test_a_place_that_is_no_folder_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"a file")
    with pytest.raises(LibraryError) as caught:
        Library(tmp_path / "data")
    assert caught.value.reason is Reason.NOT_WRITABLE
    assert isinstance(caught.value.__cause__, OSError)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_a_folder_where_nothing_can_be_made_is_refused_at_once() -> None:
    with pytest.raises(LibraryError) as caught:
        Library(Path("/proc/self"))
    assert isinstance(caught.value.__cause__, OSError)


def test_what_is_renamed_is_on_the_disk_already(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut shows which it was; the order of the system calls is the next best thing."""
    calls: list[str] = []

    def noted(name: str, call: Callable[..., None]) -> Callable[..., None]:
        def noting(*args: object) -> None:
            calls.append(name)
            call(*args)

        return noting

    monkeypatch.setattr(os, "fsync", noted("flush", os.fsync))
    monkeypatch.setattr(os, "replace", noted("rename", os.replace))
    library.save_result(TASK, PNG, KNOWN)
    folder = [] if os.name == "nt" else ["flush"]
    assert calls == ["flush", "flush", "rename", "rename", *folder]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: to a program what a full disk is."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows flushes no folders")
def test_a_file_system_that_flushes_no_folders_keeps_pictures_all_the_same(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, code = os.fsync, errno.EINVAL

    def flush(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, "not here")
        really(descriptor)

    monkeypatch.setattr(os, "fsync", flush)
    assert library.save_result(TASK, PNG, KNOWN).read_bytes() == PNG
    code = errno.EIO
    with pytest.raises(LibraryError):
        library.save_result(TASK, PNG, KNOWN)


def test_without_room_what_was_kept_stays_whole(library: Library) -> None:
    path = library.save_result(TASK, PNG, KNOWN)
    with room_for(10_000), pytest.raises(LibraryError) as caught:
        library.save_result(TASK, PNG + bytes(20_000), Sidecar(TASK, prompt="another"))
    assert caught.value.reason is Reason.DISK_FULL
    assert path.read_bytes() == PNG
    assert library.sidecar(TASK) == KNOWN
    assert names(library.pictures) == [f"{TASK}.json", f"{TASK}.png"]
