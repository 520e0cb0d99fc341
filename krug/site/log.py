"""Logs are JSON, one line each; the request's id ties them to the answer and to the audit."""

import logging

from krug.access import request_id


class RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current.get()
        return True
