"""What the access log learns of every decision, before anybody sees anything (R41)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fairwatch.disclosure.decide import Decision
from fairwatch.disclosure.released import ReleasedTable
from fairwatch.errors import FairwatchError, Refused
from fairwatch.viewer import AccessEntry, AccessLog, Grant, Viewer


def entries(
    analysis: str,
    decisions: Sequence[Decision],
    tables: Mapping[str, ReleasedTable],
    viewer: Viewer,
    policy_hash: str,
    grant: Grant | None = None,
) -> Iterator[AccessEntry]:
    """One entry per purpose and outcome. A case's look is one entry: what it did not ask for is no refusal."""
    if grant:
        decisions = [decision for decision in decisions if decision.shown] or decisions[:1]
    outcomes: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        outcomes[decision.table.purpose, "" if decision.shown else decision.word].append(decision)
    if not decisions:
        outcomes["", "E_DISCLOSURE"] = []
    for (purpose, code), members in outcomes.items():
        shown = [tables[decision.table.name] for decision in members if decision.shown]
        rows, hidden = sum(table.frame.height for table in shown), sum(table.suppressed for table in shown)
        yield AccessEntry(
            viewer=viewer,
            action=f"case {grant.case}: analyse {analysis}" if grant else f"analyse {analysis}",
            purpose=purpose,
            outcome="refused" if code else "released",
            code=code,
            policy_hash=policy_hash,
            subjects=frozenset().union(*(_subjects(decision, viewer, grant) for decision in members)),
            details={"tables": len(members), "rows": rows, "suppressed": hidden},
        )


def write(access_log: AccessLog, entries: Iterable[AccessEntry]) -> None:
    """Write first, show later. A log that fails in a way it did not announce is down as well."""
    try:
        for entry in entries:
            access_log.record(entry)
    except FairwatchError:
        raise
    except Exception as error:
        raise Refused("E_LOG_DOWN") from error


def _subjects(decision: Decision, viewer: Viewer, grant: Grant | None) -> frozenset[str]:
    """Pseudonyms of the people whose rows are shown; in a case of the one looked at, even when nothing was found."""
    if grant:
        granted = grant.of(decision.table.purpose)
        return frozenset({granted.subject}) if granted else frozenset()
    subject = decision.table.column("subject")
    if subject is None or decision.purpose is None or decision.word not in ("own", "self", "alias"):
        return frozenset()
    there = frozenset(decision.table.frame.get_column(subject).drop_nulls().unique().to_list())
    return there if decision.word == "alias" else there & {decision.purpose.pseudonym(viewer.person)}
