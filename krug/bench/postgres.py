"""A PostgreSQL of our own for tests and measurements, gone afterwards unless a folder to keep is named."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """A running server. `keep`: a folder whose data stay for the next time."""

    def __init__(self, keep: Path | None = None) -> None:
        folder = binaries()
        if folder is None:
            raise OSError(
                "PostgreSQL's server is not installed: apt-get install postgresql postgresql-contrib"
            )
        self.bin = folder
        self.keep = keep is not None
        self.home = keep or Path(tempfile.mkdtemp(prefix="krug-postgres-"))

    def __enter__(self) -> "Cluster":
        self.home.mkdir(parents=True, exist_ok=True)
        self.user = self._owner()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        fresh = not (self.home / "data").exists()
        if fresh:
            self._run(
                *["initdb", "-D", "data", "-A", "trust", "-U", "krug", "-E", "UTF8", "--locale=C.UTF-8"]
            )
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run(
            "pg_ctl", "-D", "data", "-w", "-o", f"{options} -c max_connections=200", "-l", "log", "start"
        )
        if fresh:
            self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "krug", "krug")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "fast" if self.keep else "immediate", "stop")
        if not self.keep:
            shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://krug@127.0.0.1:{self.port}/{name}"

    def _owner(self) -> int | None:
        """PostgreSQL refuses to run as root: then it runs as user postgres, who gets the folder."""
        if os.geteuid() != 0:
            return None
        uid = pwd.getpwnam("postgres").pw_uid
        os.chown(self.home, uid, -1)
        return uid

    def _run(self, program: str, *args: str) -> None:
        subprocess.run(
            [str(self.bin / program), *args],
            check=True,
            user=self.user,
            cwd=self.home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
