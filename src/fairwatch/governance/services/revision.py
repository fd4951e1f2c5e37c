"""The mark that tells whether a compiled policy is still the policy."""

from __future__ import annotations

import secrets

from fairwatch.governance.models import Revision


def renew() -> None:
    """Mark a change. Call inside the transaction of the change."""
    Revision.objects.update_or_create(pk=1, defaults={"mark": secrets.token_hex(16)})


def current() -> str:
    """The present mark; empty before the first change."""
    return Revision.objects.filter(pk=1).values_list("mark", flat=True).first() or ""
