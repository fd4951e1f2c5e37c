"""Reads the text of documents in a process of its own, which may neither take long nor much memory.

A document can be made to unpack to terabytes or to send a parser into a loop. The process is asked for one file after
the other; one that kills it or takes too long is named as such, and the next gets a fresh process.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from fairwatch.governance.document_text import Unread, text_of

LONGEST_S: Final = 30.0
"""Seconds for one document."""
MOST_MEMORY: Final = 1 << 30
"""Bytes of address space."""
_READY: Final = "ready"
_MODULE = "fairwatch.governance.document_reader"


class DocumentReader:
    """``with DocumentReader() as reader: reader.text(path)``."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._end()

    def text(self, path: Path) -> str | Unread:
        """The text of the document, or why there is none; of a file that cannot be read, that it is damaged."""
        process = self._process or self._begin()
        clock = threading.Timer(self._longest_s, process.kill)
        clock.start()
        try:
            reply = _asked(process, path)
        finally:
            clock.cancel()
        if not reply:
            self._end()
            return Unread.TOO_MUCH
        answer = json.loads(reply)
        return answer["text"] if "text" in answer else Unread(answer["unread"])

    def _begin(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        _line(self._process)  # that it is ready: starting takes longer on a busy computer, and is no document's fault
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _asked(process: subprocess.Popen[str], path: Path) -> str:
    """The answer; empty where the process ended before it gave one."""
    assert process.stdin is not None  # noqa: S101 - it was started with pipes; this tells the type checker
    try:
        process.stdin.write(json.dumps(os.fspath(path.absolute())) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return ""
    return _line(process)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101 - as above
    return process.stdout.readline()


def _answer(path: Path) -> dict[str, str]:
    try:
        found = text_of(path)
    except MemoryError:
        return {"unread": Unread.TOO_MUCH}
    except Exception:  # parsers raise anything for files that were made to harm them
        return {"unread": Unread.DAMAGED}
    return {"unread": found} if isinstance(found, Unread) else {"text": found}


def _serve() -> None:
    """A line to say that it is ready; then one with a path, one line with an answer, until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    _say(_READY)
    for asked in sys.stdin:
        _say(json.dumps(_answer(Path(json.loads(asked)))))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
