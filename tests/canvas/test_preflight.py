"""What is found wrong or doubtful about a mask and a request, before money is spent."""

from __future__ import annotations

import io
import random
import zlib

import pytest
from PIL import Image

from app.canvas.codec import encode_mask, stored_image
from app.canvas.components import find_specks, remove_specks
from app.canvas.geometry import Rect, Size
from app.canvas.mask import Mask, MaskSnapshot
from app.canvas.preflight import (
    Facts,
    FindingKind,
    MaskReport,
    Parent,
    UnfitMask,
    findings,
    inspect,
    prove,
)
from app.canvas.progress import Abandoned, Progress
from tests.canvas.masks import AROUND, Watched, connected, mask_of, random_masks, white_pixels

PLENTY = 1_000_000


def snapshot_of(image: Image.Image, orientation: int = 1) -> MaskSnapshot:
    return MaskSnapshot(Size(*image.size), image.tobytes(), orientation)


def report_of(image: Image.Image, orientation: int = 1) -> MaskReport:
    return inspect(snapshot_of(image, orientation), Progress())


def painted(width: int = 40, height: int = 30, white: tuple[int, int] = (12, 10)) -> Image.Image:
    """A mask with one white rectangle in its middle."""
    image = Image.new("L", (width, height))
    left, top = (width - white[0]) // 2, (height - white[1]) // 2
    image.paste(255, (left, top, left + white[0], top + white[1]))
    return image


def found(image: Image.Image, **facts: object) -> set[FindingKind]:
    report = report_of(image)
    return set(findings(Facts(**{"picture": report.size, **facts}), report))  # type: ignore[arg-type]  # the caller's


def test_a_good_mask_and_request_leave_nothing_to_say() -> None:
    assert found(painted(), prompt="a blue door", spendable=18.0, price=18.0) == set()


# The mask


def test_specks_are_the_areas_that_removing_them_takes_away() -> None:
    for mask in random_masks():
        before = white_pixels(mask)
        for smallest in (2, 5, 64):
            taken = before - white_pixels(remove_specks(mask, smallest, Progress()))
            specks = find_specks(mask, smallest, PLENTY, Progress())
            if not taken:
                assert specks is None
                continue
            assert specks is not None
            assert specks.pixels == len(taken)
            assert specks.first in taken
            assert specks.first[1] == min(y for _, y in taken)
            left, count = set(taken), 0
            while left:
                left -= connected(next(iter(left)), left, AROUND)
                count += 1
            assert specks.count == count


def test_a_report_counts_what_is_there() -> None:
    for mask in random_masks():
        report = report_of(mask)
        white = len(white_pixels(mask))
        assert (report.is_pure, report.white) == (True, white)
        assert report.coverage == pytest.approx(white / (mask.width * mask.height))
        specks = find_specks(mask, 64, PLENTY, Progress())
        assert report.specks == specks
        assert report.is_specks_alone == (specks is not None and specks.pixels == white)


def test_one_grey_pixel_is_found_wherever_it_is() -> None:
    rng = random.Random(5)
    for mask in random_masks():
        place = (rng.randrange(mask.width), rng.randrange(mask.height))
        mask.putpixel(place, rng.randrange(1, 255))
        assert not report_of(mask).is_pure
        assert FindingKind.NOT_PURE in found(mask)


def test_an_area_of_64_pixels_is_no_speck() -> None:
    assert found(painted(white=(8, 8))) == set()
    assert found(painted(white=(9, 7))) == {FindingKind.SPECKS}


def test_noise_is_not_labelled_to_the_end() -> None:
    mask = mask_of("#.#.#", ".....", "#.#.#")
    assert find_specks(mask, 64, 6, Progress()) is not None
    assert find_specks(mask, 64, 5, Progress()) is None


@pytest.mark.parametrize(("rows", "doubtful"), [(94, False), (95, True), (100, True)])
def test_nearly_everything_is_from_95_percent_on(rows: int, *, doubtful: bool) -> None:
    mask = Image.new("L", (50, 100))
    mask.paste(255, (0, 0, 50, rows))
    assert (FindingKind.NEARLY_EVERYTHING in found(mask)) == doubtful


def test_nothing_white_is_empty_and_nothing_else() -> None:
    assert found(Image.new("L", (40, 30))) == {FindingKind.EMPTY}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_that_of_the_stored_picture(orientation: int) -> None:
    report = report_of(painted(), orientation)
    stored = Size(30, 40) if orientation >= 5 else Size(40, 30)
    assert findings(Facts(stored), report) == ()
    assert findings(Facts(Size(40, 31)), report) == (FindingKind.SIZE,)
    assert findings(Facts(stored.transposed), report) == (FindingKind.SIZE,)


def test_equal_digests_mean_equal_files() -> None:
    reports: dict[str, bytes] = {}
    masks = [*random_masks(), painted(), painted(30, 40, (10, 12)), painted(white=(12, 11))]
    for mask in masks:
        for orientation in (1, 3, 6):
            snapshot = snapshot_of(mask, orientation)
            digest = inspect(snapshot, Progress()).digest
            assert inspect(snapshot, Progress()).digest == digest
            assert reports.setdefault(digest, encode_mask(snapshot)) == encode_mask(snapshot)


def test_a_mask_that_is_painted_on_meanwhile_is_inspected_as_it_was() -> None:
    mask = Mask.of(painted())
    snapshot = mask.snapshot()
    expected = report_of(painted())
    mask.paste(Image.new("L", (40, 30), 255), Rect.of_size(mask.size))
    assert inspect(snapshot, Progress()) == expected


