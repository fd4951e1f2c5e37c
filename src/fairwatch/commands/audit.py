"""``fairwatch audit``: the hash-chained access log, and how others hold it to its word (R41)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import counted, print_json, say, step
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from fairwatch.governance.chain import Verdict
    from fairwatch.governance.daily_head import DailyHead, HeadFault

KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key",
        exists=True,
        dir_okay=False,
        help=explain("存证时收到的公钥（PEM）", "the public key that you were given (PEM)"),
    ),
]
HeadsOption = Annotated[
    Path | None,
    typer.Option(
        "--heads", exists=True, file_okay=False, help=explain("您保存的链首目录", "your folder of deposited heads")
    ),
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("审计链", "The audit chain"))
    for name, zh, en, example, command in (
        (
            "verify",
            "逐条验证审计链或其副本；指出第一条被改动、删除、调换或截断的记录。",
            "Check the whole chain, or a copy; names the first entry that was edited, deleted, reordered or cut off.",
            "--heads /media/union/heads -w office",
            verify,
        ),
        (
            "heads",
            "为每个已结束的日子写一份签名的链首，交工会和审计员保存。",
            "Write a signed head for every finished day, for the union and the auditor to keep.",
            "--out /media/union/heads -w office",
            heads,
        ),
        (
            "copy",
            "审计员：把整条审计链（假名）写成一个可离线验证的文件。",
            "Auditor: write the whole chain (pseudonymous) into one file that verifies offline.",
            "--out chain.zip --as p0005 --role auditor -w office",
            copy,
        ),
        (
            "key",
            "输出本系统的公钥及指纹，启用时交工会和审计员保存。",
            "Print this installation's public key and fingerprint, to be kept by the union and the auditor.",
            "-w office > office.pem",
            key,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch audit {name} {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="audit")


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(
            help=explain(
                "audit copy 写出的副本；空为工作区的审计链", "a file of `audit copy`; empty: the workspace's chain"
            ),
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    heads: HeadsOption = None,
    public_key: KeyOption = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance import audit_copy, daily_head, scope  # noqa: PLC0415 - loads the cryptography

    if file is None or public_key is None:
        open_installation(workspace)
    trusted = _public_key(public_key)
    with step(Text("正在验证审计链", "verifying the audit chain")):
        deposited, faults = daily_head.read_folder(heads, trusted) if heads else ([], [])
        ends = [daily.head for daily in deposited]
        if file:
            verdict = audit_copy.verify(file, trusted, ends)
            entries = audit_copy.entries(file)
        else:
            from fairwatch.governance.services import audit as service  # noqa: PLC0415 - Django loads after configure()

            verdict = service.verify(*ends)
            entries = service.rows()
        if deposited and verdict.first_bad is None:
            faults += daily_head.wrong_statistics(deposited, entries, scope.by_consent())
    if as_json:
        print_json(asdict(verdict) | {"heads": len(deposited), "bad_heads": [asdict(fault) for fault in faults]})
    else:
        _tell(verdict, deposited, faults)
        if heads and not deposited:
            say(Text(f"{heads} 中没有可用的链首", f"There is no usable head in {heads}"), "yellow")
    if verdict.first_bad is not None or faults:
        raise typer.Exit(1)


def heads(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=explain("存证目录", "folder of the deposit"), file_okay=False)
    ],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import audit_heads  # noqa: PLC0415 - as above

    open_installation(workspace)
    files = audit_heads.deposit(out)
    if as_json:
        print_json({"written": [file.name for file in files]})
    elif files:
        say(Text(f"{len(files)} 份链首已写入 {out}", f"{counted(len(files), 'head')} written to {out}"), "green")
    else:
        say(
            Text(
                "没有新的链首：自上次以来还没有结束的日子。",
                "No new head: no day with entries has ended since the last one.",
            )
        )


def copy(
    out: Annotated[
        Path, typer.Option("--out", "-o", help=explain("写入的 ZIP 文件", "ZIP file to write"), dir_okay=False)
    ],
    person: AsOption,
    role: RoleOption = "auditor",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import audit_heads  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, role)
    with step(Text("正在复制", "copying")):
        end = audit_heads.copy(out, viewer)
    say(
        Text(
            f"{end.entries:,} 条记录已写入 {out}。离线验证：fairwatch audit verify {out} --key 公钥 --heads 目录",
            f"{counted(end.entries, 'entry', 'entries')} written to {out}. "
            f"Check offline: fairwatch audit verify {out} --key KEY --heads FOLDER",
        ),
        "green",
    )


def key(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance import signing  # noqa: PLC0415 - loads the cryptography

    open_installation(workspace)
    public = signing.signing_key().public_key()
    fingerprint, pem = signing.fingerprint(public), signing.as_pem(public).decode()
    if as_json:
        print_json({"fingerprint": fingerprint, "pem": pem})
        return
    typer.echo(pem, nl=False)
    typer.secho(f"SHA-256 {fingerprint}", err=True)


def _public_key(file: Path | None) -> Ed25519PublicKey:
    """The key of the caller's own deposit; without one, the workspace's, which proves less."""
    from fairwatch.governance import signing  # noqa: PLC0415 - loads the cryptography

    return signing.read_public(file.read_bytes(), file.name) if file else signing.signing_key().public_key()


def _tell(verdict: Verdict, deposited: list[DailyHead], faults: list[HeadFault]) -> None:
    for fault in faults:
        say(Text(f"{fault.file}：{fault.reason.zh}", f"{fault.file}: {fault.reason.en}"), "red")
    if verdict.first_bad is not None and verdict.reason is not None:
        say(
            Text(
                f"第 {verdict.first_bad} 条记录有问题：{verdict.reason.zh}",
                f"Entry {verdict.first_bad} is bad: {verdict.reason.en}",
            ),
            "red",
        )
        return
    say(
        Text(
            f"审计链完整：{verdict.entries:,} 条记录",
            f"The chain is whole: {counted(verdict.entries, 'entry', 'entries')}",
        ),
        "green",
    )
    if deposited:
        last = deposited[-1]
        say(
            Text(
                f"与 {len(deposited)} 份存证一致，最近一份为 {last.day}（第 {last.head.entries:,} 条）",
                f"It fits {counted(len(deposited), 'deposited head')},"
                f" the last of {last.day} (entry {last.head.entries:,})",
            ),
            "green",
        )
