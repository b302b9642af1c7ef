"""Logs tell what happened without telling about whom."""

from __future__ import annotations

import logging
import logging.config
import sys

import psycopg
import pytest

from sapar.node import logs


def raised(error: BaseException, cause: BaseException | None = None) -> logs.ExcInfo:
    try:
        raise error from cause
    except BaseException:  # noqa: BLE001
        return sys.exc_info()


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.UniqueViolation("Key (number)=(A1234567) already exists"),
        ValueError("invalid date: 1990-02-31 of MERETGELDIYEWA"),
        KeyError("A1234567"),
    ],
)
def test_the_text_of_an_error_stays_out(error: Exception) -> None:
    """Database and value errors quote what people typed; the log has their type, code and place in the program."""
    text = logs.frames(raised(error))
    assert "A1234567" not in text
    assert "MERETGELDIYEWA" not in text
    assert type(error).__name__ in text
    assert "test_logs.py" in text


def test_the_code_of_a_database_error_is_kept() -> None:
    """The SQLSTATE tells an operator what kind of failure it was."""
    assert "[23505]" in logs.frames(raised(psycopg.errors.UniqueViolation("secret")))


def test_the_whole_chain_is_told() -> None:
    """An error with a cause shows both, the cause first, and no text of either."""
    text = logs.frames(raised(RuntimeError("secret"), ValueError("secret")))
    assert text.index("ValueError") < text.index("RuntimeError")
    assert "secret" not in text


def test_slips_of_the_program_keep_their_text() -> None:
    """A missing name or attribute is about our code, not about a person."""
    assert "no attribute" in logs.frames(raised(AttributeError("module has no attribute x")))


def test_the_standard_logger_goes_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    """What libraries log with ``exc_info`` is cleaned as well."""
    configuration = logs.logging_config(readable=False)
    before = logging.getLogger("sapar-test-logs").handlers
    configuration["loggers"] = {}
    configuration["root"] = {"handlers": []}
    configuration["handlers"]["stderr"]["stream"] = "ext://sys.stderr"
    configuration["loggers"]["sapar-test-logs"] = {"handlers": ["stderr"], "propagate": False}
    logging.config.dictConfig(configuration)
    try:
        try:
            raise ValueError("A1234567")
        except ValueError:
            logging.getLogger("sapar-test-logs").exception("failed")
        written = capsys.readouterr().err
        assert "A1234567" not in written
        assert "ValueError" in written
    finally:
        logging.getLogger("sapar-test-logs").handlers = before
