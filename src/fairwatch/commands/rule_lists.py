"""``fairwatch rules publish`` and ``list``: the published lists of what is looked for (R24)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, counted, print_json, say, table
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.commands.verdicts import FolderArgument, refuse_missing, say_verdict
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.services.rule_lists import Publication


_INSTANTS = Text(
    "时间跨度不超过 24 小时的关联规则：所计命中的时刻和所计之值的加密指纹最多保存两天，除本人查阅自己的数据外不予显示",
    "For correlations of up to 24 hours, the instants of the hits that they count and keyed fingerprints of the values"
    " that they count are kept for two days at the most, and shown to nobody but their person",
)


def register(group: typer.Typer) -> None:
    """Add the commands to the group ``rules``."""
    group.command(
        "publish",
        help=explain(
            "登记一份已公示的检测规则清单（DPO）。清单不可更改；把输出的哈希写入 violations 卷宗的 scope.rule_list"
            " 并启用，公示期满后才开始查找。",
            "Put a published list of detection rules on record (DPO). A list never changes. Name its hash in the"
            " dossier of violations (scope.rule_list) and activate that; rules are looked for when the waiting time is"
            " over.",
        ),
        epilog=explain("例：", "Example: ")
        + "fairwatch rules publish sigma/rules/web/proxy_generic --published-on 2026-09-01 --as p0004 -w office",
    )(publish)
    group.command(
        "list",
        help=explain(
            "已公示的检测规则清单；人人可看。", "The published lists of detection rules; everybody may read them."
        ),
        epilog=explain("例：", "Example: ") + "fairwatch rules list -w office",
    )(show)


def publish(
    folder: FolderArgument,
    person: AsOption,
    published_on: Annotated[
        dt.datetime,
        typer.Option(formats=["%Y-%m-%d"], help=explain("向员工公示之日", "day on which staff were shown the list")),
    ],
    attacks_everywhere: Annotated[
        bool,
        typer.Option(
            "--attacks-everywhere",
            help=explain(
                "标有攻击手法（attack.…、cve.…）的规则，在目录不认识的主机和程序流量上也计入（不记是哪台主机）",
                "rules tagged with an attack (attack.…, cve.…) count on hosts that the catalogue does not know and in"
                " programs' traffic, too (which host is not kept)",
            ),
        ),
    ] = False,
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import rule_lists  # noqa: PLC0415 - Django's models load after configure()

    installation = open_installation(workspace)
    refuse_missing(folder)
    viewer = prove(person, "dpo")
    from fairwatch.recognise import to_publish  # noqa: PLC0415 - loads pySigma

    listed, verdicts = to_publish(folder, installation.catalogue, attacks_everywhere=attacks_everywhere)
    for verdict in verdicts:
        say_verdict(verdict)
    rule_lists.publish(listed, published_on.date(), actor=viewer.person)
    say(
        Text(
            f"已登记：{len(listed.rules)} 条检测规则，{len(listed.correlations)} 条关联规则",
            f"On record: {counted(len(listed.rules), 'detection rule')},"
            f" {counted(len(listed.correlations), 'correlation')}",
        ),
        "green",
    )
    say(
        Text(
            "下一步：写入 violations 卷宗的 scope 并启用", "Next: put this into the scope of the dossier of violations"
        )
    )
    typer.echo(f"  rule_list: {listed.hash}")


def show(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import rule_lists  # noqa: PLC0415 - as above

    open_installation(workspace)
    publications = rule_lists.published()
    if as_json:
        print_json([_publication(one) for one in publications])
        return
    if not publications:
        say(Text("没有公示的检测规则清单：不查找任何规则", "No list is published: no detection rule is looked for"))
    for one in publications:
        state = Text("已获批准", "approved") if one.in_force else Text("未启用", "not in use")
        title = Text(f"{one.published_on} 公示，{state.zh}", f"Published {one.published_on}, {state.en}")
        rows = table(title, Text("规则", "Rule"), Text("级别", "Level"), Text("编号", "Id"))
        for rule in one.content.entries:
            rows.add_row(str(rule.title), rule.level, rule.id)
        answers.print(rows)
        if any(correlation.short for correlation in one.content.correlations):
            say(_INSTANTS)
        typer.echo(f"  rule_list: {one.content.hash}\n")


def _publication(one: Publication) -> dict[str, object]:
    return {
        "hash": one.content.hash,
        "published_on": one.published_on,
        "in_force": one.in_force,
        **one.content.as_json(),
    }
