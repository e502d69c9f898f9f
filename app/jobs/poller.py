"""When to ask the service next, and when to stop asking. Knows no network and never waits itself.

While answers come, the interval is short. When asking fails, the waits double with jitter (many
clients must not come back in step) up to a limit, and one good answer makes them short again.
Patience ends when the service, though within reach, has told nothing new for long; an absence of
the network doesn't count, nor does the time that a computer sleeps.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. A wait between questions lies between `interval` and `interval + spread`."""

    interval: float = 1.0
    spread: float = 0.5
    first_backoff: float = 1.0
    longest_backoff: float = 30.0
    longest_absence: float = 5.0
    """The limit while the service can't be reached: asking burdens nobody then, and the network
    is found soon after it is back."""
    longest_retry_after: float = 60.0
    patience: float = 30 * 60.0
    longest_step: float = 120.0
    """What one wait and question count at most: whatever took longer, the computer slept."""


DEFAULT_PACE = Pace()


class OutOfPatience(Exception):
    """The service has told nothing new for the whole of `Pace.patience`."""


class Poller:
    """Tells after each question how many seconds to wait before the next."""

    def __init__(
        self,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._uniform = uniform
        self._asked_at = clock()
        self._without_news = 0.0
        self._failures = 0

    def answered(self, *, news: bool) -> float:
        """A good answer came, with or without progress in it. Raises OutOfPatience."""
        self._failures = 0
        step = self._step()
        if news:
            self._without_news = 0.0
        else:
            self._spend(step)
        return self._pace.interval + self._uniform(0.0, self._pace.spread)

    def failed(self, *, retry_after: float | None = None, away: bool = False) -> float:
        """Asking failed; `away`: the service wasn't reached at all. Raises OutOfPatience.

        `retry_after` is what the service asked for, in seconds: never less than that is waited,
        but no more than `Pace.longest_retry_after`.
        """
        step = self._step()
        if not away:
            self._spend(step)
        pace = self._pace
        # Beyond 2**16 the limit holds anyway, and floats overflow some day.
        backoff = pace.first_backoff * 2.0 ** min(self._failures, 16)
        backoff = min(backoff, pace.longest_absence if away else pace.longest_backoff)
        self._failures += 1
        wait = self._uniform(backoff / 2, backoff)
        if retry_after is not None:
            wait = max(wait, min(retry_after, pace.longest_retry_after))
        return wait

    def _step(self) -> float:
        """Seconds since the question before this one, as far as they count."""
        now = self._clock()
        step = min(now - self._asked_at, self._pace.longest_step)
        self._asked_at = now
        return step

    def _spend(self, seconds: float) -> None:
        self._without_news += seconds
        if self._without_news >= self._pace.patience:
            raise OutOfPatience
