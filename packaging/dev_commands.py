"""The commands of dev.py: each sets up what it needs, then does its work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from dev_environment import ROOT, EnvironmentSetupError, prepare
from dev_system import (
    APPEARANCE,
    BUNDLE_LIBRARIES,
    BUNDLE_TOOLS,
    LIBRARIES,
    SMOKE_TOOLS,
    TEST_TOOLS,
    SystemSetupError,
    provide,
)

USAGE = """\
usage: python3 packaging/dev.py run [ARGUMENT...]    start Mask Painter, for instance: run --sandbox
       python3 packaging/dev.py test [ARGUMENT...]   lint, check types, run the tests; the
                                                     arguments go to pytest, for instance: -k canvas
       python3 packaging/dev.py bench [NAME...]      measure speed and memory, print a table; the
                                                     names are listed by: bench --help
       python3 packaging/dev.py bundle               build what a designer installs, into dist/
       python3 packaging/dev.py smoke                try what bundle has made in clean systems
                                                     without Python (Debian, as root)
       python3 packaging/dev.py fuzz [N]             throw N broken inputs (10,000 unless given) at
                                                     whatever reads what others have written

All set up everything themselves: a virtual environment in .venv with the tested versions of
packaging/constraints.txt, and on Debian and Ubuntu, as root, the system's libraries.
"""
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
    # Two at a time: many tests wait more than they compute.
    ("pytest", ("pytest", "--numprocesses=2", "--dist=worksteal")),
)
# These print or work without a window.
WINDOWLESS = ("--self-test", "--export-mask", "--version", "--help", "-h")
FAILED, BAD_ARGUMENTS, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """Carry out the command line after ``dev.py``; return the exit code."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    try:
        match command:
            case "run":
                return run(rest)
            case "test":
                return test(rest)
            case "bench":
                return bench(rest)
            case "bundle":
                return bundle(rest)
            case "smoke":
                return smoke(rest)
            case "fuzz":
                return fuzz(rest)
            case "-h" | "--help":
                print(USAGE, end="")
                return 0
            case _:
                print(USAGE, end="", file=sys.stderr)
                return BAD_ARGUMENTS
    except (EnvironmentSetupError, SystemSetupError) as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


def run(arguments: list[str]) -> int:
    """Start the program with these arguments in the caller's folder; return its exit code."""
    problem = display_problem(sys.platform, os.environ, arguments)
    if problem:
        print(problem, file=sys.stderr)
        return BAD_ARGUMENTS
    provide((*LIBRARIES, *APPEARANCE), say)
    python = prepare((), say)
    # -P: a folder named "app" where the user happens to stand is not our package.
    return _become([str(python), "-P", "-m", "app", *arguments])


def test(arguments: list[str]) -> int:
    """Run every check, each even if the one before failed; return non-zero if any did."""
    provide((*LIBRARIES, *APPEARANCE, *TEST_TOOLS), say)
    python = prepare(("dev",), say)
    os.chdir(ROOT)
    failed = []
    for name, (module, *options) in STEPS:
        extra = arguments if module == "pytest" else []
        say(f"== {name}")
        started = time.monotonic()
        command = [str(python), "-P", "-m", module, *options, *extra]
        code = _wait_for(command)
        say(
            f"== {name}: {f'failed with code {code}' if code else 'ok'}, "
            f"{time.monotonic() - started:.1f} s"
        )
        failed += [name] if code else []
    if failed:
        print("Failed: " + ", ".join(failed), file=sys.stderr)
    return FAILED if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure, on an otherwise idle machine if the figures are to mean something."""
    builds = "bundle" in arguments
    provide((*LIBRARIES, *APPEARANCE, *TEST_TOOLS), say)
    if builds:
        provide((*BUNDLE_LIBRARIES, *BUNDLE_TOOLS), say)
    python = prepare(("dev", "package") if builds else ("dev",), say)
    os.chdir(ROOT)
    return _become([str(python), "-P", "-m", "tests.benchmarks", *arguments])


def bundle(arguments: list[str]) -> int:
    """Build the bundle of this system and its archives, into dist/."""
    provide((*LIBRARIES, *BUNDLE_LIBRARIES, *BUNDLE_TOOLS), say)
    python = prepare(("package",), say)
    # The script's own folder comes first on the path: what it imports lies there.
    return _become([str(python), str(ROOT / "packaging" / "bundle.py"), *arguments])


def smoke(arguments: list[str]) -> int:
    """Try the bundle, installer and package of dist/; non-zero if something doesn't work."""
    provide((*LIBRARIES, *APPEARANCE, *TEST_TOOLS, *SMOKE_TOOLS), say)
    python = prepare(("dev",), say)
    return _become([str(python), str(ROOT / "packaging" / "smoke_test.py"), *arguments])


def fuzz(arguments: list[str]) -> int:
    """Try each reader with so many broken inputs; non-zero if one let an undocumented error out."""
    provide(LIBRARIES, say)
    python = prepare(("dev",), say)
    os.chdir(ROOT)
    return _become([str(python), "-P", "-m", "tests.fuzz", *arguments])


def display_problem(
    platform: str, environment: Mapping[str, str], arguments: Sequence[str]
) -> str | None:
    """One line that says why no window can appear, or None when one can or none is asked for."""
    if not platform.startswith("linux"):
        return None
    if any(environment.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return None
    if any(argument.split("=", 1)[0] in WINDOWLESS for argument in arguments):
        return None
    return (
        "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): use "
        "`xvfb-run python3 packaging/dev.py run` for a virtual one, or `run --self-test` "
        "to try the program without a window."
    )


def say(message: str) -> None:
    """Tell what is going on, at once, also when the output goes to a file."""
    print(message, flush=True)


def _become(command: list[str]) -> int:
    """Run the command in the place of this process: signals and the exit code are its own."""
    if sys.platform == "win32":
        # There, exec returns to the shell at once.
        return _wait_for(command)
    sys.stdout.flush()
    return os.execv(command[0], command)  # noqa: S606 -- a list of arguments and no shell, as meant


def _wait_for(command: list[str]) -> int:
    """Run the command and return its exit code.

    Ctrl+C goes to the command as well, and it is the one that ends; a second one kills it.
    """
    with subprocess.Popen(command) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            try:
                process.wait()
            except KeyboardInterrupt:
                process.kill()
            raise
