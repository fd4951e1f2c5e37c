"""``fairwatch access``: access codes, second factors and sign-ins. There are no shared accounts (R40)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import print_json, say
from fairwatch.commands.options import AsOption, JsonOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import SIGN_IN_VARIABLE, ask_one_time, prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

PersonArgument = Annotated[str, typer.Argument(help=explain("人员编号", "person id"))]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help=explain("访问码、第二因素和登录", "Access codes, second factors, sign-ins")
    )
    for name, zh, en, example, command in (
        (
            "enrol",
            "为一个人签发新的访问码；旧码即时失效，本人在访问记录中可以看到。",
            "Issue a new code to one person. The old one ends at once, and the person sees it in their access log.",
            "p0042 -w office",
            enrol,
        ),
        (
            "second-factor",
            "登记您的验证器应用：密钥只显示这一次，随后用 confirm 启用。",
            "Enrol your authenticator app: the secret is shown this once; put it to use with `confirm`.",
            "--as p0003 -w office",
            second_factor,
        ),
        (
            "confirm",
            "用应用显示的验证码启用第二因素，得到恢复码。",
            "Put the second factor to use with a code of the app, and get recovery codes.",
            "--as p0003 -w office",
            confirm,
        ),
        (
            "recovery-codes",
            "换一组恢复码；旧的全部失效。",
            "Get fresh recovery codes; the old ones end.",
            "--as p0003 -w office",
            recovery_codes,
        ),
        (
            "reset-factor",
            "清除另一个人丢失的第二因素（由个人信息保护负责人或工会办理，不得为自己办理）。",
            "Remove somebody else's lost second factor (DPO or union; nobody resets their own).",
            "p0003 --as p0001 --role dpo -w office",
            reset_factor,
        ),
        (
            "sign-in",
            "登录半小时，连续运行多条命令时不必反复验证。",
            "Sign in for half an hour, to run several commands in a row.",
            "--as p0003 --role hr -w office",
            sign_in,
        ),
        ("sign-out", "结束您的全部登录。", "End all your sign-ins.", "--as p0003 --role hr -w office", sign_out),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch access {name} {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="access")


def enrol(person: PersonArgument, workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import access as service  # noqa: PLC0415 - after configure()

    open_installation(workspace)
    code = service.enrol(person)
    say(Text(f"访问码（只显示这一次）：{code}", f"Access code (shown this once): {code}"))
    say(
        Text(
            "担任任何职务的人接着登记第二因素：fairwatch access second-factor",
            "Whoever holds an office enrols a second factor next: fairwatch access second-factor",
        ),
        "dim",
    )


def second_factor(person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import second_factor as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    enrolment = service.begin(prove(person, "employee", afresh=True))
    if as_json:
        print_json({"secret": enrolment.secret, "uri": enrolment.uri})
        return
    say(Text("在验证器应用中添加（只显示这一次）：", "Add this to your authenticator app (shown this once):"))
    typer.echo(enrolment.uri)
    say(Text(f"或手工输入：{enrolment.secret}", f"or type: {enrolment.secret}"))
    say(Text("然后：fairwatch access confirm", "Then: fairwatch access confirm"), "dim")


def confirm(
    person: AsOption,
    code: Annotated[
        str, typer.Argument(help=explain("新应用显示的验证码；空则询问", "code of the new app; asked for when empty"))
    ] = "",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    from fairwatch.governance.services import second_factor as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "employee", afresh=True)
    _tell_recovery_codes(service.confirm(viewer, code or ask_one_time()), as_json)


def recovery_codes(person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import second_factor as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    _tell_recovery_codes(service.renew_recovery_codes(prove(person, "employee", afresh=True)), as_json)


def reset_factor(
    subject: PersonArgument, person: AsOption, role: RoleOption = "dpo", workspace: WorkspaceOption = Path()
) -> None:
    from fairwatch.governance.services import second_factor as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    service.reset(subject, prove(person, role, afresh=True))
    say(
        Text(
            "已清除。本人用访问码重新登记：fairwatch access second-factor",
            "Removed. The person enrols anew with their access code: fairwatch access second-factor",
        ),
        "green",
    )


def sign_in(
    person: AsOption, role: RoleOption = "employee", workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import access as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    token = service.open_sign_in(prove(person, role, afresh=True))
    if as_json:
        print_json({"variable": SIGN_IN_VARIABLE, "token": token})
        return
    typer.echo(f"export {SIGN_IN_VARIABLE}={token}")


def sign_out(person: AsOption, role: RoleOption = "employee", workspace: WorkspaceOption = Path()) -> None:
    from fairwatch.governance.services import access as service  # noqa: PLC0415 - as above

    open_installation(workspace)
    service.close_sign_ins(prove(person, role))
    say(Text("已退出。", "Signed out."))


def _tell_recovery_codes(codes: list[str], as_json: bool) -> None:
    if as_json:
        print_json({"recovery_codes": codes})
        return
    say(
        Text(
            "第二因素已启用。应用丢失时用恢复码登录，每个只能用一次；抄在纸上（只显示这一次）：",
            "The second factor is in use. Should the app be lost, each of these signs you in once; "
            "write them on paper (shown this once):",
        ),
        "green",
    )
    for code in codes:
        typer.echo(code)
