"""What a report rests on: the rules under which each stored file that its case could read was collected (R33)."""

from __future__ import annotations

from fairwatch.errors import Refused
from fairwatch.governance.services.reviews import Lineage
from fairwatch.pipeline.installation import Installation


def of_case(installation: Installation, case: str) -> Lineage:
    """Purpose -> per file of the case's days the hashes of the policies it was collected under.

    A file that was put into the lake by anybody but the gate has no such hash, and taints what rests on it.
    """
    from fairwatch.governance.services import cases  # noqa: PLC0415 - Django's models load after configure()

    record = cases.find(case)
    if record is None:
        raise Refused("E_NO_CASE", where="report.case")
    lake, lineage = installation.lake, {}
    for purpose in record.fields:
        hashes: list[list[str]] = []
        for table in lake.tables(purpose):
            files = lake.provenance(purpose, table)
            within = files["day"].is_between(record.first_day, record.last_day)
            hashes += files.filter(within)["policy_hashes"].to_list()
        lineage[purpose] = hashes
    return lineage
