"""The `krug` command. Errors are one sentence on stderr.

Exit codes: 0 done, 1 it failed, 2 wrong use, 3 misconfigured, 130 stopped by Ctrl-C.
"""

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from krug.site.env import SettingError, read

if TYPE_CHECKING:
    from krug.access.models import User

COMMANDS = {
    "serve": "krug.site.cli.serve",
    "migrate": "krug.site.cli.migrate",
    "demo": "krug.site.cli.demo",
    "user": "krug.site.cli.user",
    "import": "krug.site.cli.importing",
    "privacy": "krug.site.cli.privacy",
    "deck": "krug.site.cli.deck",
    "match": "krug.site.cli.match",
    "forecast": "krug.site.cli.forecast",
    "bench": "krug.site.cli.bench",
    "check": "krug.site.cli.check",
    "worker": "krug.site.cli.worker",
}
MISCONFIGURED = 3


class InOrder(click.Group):
    """Lists its commands as they are written, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Commands(click.Group):
    """Loads a command's module only when it is asked for: `krug serve` need not read the bench."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[name]).command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="krug-crm", prog_name="krug")
def krug() -> None:
    """Krug, a closed-loop CRM. All state lies in the folder KRUG_HOME."""


def setup() -> None:
    """Makes Django ready; called by the commands that need the database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
    django.setup()


def find_user(email: str) -> "User":
    """The active user with that e-mail; a sentence for the shell when there is none."""
    from krug.access.models import User

    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise click.ClickException(f"There is no active user {email}.")
    return user


def _plain(error: Exception) -> str:
    """The sentence of an expected error, or nothing for one that deserves its traceback."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError
    from django.utils.translation import override

    from krug.access.errors import KrugError

    # A missing table is an operational error to SQLite, a programming error to PostgreSQL.
    if isinstance(error, (OperationalError, ProgrammingError)):
        said = " ".join(str(error).split()).rstrip(".?")
        return f"The database does not answer as it should ({said}). `krug check` says what is wrong."
    if isinstance(error, (KrugError, ImproperlyConfigured, OSError)):
        # The command line speaks English, whatever KRUG_LANGUAGE the pages begin with.
        with override("en"):
            return str(error)
    return ""


def main(args: list[str] | None = None) -> None:
    try:
        read()
        code: Any = krug(args=args, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except SettingError as error:
        click.echo(f"Settings: {error}", err=True)
        sys.exit(MISCONFIGURED)
    except Exception as error:
        if not (sentence := _plain(error)):
            raise
        click.echo(f"Error: {sentence}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
