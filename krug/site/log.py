"""Logs are JSON, one line each; the request's id ties them to the answer and to the audit."""

import logging
import re

from krug.access import request_id

# The way back in, a phone system's secret or a proposal's key stands in an address; no reader of logs must
# find it there.
KEY = re.compile(r"(/password/reset/key/|/telephony/in/|/offer/[^/ ]+/)[^/ ]+")


class RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current.get()
        # Django hangs the whole request on its warnings, query and all.
        record.__dict__.pop("request", None)
        if record.args and not isinstance(record.args, dict):
            record.args = tuple(KEY.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args)
        return True
