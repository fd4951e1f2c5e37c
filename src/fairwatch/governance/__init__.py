"""Governance: people, purposes, notices, consents and the audit chain, kept in a database; the law as code.

Start with :func:`configure` and :func:`migrate`; ``fairwatch.governance.services`` are the plain functions that hold
every rule.
Nothing below this package imports Django; the data plane receives a plain ``policy.PolicySnapshot``.
"""

from fairwatch.governance.database_faults import explain
from fairwatch.governance.installation import configure, migrate

__all__ = ["configure", "explain", "migrate"]
