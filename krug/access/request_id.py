"""The id of the request at hand: one thread of words through answer, logs and audit."""

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="")
