"""Logs without personal data: structured lines to standard error.

Exceptions are written with their type and frames. Their texts are left out unless the type is one whose text comes
from our code: database errors and validation errors quote what people typed.
"""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any

import structlog

_TEXT_IS_CODE = (ImportError, AttributeError, NameError, SyntaxError, NotImplementedError, AssertionError)
Event = structlog.typing.EventDict
ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


def describe(error: BaseException) -> str:
    """One exception in one line: its type, its stable code when it has one, its text only when that is our own."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    for attribute in ("sqlstate", "code"):
        value = getattr(error, attribute, None)
        if isinstance(value, str) and value:
            return f"{name} [{value}]"
    cause = getattr(error.__cause__, "sqlstate", None)
    if cause:
        return f"{name} [{cause}]"
    return f"{name}: {error}" if isinstance(error, _TEXT_IS_CODE) else name


def frames(exc_info: ExcInfo) -> str:
    """The exception chain, oldest first: file, line, function; no source lines, no values."""
    parts: list[str] = []
    error = exc_info[1]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines = [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        parts.append("\n".join([describe(error), *lines]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(parts))


def exceptions_without_texts(_logger: Any, _method: str, event: Event) -> Event:
    """structlog processor: replace ``exc_info`` by frames."""
    exc_info = event.pop("exc_info", None)
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        event["exception"] = frames(exc_info)
    return event


def _request_line_only(_logger: Any, _method: str, event: Event) -> Event:
    """Drop what Django attaches to its records: the request (form values, cookies) and the arguments."""
    record = event.get("_record")
    if record is not None and record.name.startswith("django"):
        event.pop("request", None)
        status = getattr(record, "status_code", None)
        if status is not None:
            event["status"] = status
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    exceptions_without_texts,
]


def logging_config(*, readable: bool, level: str = "INFO") -> dict[str, Any]:
    """Django's ``LOGGING``: lines for people (``readable``) or JSON, both to standard error. Configures structlog too."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    final = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*SHARED, _request_line_only],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, final],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # A 4xx answer is no event of ours; refusals that matter are in the ledger.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "fontTools": {"level": "ERROR"},
        },
    }
