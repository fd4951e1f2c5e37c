"""``fairwatch evidence``: one signed file that shows how a person's data was handled (R45)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import print_json, say, step
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("证据包", "Evidence packs"))
    group.command(
        help=explain(
            "写出关于一人的签名证据包：告知、依据、评估、访问、删除与链证明。本人、DPO 与法务可用。",
            "Write the signed pack about a person: notices, basis, assessments, accesses, deletions, proof of the chain."
            " For the person, the DPO and counsel.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch evidence build p0042 --out p0042.zip --as p0042 -w office",
    )(build)
    group.command(
        help=explain(
            "离线验证一个证据包；只需要公钥，不需要工作区。",
            "Check a pack offline: it takes the public key and no workspace.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch evidence verify p0042.zip --key installation.pem",
    )(verify)
    app.add_typer(group, name="evidence")


def build(
    subject: Annotated[str, typer.Argument(help=explain("人员编号", "person id"))],
    out: Annotated[
        Path, typer.Option("--out", "-o", dir_okay=False, help=explain("写入的 ZIP 文件", "ZIP file to write"))
    ],
    person: AsOption,
    role: RoleOption = "employee",
    to: Annotated[
        str, typer.Option("--to", help=explain("接收方编号（交给外部时）", "key of the recipient outside, if any"))
    ] = "",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import evidence_pack  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在收集", "collecting")):
        written = evidence_pack.build(subject, viewer, out, recipient=to)
    say(Text(f"证据包已写入 {written}", f"Evidence pack written to {written}"), "green")


def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=explain("证据包", "the pack"))],
    key: Annotated[
        Path, typer.Option("--key", exists=True, dir_okay=False, help=explain("公钥（PEM）", "public key (PEM)"))
    ],
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance import evidence  # noqa: PLC0415 - only this command needs it

    try:
        verdict = evidence.verify_pack(file, key.read_bytes())
    except ValueError:
        raise ConfigError(
            Text("不是 Ed25519 公钥", "not an Ed25519 public key"),
            where=str(key),
            next_step=Text("导出公钥：fairwatch audit key", "get it with: fairwatch audit key"),
        ) from None
    if as_json:
        print_json({"files": verdict.files, "first_bad": verdict.first_bad})
    elif verdict.reason is None:
        say(Text(f"完好：{verdict.files} 个文件。", f"Whole: {verdict.files} files."), "green")
    else:
        bad, why = verdict.first_bad, verdict.reason
        say(Text(f"{bad}：{why.zh}", f"{bad}: {why.en}"), "red")
    if verdict.first_bad is not None:
        raise typer.Exit(1)
