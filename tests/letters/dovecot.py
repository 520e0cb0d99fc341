"""A real IMAP server on loopback, of this run alone."""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONF = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
auth_failure_delay = 0
mail_location = maildir:{home}/mail/%u
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
passdb {{
  driver = static
  args = password={password}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
PASSWORD = "app-password-1"


class Dovecot:
    """Any login with PASSWORD has a mailbox of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port

    def client(self, login: str) -> imaplib.IMAP4:
        made = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        made.login(login, PASSWORD)
        return made

    def put(self, login: str, raw: bytes, folder: str = "INBOX") -> None:
        client = self.client(login)
        answer = client.append(folder, "", "", raw)
        assert answer[0] == "OK", answer
        client.logout()

    def letters(self, login: str, folder: str = "INBOX") -> list[bytes]:
        client = self.client(login)
        client.select(folder, readonly=True)
        _ok, (numbers,) = client.search(None, "ALL")
        found = [client.fetch(one.decode(), "(FLAGS BODY.PEEK[])")[1][0] for one in numbers.split()]
        client.logout()
        return [one[1] for one in found]

    def recreate(self, login: str, folder: str) -> None:
        """Its UIDVALIDITY is another one afterwards."""
        client = self.client(login)
        client.delete(folder)
        client.create(folder)
        client.logout()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[Dovecot]:
    binary = shutil.which("dovecot") or "/usr/sbin/dovecot"
    home = Path(tempfile.mkdtemp(prefix="krug-dovecot-"))
    root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    group = subprocess.run(
        ["getent", "group", str(owner.pw_gid)], capture_output=True, text=True, check=True
    ).stdout.split(":")[0]
    port = free_port()
    conf = home / "dovecot.conf"
    conf.write_text(CONF.format(home=home, port=port, user=owner.pw_name, group=group, password=PASSWORD))
    (home / "mail").mkdir()
    home.chmod(0o755)
    if root:
        os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
    process = subprocess.Popen(
        [binary, "-F", "-c", str(conf)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        _await(process, port, home)
        yield Dovecot(home, port)
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _await(process: "subprocess.Popen[bytes]", port: int, home: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if process.poll() is not None:
            said = process.stdout.read().decode() if process.stdout else ""
            raise RuntimeError(
                f"dovecot ended: {said} {(home / 'log').read_text() if (home / 'log').exists() else ''}"
            )
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=2).logout()
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("dovecot does not answer")
