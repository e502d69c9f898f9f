"""A Debian with nothing in it but what is named here, and programs that run inside.

Whatever runs there sees no file of this machine, as chroot has it, and starts with an empty
environment.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

USER, USER_ID = "designer", 4711
HOME = Path("/home", USER)
_AS_ROOT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
_APT = ("apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends")
_PATIENCE = 300.0  # seconds for a command; installing takes the longest


class SmokeFailed(Exception):
    """Something is not as it must be, in the clean system or in making it; the text says what."""


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class CleanRoot:
    """The system in `path`. Folders of `read_only` can't be written to in it, not even by root."""

    path: Path
    read_only: list[Path] = field(default_factory=list)
    _shown: list[Path] = field(default_factory=list)

    def inside(self, path: Path | str) -> Path:
        """Where a file of the system is for us."""
        return self.path / str(path).lstrip("/")

    def show(self, folder: Path) -> None:
        """From now on, this folder of this machine is in the system, too."""
        self.inside(folder).mkdir(parents=True, exist_ok=True)
        self._shown.append(folder)

    def command(
        self, words: Sequence[str | Path], variables: Mapping[str, str], *, root: bool = False
    ) -> list[str]:
        """What runs a command inside, as the unprivileged user unless `root`.

        Its mounts are its own, and go with it.
        """
        place = shlex.quote(str(self.path))
        lines = ["set -eu", f"mount --rbind /dev {place}/dev", f"mount -t proc proc {place}/proc"]
        lines += [
            f"mount --bind {shlex.quote(str(folder))} {self._quoted(folder)}"
            for folder in self._shown
        ]
        for folder in self.read_only:
            lines.append(f"mount --bind {self._quoted(folder)} {self._quoted(folder)}")
            lines.append(f"mount -o remount,bind,ro {self._quoted(folder)}")
        identity = "0" if root else str(USER_ID)
        become = ["setpriv", f"--reuid={identity}", f"--regid={identity}", "--clear-groups"]
        pairs = [f"{name}={value}" for name, value in variables.items()]
        inner = ["chroot", self.path, "/usr/bin/env", "-i", f"PATH={_AS_ROOT['PATH']}", *become]
        inner += ["/usr/bin/env", "-i", *pairs, *words]
        lines.append(shlex.join(["exec", *map(str, inner)]))
        return ["unshare", "--mount", "sh", "-c", "\n".join(lines)]

    def run(self, *words: str | Path, **variables: str) -> Said:
        """Run a command as the user, with only these variables, to its end."""
        return self._run(self.command(words, variables))

    def manage(self, *words: str | Path) -> str:
        """Run a command as root; what it printed. Raises SmokeFailed."""
        said = self._run(self.command(words, _AS_ROOT, root=True))
        if said.code:
            last = "\n".join((said.out + said.err).splitlines()[-12:])
            raise SmokeFailed(
                f"{shlex.join(map(str, words))} failed with code {said.code}:\n{last}"
            )
        return said.out

    def install(self, *packages: str) -> None:
        """Install Debian's packages of these names. Raises SmokeFailed."""
        self.manage(*_APT, "update")
        self.manage(*_APT, "install", *packages)

    def install_file(self, package: Path) -> None:
        """Install a package that lies inside, then what it depends on. Raises SmokeFailed."""
        # It stays unconfigured as long as something is missing, and dpkg calls that a failure.
        self._run(self.command(("dpkg", "-i", package), _AS_ROOT, root=True))
        self.manage(*_APT, "update")
        self.manage(*_APT, "--fix-broken", "install")

    def files(self) -> set[str]:
        """Every path in it, but those of folders."""
        return {
            f"/{path.relative_to(self.path)}"
            for path in self.path.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }

    def _quoted(self, path: Path) -> str:
        return shlex.quote(str(self.inside(path)))

    @staticmethod
    def _run(command: Sequence[str]) -> Said:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


@contextmanager
def copied(original: Path) -> Iterator[CleanRoot]:
    """A copy of a system to do anything with, until the end of the `with` statement."""
    # Not below the original: the name of a socket in it may have a hundred letters.
    with tempfile.TemporaryDirectory(prefix="smoke-") as folder:
        target = Path(folder, "root")
        subprocess.run(["cp", "-a", "--reflink=auto", str(original), str(target)], check=True)
        yield CleanRoot(target)


def minimal(folder: Path, say: Callable[[str], None]) -> Path:
    """The least Debian there is, of this machine's release; made once. Raises SmokeFailed."""
    release = _os_release()
    name = release.get("VERSION_CODENAME", "")

    def make(target: Path) -> None:
        # It finds the release's own mirror.
        command = ["debootstrap", "--variant=minbase", name, str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SmokeFailed(f"debootstrap failed:\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
        system = CleanRoot(target)
        system.manage("useradd", "--create-home", f"--uid={USER_ID}", USER)

    return _made_once(folder / f"{release.get('ID', 'debian')}-{name}", make, say)


def with_packages(base: Path, packages: Sequence[str], say: Callable[[str], None]) -> Path:
    """The same system with these packages of Debian; made once. Raises SmokeFailed."""

    def make(target: Path) -> None:
        subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(target)], check=True)
        CleanRoot(target).install(*packages)

    return _made_once(base.with_name(f"{base.name}-{'-'.join(packages)}"), make, say)


def _made_once(folder: Path, make: Callable[[Path], None], say: Callable[[str], None]) -> Path:
    if folder.is_dir():
        return folder
    say(f"Making a clean system in {folder}")
    # Under another name until it is whole.
    rough = folder.with_name(f"{folder.name}.rough")
    shutil.rmtree(rough, ignore_errors=True)
    rough.parent.mkdir(parents=True, exist_ok=True)
    make(rough)
    return rough.rename(folder)


def _os_release() -> dict[str, str]:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}
