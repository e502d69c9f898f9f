"""How long a job still takes: what is usual, and its own percent, which counts more and more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.jobs.job import Job, JobKind, JobState

# Late is what takes longer than usual by a quarter and ten seconds: half of all jobs take longer
# than the one in the middle.
_LATE_SHARE, _LATE_SECONDS = 1.25, 10.0
# A better estimate takes over within some seconds, so that the figure never leaps; one that is only
# a little higher doesn't, so that it doesn't go up and down.
_EASING = 4.0
_TOLERANCE_SHARE, _TOLERANCE_SECONDS = 1.25, 5.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """`seconds` are left, None when it takes longer than usual and nobody can tell."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class _Told:
    at: float
    seconds: float


class Forecaster:
    """Tells how long the waiting jobs still take; for one thread.

    What it says of a job follows from what it said before: time passes, and the estimate is
    approached. Asking twice at the same moment gives the same answer.
    """

    def __init__(self) -> None:
        self._usual: Mapping[JobKind, float] = {}
        self._told: dict[str, _Told] = {}

    def learn(self, usual: Mapping[JobKind, float]) -> None:
        """How many seconds jobs of each kind usually take, from the task's being known on."""
        self._usual = usual

    def forecast(self, job: Job, now: float) -> Forecast | None:
        """How long a job still takes, at `now` (seconds since the epoch); None for one that isn't
        waiting, and for kinds of which nothing is known.
        """
        usual = self._usual.get(job.kind)
        if job.state is not JobState.WAITING or usual is None:
            self._told.pop(job.id, None)
            return None
        elapsed = max(0.0, now - job.changed_at)
        estimate = _estimate(usual, elapsed, job.percent)
        if estimate is None:
            return Forecast(None)
        told = self._told.get(job.id)
        seconds = estimate if told is None else _eased(told, estimate, now)
        self._told[job.id] = _Told(now, seconds)
        return Forecast(seconds)


def _estimate(usual: float, elapsed: float, percent: int) -> float | None:
    late = elapsed > max(usual * _LATE_SHARE, usual + _LATE_SECONDS)
    if late or (percent == 0 and elapsed >= usual):
        return None
    by_time = max(0.0, usual - elapsed)
    if percent == 0:
        return by_time
    by_percent = elapsed * (100 - percent) / percent
    weight = max(percent / 100, min(1.0, elapsed / usual)) if usual > 0 else 1.0
    return (1 - weight) * by_time + weight * by_percent


def _eased(told: _Told, estimate: float, now: float) -> float:
    passed = max(0.0, now - told.at)
    left = max(0.0, told.seconds - passed)
    if left <= estimate <= left * _TOLERANCE_SHARE + _TOLERANCE_SECONDS:
        return left
    return left + (estimate - left) * (1 - math.exp(-passed / _EASING))
