"""``fairwatch evidence``: the signed file that shows how somebody's data was handled, and its check (R45)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fairwatch.commands.console import counted, print_json, say, step
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.text import Text

_USUAL = "pack"


class _PackUnlessNamed(TyperGroup):
    """``fairwatch evidence p0042 …`` is ``fairwatch evidence pack p0042 …``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The named sub-command, else the usual one."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = [_USUAL, *args]
        return super().resolve_command(ctx, args)


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        cls=_PackUnlessNamed,
        no_args_is_help=True,
        help=explain("证据包：证明数据如何被处理", "Evidence packs: the proof of how data was handled"),
    )
    for name, zh, en, example, command in (
        (
            "pack",
            "把关于一名人员的全部处理证明写成一个签名文件；本人、个人信息保护负责人或法务可用。",
            "Write the signed proof of how one person's data was handled; for that person, the DPO or counsel.",
            "p0042 --out p0042.zip --as p0042 -w office   (= fairwatch evidence pack p0042 …)",
            pack,
        ),
        (
            "verify",
            "离线核对一个证据包：只需公钥，无需工作区。",
            "Check a pack offline: with the public key, without a workspace.",
            "verify p0042.zip --key public.pem   (fairwatch evidence verify)",
            verify,
        ),
        (
            "key",
            "输出本工作区的公钥；请在开始时交存工会和审计员。",
            "Print the workspace's public key; deposit it with union and auditor when the workspace begins.",
            "key -w office > public.pem   (fairwatch evidence key)",
            key,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch evidence {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="evidence")


def pack(
    subject: Annotated[str, typer.Argument(help=explain("人员编号", "person id"))],
    out: Annotated[Path, typer.Option("--out", "-o", help=explain("写入的文件", "file to write"), dir_okay=False)],
    person: AsOption,
    role: RoleOption = "employee",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import evidence_pack  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.pipeline.installation import open_installation  # noqa: PLC0415 - ``verify`` needs no workspace

    open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在收集证明", "collecting the proof")):
        evidence_pack.build(subject, viewer, out)
    say(
        Text(
            f"证据包已写入 {out}。核对：fairwatch evidence verify {out.name} --key public.pem",
            f"Evidence pack written to {out}. Check: fairwatch evidence verify {out.name} --key public.pem",
        ),
        "green",
    )


def verify(
    file: Annotated[Path, typer.Argument(help=explain("证据包", "the pack"), exists=True, dir_okay=False)],
    key: Annotated[
        Path,
        typer.Option("--key", "-k", help=explain("公钥（PEM）", "the public key (PEM)"), exists=True, dir_okay=False),
    ],
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance import evidence  # noqa: PLC0415 - needs neither Django nor a workspace

    try:
        verdict = evidence.verify_pack(file, key.read_bytes())
    except ValueError as error:
        raise ConfigError(
            Text("不是 Ed25519 公钥", "this is no Ed25519 public key"),
            where=str(key),
            next_step=Text("使用 fairwatch evidence key 输出的公钥", "use what `fairwatch evidence key` printed"),
        ) from error
    if as_json:
        print_json(asdict(verdict))
    elif verdict.first_bad is None:
        say(
            Text(f"完整且签名有效：{verdict.files} 个文件", f"Whole and signed: {counted(verdict.files, 'file')}"),
            "green",
        )
    else:
        say(
            Text(f"{verdict.first_bad} 有问题：{verdict.reason}", f"{verdict.first_bad} is bad: {verdict.reason}"),
            "red",
        )
    if verdict.first_bad is not None:
        raise typer.Exit(1)


def key(workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance import signing  # noqa: PLC0415 - as above
    from fairwatch.pipeline.installation import open_installation  # noqa: PLC0415 - as above

    open_installation(workspace)
    typer.echo(signing.public_key().decode(), nl=False)
