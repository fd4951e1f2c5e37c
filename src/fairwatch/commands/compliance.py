"""``fairwatch compliance``: audits and their findings, reviews of purposes, evidence that ends or is renewed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import counted, say
from fairwatch.commands.options import AsOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.purposes import PurposeArgument
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

File = Annotated[Path, typer.Argument(help=explain("填好的 YAML 文件", "YAML file, filled in"), dir_okay=False)]
Why = Annotated[str, typer.Option("--why", help=explain("理由", "the reason"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help=explain("合规审计和目的复核", "Compliance audits and reviews of purposes")
    )
    for name, zh, en, example, command in (
        (
            "audit",
            "登记一次合规审计及其发现（由审计员）。文件：audited_on、organisation、report_sha256、findings。",
            (
                "Record a compliance audit and its findings (auditor). File: audited_on, organisation, report_sha256, "
                "findings (list of purpose and text)."
            ),
            "audit.yaml --as p0007",
            audit,
        ),
        (
            "close-finding",
            "审计员确认一条发现已整改。",
            "An auditor confirms that a finding has been put right.",
            '3 --remedy "access removed" --as p0007',
            close_finding,
        ),
        (
            "open-review",
            "使一个目的进入复核；复核期间不采集。",
            "Put a purpose under review; meanwhile nothing is collected.",
            'work-time --why "new shifts" --as p0004 --role dpo',
            open_review,
        ),
        (
            "review",
            "登记复核结果，目的恢复生效。文件：effect、effect_met、assessment、union_statement、keys。",
            (
                "Record the outcome of a review, and the purpose goes on. File: effect, effect_met, assessment, "
                "union_statement, keys (dpo, union)."
            ),
            "work-time review.yaml --as p0004",
            review,
        ),
        (
            "withdraw-basis",
            "登记处理依据的证明已失效；目的即时暂停。",
            "Record that the evidence of the legal basis no longer holds; the purpose stops at once.",
            'work-time --why "rulebook repealed" --as p0004 --role dpo',
            withdraw_basis,
        ),
        (
            "renew-contract",
            "工会登记续订的集体合同，目的因此继续有依据。",
            "The union puts the collective contract on record that follows, so that the purpose keeps its basis.",
            "work-time --contract CC-2028 --sha256 9f86… --until 2030-12-31 --as p0005",
            renew_contract,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch compliance {name} {example} -w office"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="compliance")


def audit(file: File, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.compliance_files import read_audit  # noqa: PLC0415 - after configure()
    from fairwatch.governance.services import compliance_audits  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "auditor")
    made = compliance_audits.record(read_audit(file), by=viewer.person)
    say(
        Text(
            f"已登记，{made.findings.count()} 条发现。后续：fairwatch duties",
            f"Recorded, with {counted(made.findings.count(), 'finding')}. What follows: fairwatch duties",
        ),
        "green",
    )


def close_finding(
    number: Annotated[int, typer.Argument(help=explain("发现编号（见 duties）", "number of the finding (see duties)"))],
    remedy: Annotated[str, typer.Option(help=explain("如何整改的", "how it was put right"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import compliance_audits  # noqa: PLC0415 - as above

    open_installation(workspace)
    compliance_audits.close_finding(number, remedy, by=prove(person, "auditor").person)
    say(Text("已关闭。", "Closed."), "green")


def open_review(
    purpose: PurposeArgument, why: Why, person: AsOption, role: RoleOption, workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import purpose_reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    purpose_reviews.open_(purpose, why, by=prove(person, role).person)
    say(Text(f"{purpose} 已进入复核，暂停采集。", f"{purpose} is under review; nothing is collected."), "yellow")


def review(purpose: PurposeArgument, file: File, person: AsOption, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.compliance_files import read_review  # noqa: PLC0415 - as above
    from fairwatch.governance.services import purpose_reviews  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "dpo")
    purpose_reviews.conclude(purpose, read_review(file), actor=viewer.person)
    say(Text(f"{purpose} 通过复核，恢复生效。", f"{purpose} has passed its review and is active again."), "green")


def withdraw_basis(
    purpose: PurposeArgument, why: Why, person: AsOption, role: RoleOption, workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import bases  # noqa: PLC0415 - as above

    open_installation(workspace)
    bases.withdraw(purpose, why, by=prove(person, role).person)
    say(
        Text(
            f"{purpose} 已停止。恢复须以新的证明重新走程序：fairwatch purpose dossier {purpose}",
            f"{purpose} has stopped. It needs a new procedure with new evidence: fairwatch purpose dossier {purpose}",
        ),
        "yellow",
    )


def renew_contract(
    purpose: PurposeArgument,
    contract: Annotated[str, typer.Option(help=explain("集体合同编号", "number of the contract"))],
    sha256: Annotated[str, typer.Option("--sha256", help=explain("合同文本的 SHA-256", "SHA-256 of its text"))],
    until: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help=explain("最后一日", "its last day"))],
    person: AsOption,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import contracts  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "union")
    contracts.renew(purpose, contracts.ContractRecord(contract, sha256, until.date()), by=viewer.person)
    say(
        Text(
            f"已登记。{purpose} 若已暂停，须先复核：fairwatch compliance open-review {purpose}",
            f"Recorded. If {purpose} was suspended, it needs a review: fairwatch compliance open-review {purpose}",
        ),
        "green",
    )
