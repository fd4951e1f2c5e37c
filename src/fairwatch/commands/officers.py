"""``fairwatch officer key``: the keys of the two officers who open sealed evidence together."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import answers, counted, print_json, say, step, table
from fairwatch.commands.halves import KeyOption, OutOption, private_key, write
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.errors import ConfigError
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

PublicArgument = Annotated[
    Path, typer.Argument(help=explain("公钥文件（.pub）", "public key file (.pub)"), exists=True, dir_okay=False)
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("封存证据的保管人", "Officers of sealed evidence"))
    keys = typer.Typer(no_args_is_help=True, help=explain("保管人密钥", "Officers' keys"))
    for name, zh, en, example, command in (
        (
            "new",
            "生成一对密钥；私钥以口令加密，不进入任何工作区。",
            "Make a pair of keys. The private one is encrypted with a passphrase and enters no workspace.",
            "new --out /media/safe/dpo.key",
            new,
        ),
        (
            "register",
            "登记您自己的公钥；两名保管人须为不同条线的不同人员，其中一名为个人信息保护负责人。",
            "Register your own public key. The two officers are different people of different lines, one the DPO.",
            "register dpo.key.pub --as p0004 --role dpo -w office",
            enter,
        ),
        ("list", "列出登记册。", "List the register.", "list -w office", show),
        (
            "rotate",
            "用新密钥替换旧密钥，并交接全部封存数据；中断后再运行一次即可。",
            "Put a new key in the place of an old one and hand over all that is sealed. Interrupted, run it again.",
            "rotate new.key.pub --key old.key --as p0004 --role dpo -w office",
            rotate,
        ),
        (
            "lost",
            "登记私钥已遗失：不再为其封存。以前为其封存的内容任何人都不能再打开。",
            "Report a private key lost. Nothing more is sealed for it; what was sealed for it, nobody can open.",
            "lost 3f0c… --as p0005 --role union -w office",
            lose,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch officer key {example}"
        keys.command(name, help=explain(zh, en), epilog=epilog)(command)
    group.add_typer(keys, name="key")
    app.add_typer(group, name="officer")


def new(out: OutOption) -> None:
    from fairwatch.sealing import generate_officer_key, load_public, new_passphrase, officer_id  # noqa: PLC0415 - slow

    if out.exists():
        raise ConfigError(
            Text("文件已存在，不覆盖密钥", "the file exists; a key is never overwritten"),
            where=str(out),
            next_step=Text("换一个文件名", "choose another name"),
        )
    passphrase = new_passphrase()
    pair = generate_officer_key(passphrase)
    write(out, pair.private_pem)
    write(public_file(out), pair.public_pem)
    fingerprint = officer_id(load_public(pair.public_pem)).hex()
    say(
        Text(
            f"口令（只显示这一次，与密钥文件分开保存）：{passphrase}",
            f"Passphrase (shown this once; keep it apart from the key file): {passphrase}",
        )
    )
    say(Text(f"指纹：{fingerprint}", f"Fingerprint: {fingerprint}"))
    say(
        Text(
            f"私钥 {out} 由您一人保管，另存一份于另一保险柜；公钥 {public_file(out)} 用于登记。",
            f"{out} is for you alone, with a copy in another safe; {public_file(out)} is for registering.",
        ),
        "dim",
    )


def enter(
    public: PublicArgument,
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import officers  # noqa: PLC0415 - Django's models load after configure()

    open_installation(workspace)
    _, pem, fingerprint = _public(public)
    officers.register(prove(person, role), pem, fingerprint)
    say(Text(f"已登记：{fingerprint}", f"Registered: {fingerprint}"), "green")
    if officers.pair() is None:
        say(
            Text("还需要另一名保管人登记，之后才能封存。", "Nothing is sealed until the other officer has registered."),
            "dim",
        )


def show(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import officers  # noqa: PLC0415 - as above

    open_installation(workspace)
    keys = officers.listed()
    if as_json:
        print_json([asdict(key) | {"pem": key.pem.decode(), "live": key.live} for key in keys])
        return
    if not keys:
        say(
            Text(
                "还没有登记保管人。先运行 fairwatch officer key new",
                "No officer is registered yet. Begin with `fairwatch officer key new`",
            )
        )
        return
    shown = table(
        Text("保管人登记册", "Register of officers"),
        Text("人员", "Person"),
        Text("角色", "Role"),
        Text("指纹", "Fingerprint"),
        Text("登记于", "Registered"),
        Text("状态", "State"),
    )
    for key in keys:
        state = key.retired_because or ("live" if key.live else "not in office")
        shown.add_row(key.person, key.role, key.fingerprint, f"{key.registered_at:%Y-%m-%d}", state)
    answers.print(shown)


def rotate(
    public: PublicArgument,
    key: KeyOption,
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.pipeline import officers as journey  # noqa: PLC0415 - as above

    installation = open_installation(workspace)
    viewer = prove(person, role)
    successor, pem, fingerprint = _public(public)
    private = private_key(key)
    with step(Text("正在交接", "handing over")):
        done = journey.rotate(installation, viewer, private, successor, pem)
    say(
        Text(
            f"已交接 {done.chunks:,} 段封存日志和 {done.tables:,} 份对照表给 {fingerprint}；旧密钥已停用。",
            f"{counted(done.chunks, 'sealed chunk')} and {counted(done.tables, 'table')} of names handed over to"
            f" {fingerprint}; the old key is retired.",
        ),
        "green",
    )


def lose(
    fingerprint: Annotated[str, typer.Argument(help=explain("遗失密钥的指纹", "fingerprint of the lost key"))],
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import officers  # noqa: PLC0415 - as above

    open_installation(workspace)
    officers.lose(prove(person, role), fingerprint)
    say(
        Text(
            "已登记遗失。为此密钥封存的日子任何人都不能再打开，到期销毁；请登记新密钥，并报告留存义务未能履行。",
            "Reported lost. The days sealed for it can be opened by nobody and are destroyed when their time is over; "
            "register a new key, and report that the duty to keep logs was not met.",
        ),
        "yellow",
    )


def public_file(private: Path) -> Path:
    """Where the public half of a key lies."""
    return private.with_name(f"{private.name}.pub")


def _public(path: Path) -> tuple[X25519PublicKey, bytes, str]:
    """The key in a file, as it is, and its fingerprint."""
    from fairwatch.sealing import load_public, officer_id  # noqa: PLC0415 - as above

    pem = path.read_bytes()
    key = load_public(pem, where=str(path))
    return key, pem, officer_id(key).hex()
