"""Released results for people: :func:`html` for the browser and the printer, :func:`text` for the terminal."""

from typing import TYPE_CHECKING, Any

from fairwatch.reports.scopes import TITLES, Scope, scope_for
from fairwatch.reports.terminal import text

if TYPE_CHECKING:
    from fairwatch.reports.page import html

__all__ = ["TITLES", "Scope", "html", "scope_for", "text"]


def __getattr__(name: str) -> Any:
    """``html`` only when somebody asks for it: what draws charts takes a second to load (PEP 562)."""
    if name == "html":
        from fairwatch.reports.page import html  # noqa: PLC0415 - as said

        return html
    raise AttributeError(name)
