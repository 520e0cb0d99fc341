"""The command line as an administrator meets it: each call a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from krug.site.cli import COMMANDS, Commands, InOrder, krug
from tests.decks.packages import packed
from tests.installation import fresh_home

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cli")]
ROOT = Path(__file__).resolve().parents[2]
ADD = ["user", "add", "--unit", "Pharma", "--password", "Winter-evening-9"]


class Shell:
    def __init__(self, home: Path) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
        self.environ = {**clean, "KRUG_HOME": str(home), "KRUG_LOG_LEVEL": "ERROR"}

    def __call__(self, *args: str, **settings: str) -> tuple[int, str, str]:
        """(exit code, what was said, what was complained of)"""
        done = subprocess.run(
            [sys.executable, "-m", "krug", *args],
            cwd=ROOT,
            env={**self.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout, done.stderr

    def done(self, *args: str) -> str:
        code, said, complaint = self(*args)
        assert code == 0, complaint
        return said


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    home = tmp_path_factory.mktemp("installation")
    fresh_home(home, "")
    made = Shell(home)
    made.done(*ADD, "head@x.test", "--name", "Head", "--role", "head")
    return made


def test_help_is_in_order_and_each_summary_whole(shell: Shell) -> None:
    names = re.findall(r"^  (\w+)  +\S", shell.done("--help").partition("Commands:")[2], re.M)
    assert names == list(COMMANDS)
    for name in ("demo", "user", "import", "deck"):
        group = krug.get_command(click.Context(krug), name)
        assert isinstance(group, InOrder)
    for group in (krug, *(krug.get_command(click.Context(krug), name) for name in COMMANDS)):
        if isinstance(group, (Commands, InOrder)):
            listed = group.get_help(click.Context(group)).partition("Commands:")[2]
            assert listed
            assert "..." not in listed, group.name


@pytest.mark.parametrize(
    ("args", "settings", "code", "sentence"),
    [
        (["nonsense"], {}, 2, "No such command 'nonsense'"),
        (["user", "add", "x@x.test"], {}, 2, "Missing option"),
        (["bench", "nope"], {}, 2, "there are: pages, figures, append, sync, slide"),
        (["--help"], {"KRUG_PROT": "1"}, 3, "Did you mean KRUG_PORT?"),
        (["check"], {"KRUG_TIME_ZONE": "Nowhere/Land"}, 3, "KRUG_TIME_ZONE is 'Nowhere/Land'"),
        (["serve"], {"KRUG_PORT": "99999"}, 3, "KRUG_PORT is '99999'; expected a port number"),
        (["check"], {}, 1, "not applied: run krug migrate"),
        (["check"], {"KRUG_URL": "http://localhost:8000"}, 1, "two sites to a browser"),
        (["user", "deactivate", "x@x.test"], {}, 1, "`krug check` says what is wrong"),
        (["migrate"], {"KRUG_DATABASE": "postgresql://u:p@127.0.0.1:1/x"}, 1, "Connection refused"),
    ],
)
def test_errors_are_a_sentence_and_a_code(
    shell: Shell, args: list[str], settings: dict[str, str], code: int, sentence: str
) -> None:
    found, said, complaint = shell(*args, **settings)
    assert (found, said) == (code, "")
    assert sentence in complaint
    assert "Traceback" not in complaint


def test_a_fit_installation_is_said_to_be_so(installation: Shell) -> None:
    assert "not compiled" not in installation("check")[2]
    assert "migrations" not in installation("check")[2]


def test_users(installation: Shell) -> None:
    nina = [*ADD, "nina@x.test", "--name", "Nina", "--role", "manager"]
    assert installation.done(*nina) == "nina@x.test can sign in as manager.\n"
    assert installation(*nina)[:2] == (1, "")
    assert installation(*nina, "--password", "123")[:2] == (1, "")
    installation.done("user", "password", "nina@x.test", "--password", "Summer-morning-9")
    token = ["user", "token", "nina@x.test", "--name", "Site", "--permission"]
    assert installation.done(*token, "see_customers").startswith("krug_")
    assert installation(*token, "fly")[:2] == (1, "")
    installation.done("user", "deactivate", "nina@x.test")
    code, _said, complaint = installation(*token, "see_customers")
    assert (code, complaint) == (1, "Error: There is no active user nina@x.test.\n")


def test_a_company_of_ones_own(installation: Shell, tmp_path: Path) -> None:
    rep, land = "anna@x.test", ["--territory", "Coast"]
    installation.done(*ADD, rep, "--name", "Anna", "--role", "rep")
    assert installation("user", "place", rep, *land)[::2] == (
        1,
        "Error: There is no territory «Coast»: pass --team, for a team answers for it.\n",
    )
    place = ["user", "place", rep, "--team", "North", "--under", "Sales", *land, "--group", "Everybody"]
    assert installation.done(*place) == installation.done(*place) == f"{rep} is placed.\n"
    file = tmp_path / "doctors.csv"
    file.write_text("Last name;Phone\nPetrova;+7 916 111 22 33\n")
    installation.done("import", "contacts", str(file), "--user", "head@x.test", *land)
    assert seen_by(installation, rep) == ["Petrova"]
    installation.done("user", "unplace", rep, *land, "--group", "Everybody")
    assert seen_by(installation, rep) == []
    assert installation("user", "unplace", rep, "--group", "Moon")[::2] == (1, "Error: There is no «Moon».\n")


def seen_by(installation: Shell, email: str) -> list[str]:
    return python(
        installation,
        "from krug.access.models import User\n"
        "from krug.customers.queries import person_list\n"
        f"print(*(one.name for one in person_list(User.objects.get(email={email!r})).lines), sep='\\n')",
    ).split()


def python(installation: Shell, code: str) -> str:
    environ = {**installation.environ, "DJANGO_SETTINGS_MODULE": "krug.site.settings"}
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_lost_tablet(installation: Shell) -> None:
    installation.done(*ADD, "lena@x.test", "--name", "Lena", "--role", "rep")
    python(
        installation,
        "import uuid\n"
        "from krug.access.models import User\n"
        "from krug.sync.models import Device\n"
        "user = User.objects.get(email='lena@x.test')\n"
        "Device.objects.create(uid=uuid.uuid4(), user=user, name='Galaxy Tab')",
    )
    revoke = ["user", "revoke-tablets", "lena@x.test"]
    assert installation.done(*revoke) == "Shut out: Galaxy Tab.\n"
    assert installation.done(*revoke) == "Shut out: there was none.\n"


def test_contacts(installation: Shell, tmp_path: Path) -> None:
    file = tmp_path / "doctors.csv"
    file.write_text("Фамилия;Имя;E-mail\nПетрова;Анна;anna@x.test\n;;wrong\n", encoding="cp1251")
    said = installation.done("import", "contacts", str(file), "--user", "head@x.test")
    assert "1 taken, 0 known already, 1 rejected." in said
    assert ";;wrong" in (tmp_path / "doctors.rejected.csv").read_text(encoding="utf-8-sig")
    assert installation("import", "contacts", str(file), "--user", "head@x.test", "--territory", "Moon")[
        ::2
    ] == (
        1,
        "Error: There is no territory «Moon».\n",
    )
    assert installation("import", "contacts", str(tmp_path / "none.csv"), "--user", "head@x.test")[0] == 2


def test_decks(installation: Shell, tmp_path: Path) -> None:
    installation.done(*ADD, "mark@x.test", "--name", "Mark", "--role", "marketer")
    file = tmp_path / "deck.zip"
    file.write_bytes(packed({"index.html": "<title>Heart</title><p>One</p>"}).getvalue())
    take = ["deck", "import", str(file), "--user", "mark@x.test"]
    assert installation.done(*take) == "«Heart», version 1; slides: 1.\n"
    assert "version 1" in installation.done(*take, "--deck", "Heart")
    file.write_bytes(packed({"index.html": "<title>Heart</title><p>Two</p>"}).getvalue())
    assert "version 2" in installation.done(*take, "--deck", "Heart")
    assert installation(*take, "--deck", "Moon")[::2] == (1, "Error: There is no deck «Moon».\n")
    assert installation(*take, "--publish", "Moon")[::2] == (1, "Error: There is no group «Moon».\n")
    file.write_bytes(b"no zip")
    code, said, complaint = installation(*take)
    assert (code, said) == (1, "")
    assert "not a ZIP archive" in complaint
