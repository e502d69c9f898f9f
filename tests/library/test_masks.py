"""One mask for each picture, whole or as it was; what goes out of the way can still be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.library.errors import LibraryError, Reason
from app.library.masks import Masks, MasksInMemory, MaskStore

TASK = "657d531bbd81acac00000001"
DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def masks(tmp_path: Path) -> Masks:
    return Masks(tmp_path / "masks")


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("key", [TASK, DIGEST, "../../etc/passwd", "CON", "Ä/ö:*?", "a" * 300])
def test_a_mask_is_found_by_its_key_inside_the_folder(
    masks: Masks, tmp_path: Path, key: str
) -> None:
    assert masks.load(key) is None
    masks.save(key, b"first")
    masks.save(key, b"second")
    assert masks.load(key) == b"second"
    assert [path.parent for path in tmp_path.rglob("*.png")] == [tmp_path / "masks"]


def test_plain_keys_are_the_names_that_scripts_look_for(masks: Masks, tmp_path: Path) -> None:
    masks.save(TASK, b"mask")
    assert masks.path(TASK) == tmp_path / "masks" / f"{TASK}.png"
    assert masks.path(TASK).read_bytes() == b"mask"


def test_what_is_set_aside_is_never_overwritten(masks: Masks, tmp_path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        masks.save(TASK, content)
        masks.set_aside(TASK)
        assert masks.load(TASK) is None
    masks.set_aside(TASK)  # nothing is there any more
    old = tmp_path / "masks" / "old"
    assert [(old / f"{TASK}.{n}.png").read_bytes() for n in (1, 2, 3)] == [b"one", b"two", b"three"]
    assert len(names(old)) == 3


def test_what_was_emptied_last_can_be_had_by_hand(masks: Masks, tmp_path: Path) -> None:
    masks.forget(TASK)
    for content in (b"one", b"two"):
        masks.save(TASK, content)
        masks.forget(TASK)
        assert masks.load(TASK) is None
    assert names(tmp_path) == [f"masks/old/{TASK}.png"]
    assert (tmp_path / "masks" / "old" / f"{TASK}.png").read_bytes() == b"two"


def test_a_folder_that_was_deleted_is_made_anew(masks: Masks, tmp_path: Path) -> None:
    masks.forget(TASK)
    masks.save(TASK, b"mask")
    assert masks.load(TASK) == b"mask"


def test_a_file_in_the_folders_place_is_told(masks: Masks, tmp_path: Path) -> None:
    (tmp_path / "masks").write_bytes(b"in the way")
    with pytest.raises(LibraryError) as error:
        masks.save(TASK, b"mask")
    assert error.value.reason is Reason.NOT_WRITABLE
    with pytest.raises(LibraryError):
        masks.load(TASK)
    assert (tmp_path / "masks").read_bytes() == b"in the way"


def test_an_absurdly_large_file_is_not_read(masks: Masks) -> None:
    masks.save(TASK, b"")
    with masks.path(TASK).open("wb") as file:
        file.truncate(600 * 1024 * 1024)
    with pytest.raises(LibraryError):
        masks.load(TASK)


def test_without_a_folder_masks_last_until_the_end() -> None:
    masks: MaskStore = MasksInMemory()
    masks.save(TASK, b"one")
    masks.save(TASK, b"two")
    masks.save(DIGEST, b"other")
    assert masks.load(TASK) == b"two"
    masks.forget(TASK)
    masks.set_aside(DIGEST)
    assert masks.load(TASK) is None
    assert masks.load(DIGEST) is None
