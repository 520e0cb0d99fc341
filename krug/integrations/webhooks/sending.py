"""One signed POST to an address that was looked at, and nowhere else."""

import http.client
import socket
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from standardwebhooks.webhooks import Webhook

from krug.integrations.models import Delivery, Endpoint
from krug.site.addresses import Inside, looked_up

TIMEOUT = 15.0
READ = 16_384


class Refused(Exception):
    """The address is not one that may be spoken to."""


def send(delivery: Delivery, at: datetime) -> int:
    """The status answered; a redirect is an answer like others. Raises OSError, HTTPException, Refused."""
    parts = urlsplit(delivery.endpoint.url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    body = delivery.body.encode()
    # The address that was looked at is the one spoken to: a second look-up could give another.
    plain = socket.create_connection((_address(host, port), port), TIMEOUT)
    try:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        )
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, _headers(delivery, at, parts.netloc))
        answer = connection.getresponse()
        answer.read(READ)
        return answer.status
    finally:
        plain.close()


def _address(host: str, port: int) -> str:
    try:
        return looked_up(host, port, settings.KRUG_WEBHOOKS_LOCAL)[0]
    except Inside as error:
        raise Refused(f"{host} is an address of this machine or its network") from error


def _headers(delivery: Delivery, at: datetime, netloc: str) -> dict[str, str]:
    id = f"msg_{delivery.uid.hex}"
    return {
        "Host": netloc,
        "Content-Type": "application/json",
        "User-Agent": "Krug",
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret).sign(id, at, delivery.body) for secret in _secrets(delivery.endpoint, at)
        ),
    }


def _secrets(endpoint: Endpoint, at: datetime) -> list[str]:
    """The newest first. A recipient takes a message that any of its signatures proves."""
    old = endpoint.old_secret if endpoint.old_until and at < endpoint.old_until else ""
    return [endpoint.secret, *([old] if old else [])]
