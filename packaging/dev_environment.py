"""The virtual environment .venv: made, kept up to date, and made again when it is broken."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from dev_system import install_packages, is_debian

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
INPUTS = (CONSTRAINTS, ROOT / "pyproject.toml")
STAMP = VENV / "mask-painter-setup.json"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

# Run by the environment's own Python: what it is and what is installed in it.
PROBE = """
import importlib.metadata, json, platform, sys
found = {d.name: d.version for d in importlib.metadata.distributions()}
print(json.dumps({"python": platform.python_version(), "prefix": sys.prefix, "installed": found}))
"""


class EnvironmentSetupError(Exception):
    """The virtual environment can't be made; the text says why and what to do."""


class Verdict(StrEnum):
    """What is to be done with the environment as it was found."""

    READY = "ready"
    UPDATE = "update"
    REBUILD = "rebuild"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Written into the environment as the last step of its set-up: what it was made for.

    ``python`` is the full version, ``root`` the tree that the editable install points to,
    ``inputs`` the digest of the files that say what is installed, ``installed`` the versions by
    distribution. Without a stamp, a set-up was interrupted.
    """

    python: str
    root: str
    inputs: str
    extras: tuple[str, ...] = ()
    installed: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the environment's Python says of itself."""

    python: str
    prefix: str
    installed: dict[str, str]


def judge(stamp: Stamp | None, found: Found | None, wanted: Stamp) -> tuple[Verdict, str]:
    """What is to be done, and why: the reason is one plain sentence, empty when ready.

    ``found`` is None when the environment's Python doesn't start.
    """
    if stamp is None:
        return Verdict.REBUILD, "its last set-up was not finished"
    if found is None:
        return Verdict.REBUILD, "its Python does not start"
    if (stamp.root, found.prefix) != (wanted.root, str(Path(wanted.root) / VENV.name)):
        return Verdict.REBUILD, "the folder was moved or copied"
    if not stamp.python == found.python == wanted.python:
        return Verdict.REBUILD, f"it was made with Python {stamp.python}"
    expected = stamp.installed or {}
    damaged = sorted(name for name in expected if found.installed.get(name) != expected[name])
    if damaged:
        return Verdict.REBUILD, f"{damaged[0]} in it was changed or removed"
    if stamp.inputs != wanted.inputs:
        return Verdict.UPDATE, "the list of what is installed has changed"
    if not set(wanted.extras) <= set(stamp.extras):
        return Verdict.UPDATE, "the development tools are missing"
    return Verdict.READY, ""


def prepare(extras: tuple[str, ...], say: Callable[[str], None]) -> Path:
    """Make .venv hold the project with these extras, and return its Python.

    Raises EnvironmentSetupError, or dev_system.SystemSetupError when Debian's package of Python's
    own venv module can't be installed.
    """
    with _one_at_a_time(say):
        stamp = _read_stamp()
        wanted = Stamp(
            platform.python_version(), str(ROOT), digest([f.read_bytes() for f in INPUTS]), extras
        )
        if not VENV.exists():
            verdict, reason = Verdict.REBUILD, ""
        else:
            verdict, reason = judge(stamp, _probe(), wanted)
        if verdict is Verdict.READY:
            return PYTHON
        if reason:
            say(f"The environment .venv needs a set-up: {reason}.")
        if verdict is Verdict.REBUILD:
            _create(say)
        elif stamp is not None:
            extras = tuple(sorted({*extras, *stamp.extras}))
        _install(extras, wanted, say)
        return PYTHON


def digest(contents: list[bytes]) -> str:
    """A digest of the files' contents that ignores how a checkout ends its lines."""
    lines = [content.replace(b"\r\n", b"\n") for content in contents]
    return hashlib.sha256(b"\0".join(lines)).hexdigest()


def base_python() -> str:
    """The interpreter below any virtual environment this one runs in, .venv itself included."""
    return getattr(sys, "_base_executable", None) or sys.executable


