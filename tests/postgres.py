"""A PostgreSQL of the tests' own: made in a temporary folder, on a free port, gone afterwards."""

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
    def __enter__(self) -> "Cluster":
        folder = binaries()
        assert folder is not None, "PostgreSQL's server is not installed"
        self.bin = folder
        self.home = Path(tempfile.mkdtemp(prefix="krug-postgres-"))
        self.user = self._owner()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run(
            "initdb",
            "-D",
            str(self.home / "data"),
            "-A",
            "trust",
            "-U",
            "krug",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        options = (
            f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        )
        self._run(
            "pg_ctl",
            "-D",
            str(self.home / "data"),
            "-w",
            "-o",
            options,
            "-l",
            str(self.home / "log"),
            "start",
        )
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "krug", "krug")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "-D", str(self.home / "data"), "-m", "immediate", "stop")
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
