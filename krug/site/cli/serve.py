import os

import click

from krug.site import env
from krug.site.cli import setup


@click.command("serve")
@click.option("--find-port", is_flag=True, help="Take the next free port when the set one is in use.")
def command(find_port: bool) -> None:
    """Serve application, slides' origin and task worker until Ctrl-C."""
    setup()
    start(prepare(find_port))


def prepare(find_port: bool) -> tuple[str, int, int]:
    """Host, port and content port to listen on. Raises a usage error when they are taken."""
    from krug.site.ports import free_pair, is_free

    values = env.read()
    host, port = values["KRUG_HOST"], int(values["KRUG_PORT"])
    content = int(values["KRUG_CONTENT_PORT"] or port + 1)
    if is_free(host, port) and is_free(host, content):
        return host, port, content
    if not find_port:
        raise click.UsageError(
            f"{host}:{port} or {host}:{content} is in use; set KRUG_PORT or pass --find-port."
        )
    return host, *free_pair(host, port)


def start(address: tuple[str, int, int]) -> None:
    from krug.site.serve.supervisor import Supervisor, parts

    host, port, content = address
    environ = {**os.environ, "KRUG_HOST": host, "KRUG_PORT": str(port), "KRUG_CONTENT_PORT": str(content)}
    click.echo(f"Krug is at http://{host}:{port}  (slides: http://{host}:{content}). Ctrl-C stops it.")
    Supervisor(parts(host, port, content, int(env.read()["KRUG_WORKERS"])), environ).run()
