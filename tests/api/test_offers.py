"""What the words of a task's `actions` offer."""

from __future__ import annotations

import pytest

from app.api.offers import Offers


def test_documented_grid_offers_no_third_variation() -> None:
    """As the service's page has them: misspelled, one missing, one twice."""
    words = "upsamle_1 upsamle_2 upsamle_3 upsamle_4 reroll variation_1 variation_2 variation_4"
    offers = Offers.of([*words.split(), "variation_4"])
    assert offers == Offers((1, 2, 3, 4), (1, 2, 4), (), reroll=True)
    assert offers.is_grid


def test_upsampled_picture_offers_two_strengths() -> None:
    offers = Offers.of(["low_variation", "zoom_out", "high_variation", "pan_left"])
    assert offers == Offers(modes=("high", "low"))
    assert not offers.is_grid


def test_spellings_of_upsample_count_once_each() -> None:
    words = ["upsample_3", "upsamle_1", "UPSAMPLE_3", "upsample_5", "upsample_", "upsampled_2"]
    assert Offers.of(words) == Offers(upsamples=(1, 3))


@pytest.mark.parametrize(
    ("words", "is_grid"),
    [
        ((), False),
        (("reroll",), False),
        (("reroll", "upsamle_3"), True),
        (("variation_2",), True),
        (("reroll", "high_variation"), False),
        (("variation_0", "variation_12", "variation"), False),
    ],
)
def test_one_quadrant_on_offer_makes_a_grid(words: tuple[str, ...], is_grid: bool) -> None:
    assert Offers.of(words).is_grid is is_grid
