"""Files written where the user wants them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.library.exporting import FileUnwritable, write_for_user, write_result
from app.library.sidecar import Sidecar, from_saved

KNOWN = Sidecar("abc", "parent", "синяя дверь", "job.1.png", 18.0, image=3, feather=8)

POSIX = pytest.mark.skipif(os.name != "posix", reason="links and modes are POSIX's")


def test_new_file_has_the_bytes_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_for_user(tmp_path / "mask.png", b"new")
    assert (tmp_path / "mask.png").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["mask.png"]


@POSIX
def test_new_file_is_as_open_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_for_user(tmp_path / "mask.png", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "mask.png").stat().st_mode) == 0o640


@POSIX
def test_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(b"old")
    path.chmod(0o664)
    write_for_user(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


@POSIX
def test_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target.png", tmp_path / "link.png"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_for_user(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@POSIX
def test_device_stays_a_device(tmp_path: Path) -> None:
    write_for_user(Path(os.devnull), b"new")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(FileUnwritable) as caught:
        write_for_user(tmp_path / "file" / "mask.png", b"new")
    assert caught.value.path == tmp_path / "file" / "mask.png"
    assert caught.value.reason


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(b"old")

    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(FileUnwritable, match="No space left"):
        write_for_user(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["mask.png"]


def test_result_has_its_sidecar_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "final.v2.png"
    assert write_result(path, b"new", KNOWN)
    assert path.read_bytes() == b"new"
    assert from_saved((tmp_path / "final.v2.json").read_bytes()) == KNOWN
    again = Sidecar("def", None, "another")
    assert write_result(path, b"newer", again)
    assert from_saved((tmp_path / "final.v2.json").read_bytes()) == again


@pytest.mark.parametrize("theirs", [b'{"name": "a package"}', b'{"task_id": 1}', b"", b"[" * 9999])
def test_file_of_another_program_stays_as_it_is(tmp_path: Path, theirs: bytes) -> None:
    (tmp_path / "package.json").write_bytes(theirs)
    assert not write_result(tmp_path / "package.png", b"new", KNOWN)
    assert (tmp_path / "package.png").read_bytes() == b"new"
    assert (tmp_path / "package.json").read_bytes() == theirs


def test_picture_is_never_overwritten_by_its_sidecar(tmp_path: Path) -> None:
    assert not write_result(tmp_path / "odd.json", b"picture", KNOWN)
    assert (tmp_path / "odd.json").read_bytes() == b"picture"


def test_folder_in_the_sidecars_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "final.json").mkdir()
    assert not write_result(tmp_path / "final.png", b"new", KNOWN)
    assert (tmp_path / "final.png").read_bytes() == b"new"


@POSIX
def test_device_gets_no_sidecar() -> None:
    assert not write_result(Path(os.devnull), b"new", KNOWN)
    assert not Path(os.devnull).with_suffix(".json").exists()
