"""One side of the benchmark in a process of its own: reads documents, prints what it took and what it found as JSON.

    python sides.py SIDE DOCUMENTS SPECIMENS

Only the parsing is timed, by this process's CPU time; imports, reading the files and warming up are not. The peers get
their input as they like it best (split into lines beforehand), ours gets the plain text.
"""

from __future__ import annotations

import gc
import importlib.metadata
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 25)
WARM_UP = 1_000

# What each side makes of a document: (valid?, number without fillers).
Verdict = tuple[bool, str]


def sapar_side() -> tuple[Callable[[str], Any], Callable[[Any], Verdict], Callable[[str], Any], str]:
    from sapar import __version__
    from sapar.standards.mrz import parse

    def run(text: str) -> Any:
        return parse(text, TODAY).as_dict()

    return run, lambda record: (record["valid"], record["number"] or ""), lambda text: text, __version__


def mrz_side() -> tuple[Callable[[Any], Any], Callable[[Any], Verdict], Callable[[str], Any], str]:
    from mrz.checker.mrva import MRVACodeChecker
    from mrz.checker.mrvb import MRVBCodeChecker
    from mrz.checker.td1 import TD1CodeChecker
    from mrz.checker.td2 import TD2CodeChecker
    from mrz.checker.td3 import TD3CodeChecker

    def prepare(text: str) -> Any:
        lines = text.split("\n")
        if len(lines) == 3:
            return TD1CodeChecker, text
        if len(lines[0]) == 44:
            return (MRVACodeChecker if text[0] == "V" else TD3CodeChecker), text
        return (MRVBCodeChecker if text[0] == "V" else TD2CodeChecker), text

    def run(prepared: Any) -> Any:
        checker, text = prepared
        try:
            result = checker(text)
            return bool(result), result.fields()
        except Exception as error:  # the library raises on some input: that is its answer
            return False, error

    def read(result: Any) -> Verdict:
        valid, fields = result
        return valid, getattr(fields, "document_number", "").rstrip("<")

    return run, read, prepare, importlib.metadata.version("mrz")


def passporteye_side() -> tuple[Callable[[Any], Any], Callable[[Any], Verdict], Callable[[str], Any], str]:
    # The package's __init__ imports its image reader; its text parser is a module that stands alone.
    package = importlib.util.find_spec("passporteye")
    assert package is not None
    assert package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "mrz" / "text.py"
    spec = importlib.util.spec_from_file_location("passporteye_mrz_text", path)
    assert spec is not None
    assert spec.loader is not None
    text_module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(text_module)
    parser = text_module.MRZ

    def run(lines: Any) -> Any:
        result = parser(lines)
        return result.valid, result.to_dict()

    def read(result: Any) -> Verdict:
        valid, record = result
        return valid, record.get("number", "").rstrip("<")

    return run, read, lambda text: text.split("\n"), importlib.metadata.version("passporteye")


SIDES = {"sapar": sapar_side, "mrz": mrz_side, "passporteye": passporteye_side}


def main(side: str, documents_file: str, specimens_file: str) -> None:
    run, read, prepare, version = SIDES[side]()
    documents = [prepare(text) for text in json.loads(Path(documents_file).read_text("utf-8"))]
    for document in documents[:WARM_UP]:
        run(document)
    gc.collect()
    gc.disable()
    start = time.process_time()
    for document in documents:
        run(document)
    seconds = time.process_time() - start
    gc.enable()

    specimens = json.loads(Path(specimens_file).read_text("utf-8"))
    wrong = []
    for index, specimen in enumerate(specimens, start=1):
        if read(run(prepare(specimen["text"]))) != (True, specimen["number"]):
            wrong.append(index)
    print(
        json.dumps(
            {
                "version": version,
                "seconds": seconds,
                "specimens_right": len(specimens) - len(wrong),
                "specimens_wrong": wrong,
                "verdicts": "".join("1" if read(run(document))[0] else "0" for document in documents),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
