"""When the service is asked next: tables of what came and how long is waited."""

from __future__ import annotations

import pytest

from app.jobs.poller import OutOfPatience, Pace, Poller

PACE = Pace(
    interval=1.0,
    spread=0.5,
    first_backoff=1.0,
    longest_backoff=30.0,
    longest_absence=8.0,
    longest_retry_after=60.0,
    patience=100.0,
    longest_step=20.0,
)


class Clock:
    """Time that goes on only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def highest(low: float, high: float) -> float:
    return high


def lowest(low: float, high: float) -> float:
    return low


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_while_answers_come_the_interval_is_short(clock: Clock) -> None:
    assert Poller(PACE, clock=clock, uniform=lowest).answered(news=True) == 1.0
    assert Poller(PACE, clock=clock, uniform=highest).answered(news=False) == 1.5


@pytest.mark.parametrize(
    ("away", "waits"),
    [
        (False, [1, 2, 4, 8, 16, 30, 30, 30]),
        (True, [1, 2, 4, 8, 8, 8]),
    ],
)
def test_waits_double_up_to_a_limit(clock: Clock, away: bool, waits: list[float]) -> None:
    poller = Poller(PACE, clock=clock, uniform=highest)
    assert [poller.failed(away=away) for _ in waits] == waits


def test_jitter_takes_away_up_to_half(clock: Clock) -> None:
    poller = Poller(PACE, clock=clock, uniform=lowest)
    assert [poller.failed() for _ in range(7)] == [0.5, 1, 2, 4, 8, 15, 15]


def test_one_good_answer_makes_the_waits_short_again(clock: Clock) -> None:
    poller = Poller(PACE, clock=clock, uniform=highest)
    for _ in range(6):
        poller.failed(away=True)
    assert poller.answered(news=False) == 1.5
    assert poller.failed() == 1.0


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 1.0), (5.0, 5.0), (60.0, 60.0), (3600, 60.0)])
def test_retry_after_is_respected_within_reason(clock: Clock, asked: float, waited: float) -> None:
    assert Poller(PACE, clock=clock, uniform=highest).failed(retry_after=asked) == waited


def test_a_short_retry_after_does_not_undo_the_backoff(clock: Clock) -> None:
    poller = Poller(PACE, clock=clock, uniform=highest)
    assert [poller.failed(retry_after=2.0) for _ in range(4)] == [2.0, 2.0, 4.0, 8.0]


def steps(poller: Poller, clock: Clock, what: str, seconds: float = 10.0) -> int | None:
    """After how many questions of a kind patience is out; None when it isn't after 50."""
    for count in range(1, 51):
        clock.now += seconds
        try:
            match what:
                case "news":
                    poller.answered(news=True)
                case "nothing new":
                    poller.answered(news=False)
                case "failed":
                    poller.failed()
                case "away":
                    poller.failed(away=True)
        except OutOfPatience:
            return count
    return None


@pytest.mark.parametrize(
    ("what", "ended"), [("news", None), ("nothing new", 10), ("failed", 10), ("away", None)]
)
def test_patience_ends_when_a_service_in_reach_tells_nothing_new(
    clock: Clock, what: str, ended: int | None
) -> None:
    assert steps(Poller(PACE, clock=clock), clock, what) == ended


def test_news_renew_patience(clock: Clock) -> None:
    poller = Poller(PACE, clock=clock)
    clock.now += 10
    for _ in range(4):
        clock.now += 20
        poller.answered(news=False)
    poller.answered(news=True)
    assert steps(poller, clock, "nothing new") == 10


def test_an_absence_of_the_network_neither_counts_nor_renews(clock: Clock) -> None:
    poller = Poller(PACE, clock=clock)
    for _ in range(4):
        clock.now += 20
        poller.answered(news=False)
    assert steps(poller, clock, "away", seconds=3600) is None
    assert steps(poller, clock, "nothing new") == 2


def test_a_night_that_the_computer_slept_counts_as_one_step(clock: Clock) -> None:
    poller = Poller(PACE, clock=clock)
    clock.now += 8 * 3600
    poller.answered(news=False)
    assert steps(poller, clock, "nothing new") == 8


def test_the_pace_of_the_product_is_the_documented_one() -> None:
    pace = Pace()
    assert 1.0 <= pace.interval <= pace.interval + pace.spread <= 2.0
    assert (pace.longest_backoff, pace.longest_retry_after, pace.patience) == (30, 60, 1800)
    # The network that is back is found within a few seconds.
    assert pace.longest_absence == 5