def test_inspecting_can_be_given_up() -> None:
    with pytest.raises(Abandoned):
        inspect(snapshot_of(painted()), Watched(patience=2))


# The request


@pytest.mark.parametrize(
    ("spendable", "price", "doubtful"),
    [
        (None, None, False),
        (None, 18.0, False),
        (500.0, None, False),
        (18.0, 18.0, False),
        (17.99, 18.0, True),
        (0.0, None, True),
        (-3.0, None, True),
        (-3.0, 18.0, True),
    ],
)
def test_the_balance_is_doubted_when_known_to_be_too_low(
    spendable: float | None, price: float | None, *, doubtful: bool
) -> None:
    expected = {FindingKind.BALANCE} if doubtful else set()
    assert found(painted(), spendable=spendable, price=price) == expected


@pytest.mark.parametrize(
    ("prompt", "doubtful"),
    [
        ("", False),
        ("a blue door", False),
        ("café, naïve, 青い扉, Αθήνα", False),
        ("синяя дверь", True),
        ("a blue двеrь", True),
        ("Ёлка", True),
        ("ґанок", True),
    ],
)
def test_cyrillic_anywhere_is_doubted(prompt: str, *, doubtful: bool) -> None:
    assert found(painted(), prompt=prompt) == ({FindingKind.CYRILLIC} if doubtful else set())


@pytest.mark.parametrize(
    ("parent", "kind"),
    [
        (Parent.NONE, FindingKind.NO_TASK),
        (Parent.GRID, FindingKind.PARENT_GRID),
        (Parent.NOT_DONE, FindingKind.PARENT_NOT_DONE),
        (Parent.FAILED, FindingKind.PARENT_FAILED),
        (Parent.MISSING, FindingKind.PARENT_MISSING),
    ],
)
def test_a_parent_that_takes_no_mask_blocks_before_there_is_one(
    parent: Parent, kind: FindingKind
) -> None:
    (first, *_) = findings(Facts(Size(40, 30), parent), None)
    assert first is kind
    assert kind.blocks


def test_a_parent_that_nobody_could_ask_about_is_a_doubt() -> None:
    (kind,) = findings(Facts(Size(40, 30), Parent.UNSURE), report_of(painted()))
    assert (kind, kind.blocks, kind.is_doubt) == (FindingKind.PARENT_UNSURE, False, True)


def test_the_same_request_once_more_is_a_doubt() -> None:
    (kind,) = found(painted(), sent_before=True)
    assert (kind, kind.blocks, kind.is_doubt) == (FindingKind.SENT_BEFORE, False, True)


def test_what_blocks_comes_first_then_doubts() -> None:
    facts = Facts(Size(1, 1), Parent.NOT_DONE, "дверь", -1.0, 18.0, sent_before=True)
    kinds = findings(facts, report_of(painted(white=(3, 3))))
    assert set(kinds) == {
        *(FindingKind.PARENT_NOT_DONE, FindingKind.SIZE, FindingKind.SPECKS),
        *(FindingKind.BALANCE, FindingKind.CYRILLIC, FindingKind.SENT_BEFORE),
    }
    ranks = [0 if kind.blocks else 1 if kind.is_doubt else 2 for kind in kinds]
    assert ranks == sorted(ranks)


# The proof


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_encoded_is_proven(orientation: int) -> None:
    for mask in random_masks():
        if mask.getbbox() is not None:
            snapshot = snapshot_of(mask, orientation)
            prove(encode_mask(snapshot), snapshot)


def png_of(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def greyed(image: Image.Image) -> Image.Image:
    image = image.copy()
    image.putpixel((3, 3), 1)
    return image


def moved(image: Image.Image) -> Image.Image:
    return image.transform(image.size, Image.Transform.AFFINE, (1, 0, 1, 0, 1, 0))


@pytest.mark.parametrize(
    "png",
    [
        png_of(painted(41, 30)),
        png_of(painted(30, 40)),
        png_of(painted().convert("RGB")),
        png_of(painted().convert("1")),
        png_of(moved(painted())),
        png_of(greyed(painted())),
        png_of(Image.new("L", (40, 30))),
        png_of(painted())[:-30],
        b"",
        zlib.compress(b"no picture"),
    ],
)
def test_another_file_than_the_masks_is_refused(png: bytes) -> None:
    with pytest.raises(UnfitMask):
        prove(png, snapshot_of(painted()))


@pytest.mark.parametrize("mask", [Image.new("L", (40, 30)), greyed(painted())])
def test_an_empty_or_grey_mask_is_refused_however_well_it_is_encoded(mask: Image.Image) -> None:
    snapshot = snapshot_of(mask)
    with pytest.raises(UnfitMask):
        prove(png_of(stored_image(snapshot)), snapshot)


def test_no_damaged_file_is_taken_for_the_mask() -> None:
    snapshot = snapshot_of(painted())
    png, pixels = encode_mask(snapshot), painted().tobytes()
    rng = random.Random(7)
    refused = 0
    for _ in range(200):
        spoilt = bytearray(png)
        spoilt[rng.randrange(len(png))] ^= 1 << rng.randrange(8)
        try:
            prove(bytes(spoilt), snapshot)
        except UnfitMask:
            refused += 1
        else:  # a bit that no pixel depends on, such as one of a checksum
            assert Image.open(io.BytesIO(spoilt)).tobytes() == pixels
    assert refused > 100