def pip_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables for pip, less those that would install elsewhere or something else."""
    dropped = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONPATH", "PYTHONHOME"}
    dropped |= {"PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_EXTRA", "PIP_NO_DEPS"}
    return {name: value for name, value in environment.items() if name not in dropped}


def explain_pip(output: str) -> str:
    """What to do about a failed installation, judged by what pip printed."""
    if re.search(r"No space left|Errno 28", output):
        return "The disk is full: the environment needs about 600 MB."
    if re.search(r"CERTIFICATE_VERIFY_FAILED|SSLError", output):
        return "The package index's certificate is not trusted here: set PIP_CERT to your own."
    if re.search(r"Failed to establish|NameResolution|Connection|timed out|ProxyError", output):
        return "The package index can't be reached: check the network, or set PIP_INDEX_URL."
    if re.search(r"No matching distribution|from versions: none", output):
        return "There is no such package for this system or Python: try Python 3.11 to 3.14."
    return "When that is mended, run the same command again: it starts where this one stopped."


def _create(say: Callable[[str], None]) -> None:
    say(f"Creating .venv with Python {platform.python_version()}")
    _require_venv_module(say)
    if VENV.is_dir() and not VENV.is_symlink():
        try:
            shutil.rmtree(VENV)
        except OSError as error:
            raise EnvironmentSetupError(
                f"{VENV} can't be removed ({error}): close the programs that use it."
            ) from error
    else:
        VENV.unlink(missing_ok=True)
    done = _run_quietly([base_python(), "-I", "-m", "venv", str(VENV)], os.environ)
    if done.returncode:
        raise EnvironmentSetupError(
            f"Python could not make the environment .venv:\n{_tail(done.stdout)}\n"
            "Python's own modules venv and ensurepip must be installed."
        )


def _require_venv_module(say: Callable[[str], None]) -> None:
    """Debian splits ensurepip off Python: install it where that is possible."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    packages = (f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", "python3-venv")
    debian = (
        sys.platform == "linux"
        and Path("/etc/os-release").is_file()
        and is_debian(Path("/etc/os-release").read_text(encoding="utf-8", errors="replace"))
        and shutil.which("apt-get")
    )
    if not debian:
        raise EnvironmentSetupError("This Python lacks its modules venv and ensurepip.")
    if os.geteuid() != 0:
        raise EnvironmentSetupError(
            f"Python's venv module is missing. Use: sudo apt-get install -y {packages[0]}"
        )
    say(f"Installing {packages[0]}")
    install_packages([packages])
    importlib.invalidate_caches()


def _install(extras: tuple[str, ...], wanted: Stamp, say: Callable[[str], None]) -> None:
    # From here to the last line the environment is unfinished, and its missing stamp says so.
    STAMP.unlink(missing_ok=True)
    say("Installing the tested packages (the first time, some 100 MB are downloaded)")
    # The build backend comes first and stays: how constraints reach the isolated environment that
    # pip would make for it differs between pip's versions (25.3 changed it).
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    _pip_install(project["build-system"]["requires"])
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    _pip_install(["--no-build-isolation", "--editable", target])
    found = _probe()
    if found is None:
        raise EnvironmentSetupError(f"{PYTHON} does not start after the set-up.")
    stamp = Stamp(wanted.python, wanted.root, wanted.inputs, extras, found.installed)
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    unfinished.replace(STAMP)


def _pip_install(arguments: list[str]) -> None:
    command = [str(PYTHON), "-I", "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar=off", "--constraint", str(CONSTRAINTS), *arguments]
    done = _run_quietly(command, pip_environment(os.environ))
    if done.returncode:
        raise EnvironmentSetupError(
            f"pip could not install the packages:\n{_tail(done.stdout)}\n{explain_pip(done.stdout)}"
        )


def _read_stamp() -> Stamp | None:
    try:
        fields = json.loads(STAMP.read_text(encoding="utf-8"))
        return Stamp(**{**fields, "extras": tuple(fields["extras"])})
    except (OSError, ValueError, TypeError, KeyError):
        # Absent, cut off, or of another version of this file: all mean a set-up from scratch.
        return None


def _probe() -> Found | None:
    try:
        done = subprocess.run(
            [str(PYTHON), "-I", "-c", PROBE],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return Found(**json.loads(done.stdout)) if done.returncode == 0 else None
    except (OSError, ValueError, TypeError, subprocess.TimeoutExpired):
        return None


def _run_quietly(
    command: list[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _tail(output: str) -> str:
    return "\n".join("    " + line for line in output.splitlines()[-15:])


@contextlib.contextmanager
def _one_at_a_time(say: Callable[[str], None]) -> Iterator[None]:
    """Let a second set-up of the same tree wait for the first one (not on Windows)."""
    if sys.platform == "win32":
        yield
    else:
        import fcntl  # Not there on Windows.

        with INPUTS[0].open("rb") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another set-up of this folder")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
