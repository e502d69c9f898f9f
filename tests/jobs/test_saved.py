"""Going on from a saved picture by the sidecar beside it, which anybody may have edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from app.canvas.codec import PictureError
from app.jobs.loading import FileUnreadable, picture_from_bytes
from app.jobs.saved import NotASidecar, read_saved, saved_beside
from app.library.library import Library
from app.library.sidecar import LONGEST, Sidecar, to_json

TASK = "65f0a1c2d3e4b5a697887901"
GRID = tuple(f"upsample_{number}" for number in range(1, 5))


def saved(folder: Path, name: str = "final", picture: str = "", **facts: object) -> Path:
    """A sidecar, with a picture beside it if an ending is given; returns the sidecar's path."""
    sidecar = Sidecar(TASK, **facts)  # type: ignore[arg-type]  # the caller's
    path = folder / f"{name}.json"
    path.write_bytes(to_json(sidecar))
    if picture:
        Image.new("RGB", (40, 30), "green").save(folder / f"{name}.{picture}")
    return path


def mask(path: Path, size: tuple[int, int] = (40, 30)) -> Path:
    Image.new("L", size, 255).save(path)
    return path


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg", "webp"])
def test_the_picture_beside_it_is_the_task_s(tmp_path: Path, ending: str) -> None:
    path = saved(tmp_path, picture=ending, actions=GRID, prompt="a boat")
    source = read_saved(path).load(None)
    assert source is not None
    assert (source.task_id, source.name) == (TASK, f"final.{ending}")
    assert source.is_claimed
    assert source.is_grid
    assert read_saved(path).sidecar.prompt == "a boat"


@pytest.mark.parametrize("facts", [{"image": 3}, {"feather": 12}])
def test_a_part_is_not_taken_for_the_task_s_picture(tmp_path: Path, facts: dict[str, int]) -> None:
    path = saved(tmp_path, "final", "png", **facts)
    assert read_saved(path).load(None) is None
    assert not read_saved(path).has_own_picture


def test_what_is_kept_of_the_task_comes_first(tmp_path: Path) -> None:
    library = Library(tmp_path / "data")
    kept = library.save_result(
        TASK,
        (saved(tmp_path, picture="png").with_suffix(".png")).read_bytes(),
        Sidecar(TASK, actions=GRID),
    )
    Image.new("RGB", (8, 8)).save(tmp_path / "final.png")
    source = read_saved(tmp_path / "final.json").load(library)
    assert source is not None
    assert not source.is_claimed
    assert str(source.picture.size) == "40 × 30"
    own = read_saved(kept.with_suffix(".json")).load(library)
    assert own is not None
    assert own.is_grid


def test_a_picture_finds_its_sidecar(tmp_path: Path) -> None:
    saved(tmp_path, name="v1.final", picture="png")
    found = saved_beside(tmp_path / "v1.final.png")
    assert found is not None
    assert found.sidecar.task_id == TASK
    assert saved_beside(tmp_path / "v1.png") is None
    assert saved_beside(tmp_path / "v1.final.json") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"name": "a package", "version": 1}',
        b'{"task_id": 5, "parent_id": null}',
        b'{"task_id": "../../etc/passwd", "parent_id": null}',
        b'{"task_id": "with space", "parent_id": null}',
        json.dumps({"task_id": "a" * 65, "parent_id": None}).encode(),
        b"[" * 100_000,
        b'{"task_id": "abc", "parent_id": null, "x": "' + b"x" * LONGEST + b'"}',
    ],
)
def test_what_is_no_sidecar_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(NotASidecar):
        read_saved(path)
    assert saved_beside(tmp_path / "a.png") is None


def test_one_that_is_not_there_can_t_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_saved(tmp_path / "a.json")


def test_what_makes_no_sense_in_it_is_left_out(tmp_path: Path) -> None:
    path = saved(tmp_path, prompt="x" * 10_001, image=7, actions=("nonsense", "upsample_9"))
    found = read_saved(path)
    assert (found.sidecar.prompt, found.sidecar.image) == ("", None)


@pytest.mark.parametrize("where", ["beside", "kept"])
def test_its_mask_is_offered(tmp_path: Path, where: str) -> None:
    library = Library(tmp_path / "data")
    folder = tmp_path if where == "beside" else library.masks
    mask(folder / "job.a1.png")
    found = read_saved(saved(tmp_path, picture="png", mask="job.a1.png"))
    source = found.load(library)
    assert source is not None
    assert found.with_mask(source, library).offered is not None


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "/etc/passwd",
        "sub/mask.png",
        "..\\secret.png",
        "C:secret.png",
        "",
        ".",
        "..",
    ],
)
def test_no_name_in_it_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path / "secret.png", folder / "sub" / "mask.png", folder / "C:secret.png"):
        mask(place)
    found = read_saved(saved(folder, picture="png", mask=name))
    source = found.load(None)
    assert source is not None
    assert found.with_mask(source, None).offered is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mask.png").symlink_to(mask(tmp_path / "secret.png"))
    found = read_saved(saved(folder, picture="png", mask="mask.png"))
    source = found.load(None)
    assert source is not None
    assert found.with_mask(source, None).offered is None


def test_a_mask_of_another_size_is_the_parent_s(tmp_path: Path) -> None:
    mask(tmp_path / "mask.png", (80, 60))
    found = read_saved(saved(tmp_path, picture="png", mask="mask.png"))
    source = found.load(None)
    assert source is not None
    assert found.with_mask(source, None).offered is None


def test_a_damaged_picture_beside_it_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, picture="png")
    path.with_suffix(".png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(PictureError):
        read_saved(path).load(None)


def test_a_claim_keeps_what_the_file_is_known_by(tmp_path: Path) -> None:
    found = read_saved(saved(tmp_path, picture="png"))
    source = picture_from_bytes((tmp_path / "final.png").read_bytes(), "final.png")
    claimed = found.claim(source)
    assert (claimed.digest, claimed.name, claimed.task_id) == (source.digest, "final.png", TASK)
