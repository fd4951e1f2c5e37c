"""Bilingual texts. Everything a user reads exists in Chinese and in English."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both interface languages. ``Text("目的", "purpose")``."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """The message in one language."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Text:
        """Both languages with ``{name}`` placeholders filled."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def __str__(self) -> str:
        return self.in_(preferred_language())


def preferred_language() -> Language:
    """The user's language: ``FAIRWATCH_LANG``, else the locale, else English."""
    wish = os.environ.get("FAIRWATCH_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if wish.lower().startswith("zh") else "en"
