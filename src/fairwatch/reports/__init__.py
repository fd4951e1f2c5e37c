"""Released results for people: :func:`html` for the browser and the printer, :func:`text` for the terminal."""

from fairwatch.reports.page import html
from fairwatch.reports.scopes import TITLES, Scope, scope_for
from fairwatch.reports.terminal import text

__all__ = ["TITLES", "Scope", "html", "scope_for", "text"]
