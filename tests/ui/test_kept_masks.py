"""Masks on their way to the disk: the newest wins, none is mixed up, none is lost on the way."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from app.canvas.codec import MaskSizeMismatch, decode_mask
from app.canvas.geometry import Size
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.library.errors import LibraryError, Reason
from app.library.masks import Masks
from app.ui.kept_masks import KeptMasks
from tests.support.patience import PATIENCE

SIZE = Size(20, 10)
PICTURE = Picture(SIZE, has_alpha=False, levels=())


def mask(white: int, size: Size = SIZE) -> MaskSnapshot:
    """A mask whose first pixels are white."""
    return MaskSnapshot(size, b"\xff" * white + bytes(size.area - white))


def white(found: MaskSnapshot | None) -> int:
    return -1 if found is None else found.data.count(255)


class Disk(Masks):
    """Writes when it is let to, and refuses to when it is full."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reached = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.is_full = False
        self.saved: list[bytes] = []

    def save(self, key: str, png: bytes) -> None:
        self.reached.set()
        assert self.gate.wait(PATIENCE)
        if self.is_full:
            raise LibraryError(Reason.DISK_FULL, self.path(key))
        super().save(key, png)
        self.saved.append(png)

    @property
    def written(self) -> list[int]:
        """How white each mask was that was written, in order."""
        return [white(decode_mask(png, SIZE)) for png in self.saved]

    def white(self, key: str) -> int:
        png = self.load(key)
        return -1 if png is None else white(decode_mask(png, SIZE))


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "masks")


@pytest.fixture
def masks(disk: Disk) -> KeptMasks:
    return KeptMasks(disk)


def write(masks: KeptMasks, key: str) -> None:
    if masks.begin(key):
        masks.write(key)


def test_newest_mask_wins_while_an_older_one_is_being_written(masks: KeptMasks, disk: Disk) -> None:
    disk.gate.clear()
    masks.put("a", mask(1))
    assert masks.begin("a")
    writer = threading.Thread(target=masks.write, args=("a",))
    writer.start()
    assert disk.reached.wait(PATIENCE)
    for number in (2, 3, 4):
        masks.put("a", mask(number))
        assert not masks.begin("a"), "one write at a time"
    assert white(masks.find("a", PICTURE).mask) == 4
    disk.gate.set()
    writer.join(PATIENCE)
    assert disk.written == [1, 4]
    assert masks.waiting == ()


def test_nothing_is_written_twice(masks: KeptMasks, disk: Disk) -> None:
    for _ in range(3):
        masks.put("a", mask(7))
        write(masks, "a")
    assert disk.written == [7]


def test_writing_in_distress_goes_past_a_thread_that_is_at_it(masks: KeptMasks, disk: Disk) -> None:
    masks.put("a", mask(1))
    assert masks.begin("a")  # and its thread never comes to write
    masks.put("a", mask(2))
    masks.put("b", mask(3))
    masks.write_now()
    assert (disk.white("a"), disk.white("b")) == (2, 3)
    masks.write("a")
    assert (disk.white("a"), disk.written) == (2, [2, 3])


def test_what_a_full_disk_refuses_is_still_there_and_tried_again(
    masks: KeptMasks, disk: Disk
) -> None:
    disk.is_full = True
    masks.put("a", mask(5))
    with pytest.raises(LibraryError):
        write(masks, "a")
    assert list(masks.waiting) == ["a"]
    assert white(masks.find("a", PICTURE).mask) == 5
    disk.is_full = False
    write(masks, "a")
    assert list(masks.waiting) == []
    assert disk.white("a") == 5


def test_an_emptied_mask_is_none(masks: KeptMasks, disk: Disk) -> None:
    masks.put("a", mask(5))
    write(masks, "a")
    masks.put("a", mask(0))
    assert masks.find("a", PICTURE).mask is None
    write(masks, "a")
    assert disk.load("a") is None
    assert masks.find("a", PICTURE).mask is None


def test_a_mask_in_the_place_of_another_sets_that_aside(
    masks: KeptMasks, disk: Disk, tmp_path: Path
) -> None:
    masks.put("a", mask(1))
    masks.put_in_place("a", mask(2))
    masks.put("a", mask(3))
    masks.put_in_place("a", None)
    masks.put_in_place("a", mask(4))
    write(masks, "a")
    aside = sorted((tmp_path / "masks" / "old").iterdir())
    assert [white(decode_mask(path.read_bytes(), SIZE)) for path in aside] == [1, 3]
    assert disk.white("a") == 4


def test_the_same_mask_again_sets_nothing_aside(
    masks: KeptMasks, disk: Disk, tmp_path: Path
) -> None:
    masks.put("a", mask(3))
    write(masks, "a")
    masks.put_in_place("a", mask(3))
    write(masks, "a")
    assert disk.written == [3]
    assert not (tmp_path / "masks" / "old").exists()


def test_setting_aside_is_made_up_for_when_the_disk_was_full(
    masks: KeptMasks, disk: Disk, tmp_path: Path
) -> None:
    masks.put("a", mask(1))
    write(masks, "a")
    disk.is_full = True
    masks.put_in_place("a", mask(2))
    with pytest.raises(LibraryError):
        write(masks, "a")
    masks.put("a", mask(3))
    disk.is_full = False
    write(masks, "a")
    (aside,) = (tmp_path / "masks" / "old").iterdir()
    assert white(decode_mask(aside.read_bytes(), SIZE)) == 1
    assert disk.white("a") == 3


@pytest.mark.parametrize("is_written", [True, False])
def test_mask_of_another_size_is_a_problem(masks: KeptMasks, is_written: bool) -> None:
    masks.put("a", mask(1, Size(5, 5)))
    if is_written:
        write(masks, "a")
    found = masks.find("a", PICTURE)
    assert found.mask is None
    assert isinstance(found.problem, MaskSizeMismatch)


def test_what_was_found_is_known_to_be_outdated(masks: KeptMasks) -> None:
    found = masks.find("a", PICTURE)
    masks.put("b", mask(1))
    assert masks.is_newest("a", found)
    masks.put("a", mask(1))
    assert not masks.is_newest("a", found)
    write(masks, "a")
    assert not masks.is_newest("a", found)
    assert masks.is_newest("a", masks.find("a", PICTURE))


def test_many_threads_and_the_newest_is_on_the_disk(masks: KeptMasks, disk: Disk) -> None:
    def paint(key: str, first: int) -> None:
        for number in range(first, first + 40):
            masks.put(key, mask(number))
            write(masks, key)
            if random.random() < 0.2:
                masks.write_now()

    threads = [threading.Thread(target=paint, args=(key, 1)) for key in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for key in "abc":
        write(masks, key)
        assert disk.white(key) == 40
    assert masks.waiting == ()
