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
            subjects=frozenset().union(*map(_subjects, members)),
            people=frozenset().union(*(_people(decision, viewer, grant) for decision in members)),
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


def _subjects(decision: Decision) -> frozenset[str]:
    """Pseudonyms of the people whose rows are shown under an alias."""
    subject = decision.table.column("subject")
    if subject is None or decision.word != "alias":
        return frozenset()
    return _shown(decision, subject)


def _people(decision: Decision, viewer: Viewer, grant: Grant | None) -> frozenset[str]:
    """Whoever sees their own rows; in a case the one looked at, even when nothing was found."""
    if grant:
        return frozenset({grant.person} if grant.of(decision.table.purpose) else ())
    subject = decision.table.column("subject")
    if subject is None or decision.purpose is None or decision.word not in ("own", "self"):
        return frozenset()
    own = decision.purpose.pseudonym(viewer.person)
    return frozenset({viewer.person} if own in _shown(decision, subject) else ())


def _shown(decision: Decision, subject: str) -> frozenset[str]:
    return frozenset(decision.table.frame.get_column(subject).drop_nulls().unique().to_list())
