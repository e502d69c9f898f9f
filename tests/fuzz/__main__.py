"""Fuzz every target, two at a time, each in a process whose memory is limited; print a table.

    python -m tests.fuzz [CASES] [TARGET...]

Exit code 1 when anything was found; what and how to see it again is printed then.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.fuzz.fuzzing import nothing_left, run
from tests.fuzz.targets import TARGETS

CASES = 10_000
# A picture of 100 megapixels may need some 900 MB on its way through the codec.
MEMORY = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a target fared: exit code, seconds, peak of resident memory in MB, what was said."""

    name: str
    code: int
    seconds: float
    megabytes: int
    said: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__)
    parser.add_argument("cases", nargs="?", type=int, default=CASES, help="of each target")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seed", type=int, help="for the same cases again")
    parser.add_argument("--here", action="store_true", help="one target, in this process")
    given = parser.parse_args()
    names = given.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    number = secrets.randbits(32) if given.seed is None else given.seed
    if given.here:
        return _here(names[0], given.cases, number)
    return _all(names, given.cases, number)


def say(text: object) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _here(name: str, cases: int, number: int) -> int:
    peak = _limit_memory()
    with nothing_left():
        run(TARGETS[name], cases, number)
    say(peak())
    return 0


def _limit_memory() -> Callable[[], int]:
    """Set the limit; the function returned tells the peak so far, in MB."""
    if sys.platform == "win32":
        return int
    import resource  # not there on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def _all(names: list[str], cases: int, number: int) -> int:
    say(f"{cases} cases of each target, --seed {number}")
    say(f"{'target':<16}{'seconds':>8}{'MB':>6}  outcome")
    outcomes = []
    with ThreadPoolExecutor(2) as pool:
        for outcome in pool.map(lambda name: _in_a_process(name, cases, number), names):
            verdict = "ok" if outcome.code == 0 else f"failed with code {outcome.code}"
            figures = f"{outcome.seconds:>8.0f}{outcome.megabytes:>6}"
            say(f"{outcome.name:<16}{figures}  {verdict}")
            outcomes.append(outcome)
    failed = [outcome for outcome in outcomes if outcome.code]
    for outcome in failed:
        say(f"\n== {outcome.name}\n{outcome.said}")
    return 1 if failed else 0


def _in_a_process(name: str, cases: int, number: int) -> Outcome:
    command = [sys.executable, "-P", "-m", "tests.fuzz", str(cases), name, "--here"]
    command += ["--seed", str(number)]
    # One arena, so that the limit is about memory that is used.
    environment = {**os.environ, "PYTHONPATH": os.getcwd(), "MALLOC_ARENA_MAX": "1"}  # noqa: PTH109
    begun = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    peak = done.stdout.split()[-1] if done.returncode == 0 and done.stdout else "0"
    seconds = time.monotonic() - begun
    return Outcome(name, done.returncode, seconds, int(peak), done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(main())
