"""``fairwatch keyring``: the secrets beside the workspace, without which no copy of it tells names or sealed lines."""

from __future__ import annotations

from pathlib import Path

import typer

from fairwatch.commands.console import counted, print_json, say
from fairwatch.commands.options import JsonOption, WorkspaceOption, explain
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("工作区之外的密钥", "Secrets outside the workspace"))
    group.command(
        help=explain(
            "钥匙环在哪里、管着什么。不要与工作区一起备份。",
            "Where the keyring lies and what it guards. Never back it up together with the workspace.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch keyring status -w office",
    )(status)
    group.command(
        help=explain(
            "把假名密钥锁在钥匙环之下：此后仅凭工作区的副本，任何人都不能由假名得到姓名。",
            "Lock the pseudonym keys under the keyring: from then on nobody gets a name from a copy of the workspace.",
        ),
        epilog=explain("例：", "Example: ") + "fairwatch keyring lock -w office",
    )(lock)
    app.add_typer(group, name="keyring")


def status(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance import key_wrapping  # noqa: PLC0415 - Django's models load after configure()

    folder = open_installation(workspace).workspace.keyring
    locked, days = key_wrapping.is_locked(), len(list(folder.glob("*.day")))
    if as_json:
        print_json({"keyring": str(folder), "pseudonym_keys_locked": locked, "sealed_days": days})
        return
    state = (
        Text("已锁", "locked")
        if locked
        else Text("未锁，运行 fairwatch keyring lock", "bare: run `fairwatch keyring lock`")
    )
    say(Text(f"钥匙环：{folder}", f"Keyring: {folder}"))
    say(Text(f"假名密钥：{state.zh}；封存的日子：{days}", f"Pseudonym keys: {state.en}. Sealed days: {days}"))


def lock(workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import pseudonyms  # noqa: PLC0415 - as above

    folder = open_installation(workspace).workspace.keyring
    keys = pseudonyms.lock_keys()
    say(
        Text(
            f"已锁 {keys} 个密钥。钥匙环 {folder} 丢失后，假名数据不再属于任何人；请单独备份，不超过 30 天。",
            f"{counted(keys, 'key')} locked. Without the keyring {folder} the pseudonymous data are nobody's for ever: "
            "back it up apart from the workspace, for at most 30 days.",
        ),
        "green",
    )
