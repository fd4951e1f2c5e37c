"""Fairwatch's own errors. Each says what was wrong, where, and what to do next, in both languages."""

from __future__ import annotations

from fairwatch.text import Language, Text, preferred_language


class FairwatchError(Exception):
    """Base of every error a user may see.

    ``what`` is the fault, ``where`` its place (``file:line``, a purpose, a command), ``next_step`` the way out.
    None of them may ever carry log content or a person's identity.
    """

    def __init__(self, what: Text, *, where: str | None = None, next_step: Text | None = None) -> None:
        super().__init__(what.en)
        self.what = what
        self.where = where
        self.next_step = next_step

    def message(self, language: Language | None = None) -> str:
        """The whole message on one or two lines, in one language."""
        language = language or preferred_language()
        place = f"{self.where}: " if self.where else ""
        follow = f"\n→ {self.next_step.in_(language)}" if self.next_step else ""
        return f"{place}{self.what.in_(language)}{follow}"

    def __str__(self) -> str:
        return self.message()


class SourceError(FairwatchError):
    """A log file could not be read at all (the single bad line goes to quarantine instead)."""


class ConfigError(FairwatchError):
    """A data file of the user's (CSV, YAML rule, catalogue, law pack) is wrong; ``where`` is ``file:line``."""


class WorkspaceError(FairwatchError):
    """The workspace is missing, locked, damaged or out of disk space."""


class EngineError(FairwatchError):
    """An analysis engine is missing or failed."""


class Refused(FairwatchError):  # noqa: N818 - the domain's word is "refused", it is no fault of the program
    """The law as code said no. ``code`` is one of ``fairwatch.refusals``."""

    def __init__(self, code: str, *, where: str | None = None, **values: object) -> None:
        from fairwatch.refusals import refusal  # noqa: PLC0415 - refusals raises our errors while it loads

        rule = refusal(code)
        super().__init__(rule.text.format(**values), where=where, next_step=rule.next_step.format(**values))
        self.code = code

    def message(self, language: Language | None = None) -> str:
        return f"{self.code} {super().message(language)}"
