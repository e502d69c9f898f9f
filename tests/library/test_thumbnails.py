"""Thumbnails are kept as long as what they show is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.library.thumbnails import Thumbnails


@pytest.fixture
def thumbnails(tmp_path: Path) -> Thumbnails:
    return Thumbnails(tmp_path)


def test_what_was_saved_is_there_for_the_same_stamp_alone(thumbnails: Thumbnails) -> None:
    assert thumbnails.load("task:1", "5") is None
    thumbnails.save("task:1", "5", b"small\npicture")
    thumbnails.save("Other", "5", b"another")
    assert thumbnails.load("task:1", "5") == b"small\npicture"
    assert thumbnails.load("Other", "5") == b"another"
    assert thumbnails.load("task:1", "6") is None
    thumbnails.save("task:1", "6", b"newer")
    assert thumbnails.load("task:1", "6") == b"newer"
    thumbnails.forget("task:1")
    thumbnails.forget("nowhere")
    assert thumbnails.load("task:1", "6") is None


def test_no_harm_comes_of_what_is_in_the_folder(thumbnails: Thumbnails, tmp_path: Path) -> None:
    thumbnails.save("1", "5", b"small")
    (path,) = (tmp_path / "thumbnails").iterdir()
    for data in (b"", b"\n", b"\xff\xfe", b"x" * 400_000):
        path.write_bytes(data)
        assert thumbnails.load("1", "5") is None
    path.unlink()
    path.mkdir()
    thumbnails.save("1", "5", b"small")
    thumbnails.forget("1")
    assert thumbnails.load("1", "5") is None
    assert [entry.name for entry in (tmp_path / "thumbnails").iterdir()] == [path.name]


def test_a_folder_that_cannot_be_made_is_not_missed(tmp_path: Path) -> None:
    (tmp_path / "thumbnails").write_text("in the way")
    thumbnails = Thumbnails(tmp_path)
    thumbnails.save("1", "5", b"small")
    assert thumbnails.load("1", "5") is None
