"""``fairwatch law``: the law packs that this workspace obeys, and whose it believes (R46)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fairwatch.commands.console import answers, print_json, say, table
from fairwatch.commands.law_publishers import distrust, sign, trust
from fairwatch.commands.options import AsOption, JsonOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

if TYPE_CHECKING:
    from fairwatch.governance.lawpack import LawPack
    from fairwatch.governance.services.laws import Adoption
    from fairwatch.governance.services.publishers import Publisher

PackArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME|FILE",
        help=explain("程序自带规则包的名称，或规则包文件", "name of a pack of the program, or a pack's file"),
    ),
]
FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help=explain("规则包文件", "file of a pack"))
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=explain("法律规则包", "Law packs"))
    for name, zh, en, example, command in (
        (
            "list",
            "列出生效过、正在生效和将要生效的规则包，以及受信任的发布者。",
            "List the packs that were, are and will be in force, and the publishers that are trusted.",
            "-w office",
            show_list,
        ),
        (
            "show",
            "显示一个规则包的全部数值，以及与当前规则包的差别。",
            "Show every value of a pack, and where it differs from the one in force.",
            "eu -w office",
            show,
        ),
        (
            "verify",
            "验证程序自带的、已采用的，或一个文件中的规则包。",
            "Check the program's packs and those adopted, or a pack in a file.",
            "acme.yaml -w office",
            verify,
        ),
        (
            "adopt",
            "采用一个规则包（个人信息保护负责人）；未到生效日期的，到时自动生效。",
            "Adopt a pack (DPO). One whose effective date is to come takes force on that day by itself.",
            "acme.yaml --as p0001 -w office",
            adopt,
        ),
        (
            "trust",
            "信任一个发布者的公钥；须由个人信息保护负责人和工会各办理一次。",
            "Trust a publisher's public key; it takes the DPO and the union, each once.",
            'publisher.pem --name "Example Publishers" --as p0001 --role dpo -w office',
            trust,
        ),
        (
            "distrust",
            "永久终止对一个发布者的信任；任一方单独即可。",
            "End the trust in a publisher for good; either office can alone.",
            "1f2e… --as p0004 --role union -w office",
            distrust,
        ),
        (
            "sign",
            "发布者：为规则包文件签名。",
            "Publishers: sign a pack's file.",
            "acme.yaml --private-key publisher.pem",
            sign,
        ),
    ):
        epilog = explain("例：", "Example: ") + f"fairwatch law {name} {example}"
        group.command(name, help=explain(zh, en), epilog=epilog)(command)
    app.add_typer(group, name="law")


def show_list(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance import lawpack  # noqa: PLC0415 - Django's models load after configure()
    from fairwatch.governance.services import laws, publishers  # noqa: PLC0415 - as above

    open_installation(workspace)
    line, known = laws.adoptions(), publishers.publishers()
    if as_json:
        print_json(_listed(line, known))
        return
    rows = table(
        Text("规则包", "Law packs"),
        Text("名称", "Name"),
        Text("版本", "Version"),
        Text("自何时", "From"),
        Text("状态", "State"),
        Text("来源", "Origin"),
    )
    for one in line:
        origin = one.publisher[:16] if one.publisher else str(Text("程序自带", "the program"))
        rows.add_row(one.pack.law, one.pack.version, f"{one.in_force_from:%Y-%m-%d %H:%M}", _state(one.state), origin)
    answers.print(rows)
    say(Text(f"程序自带：{'、'.join(lawpack.available())}", f"In the program: {', '.join(lawpack.available())}"), "dim")
    if not known:
        say(Text("没有受信任的外部发布者。", "No outside publisher is trusted."), "dim")
    for publisher in known:
        mark = Text("受信任", "trusted") if publisher.trusted else Text("不受信任", "not trusted")
        key, offices = f"{publisher.name} {publisher.fingerprint}", ", ".join(publisher.trusted_by)
        say(Text(f"{key} {mark.zh}（{offices}）", f"{key} {mark.en} ({offices})"))


def show(pack: PackArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    from fairwatch.governance.services import laws  # noqa: PLC0415 - as above

    open_installation(workspace)
    wanted, present = _find(pack), laws.current()
    loosened = wanted.loosened_fields(present)
    if as_json:
        print_json(_as_json(wanted) | {"looser_than_in_force": loosened})
        return
    title = f"{wanted.law} {wanted.version} {wanted.effective}"
    rows = table(
        Text(title, title),
        Text("项目", "Field"),
        Text("数值", "Value"),
        Text(f"现行（{present.law}）", f"In force ({present.law})"),
        Text("", ""),
    )
    rows.columns[0].overflow = "fold"
    for key, value in wanted.values.items():
        differs = value != present.values.get(key)
        mark = Text("放宽", "looser") if key in loosened else Text("收紧", "tighter") if differs else Text("", "")
        rows.add_row(key, _words(value), _words(present.values.get(key)) if differs else "", str(mark))
    answers.print(rows)


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help=explain("规则包文件；空为全部", "a pack's file; empty: all")),
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    open_installation(workspace)
    faults = _faults_of_file(file) if file else _faults_of_everything()
    if as_json:
        print_json([{"pack": where, "zh": reason.zh, "en": reason.en} for where, reason in faults])
    for where, reason in [] if as_json else faults:
        say(Text(f"{where}：{reason.zh}", f"{where}: {reason.en}"), "red")
    if faults:
        raise typer.Exit(1)
    if not as_json:
        say(Text("规则包可信。", "The packs can be believed."), "green")


def adopt(
    pack: PackArgument, person: AsOption, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    from fairwatch.governance.services import laws  # noqa: PLC0415 - as above

    open_installation(workspace)
    viewer = prove(person, "dpo")
    is_file = Path(pack).is_file()
    adopted = laws.adopt_file(Path(pack), viewer) if is_file else laws.adopt(pack, actor=viewer.person)
    if as_json:
        print_json(_as_json(adopted) | {"in_force": laws.current().hash == adopted.hash})
    elif laws.current().hash == adopted.hash:
        say(Text(f"{adopted.law} {adopted.version} 已生效。", f"{adopted.law} {adopted.version} is in force."), "green")
    else:
        say(
            Text(
                f"{adopted.law} {adopted.version} 将于 {adopted.effective} 自动生效。",
                f"{adopted.law} {adopted.version} takes force by itself on {adopted.effective}.",
            ),
            "green",
        )


def _find(name: str) -> LawPack:
    """A pack from a file, else of the program, else one that was adopted."""
    from fairwatch.governance.services import laws  # noqa: PLC0415 - as above

    return laws.read_file(Path(name)) if Path(name).is_file() else laws.find(name)


def _faults_of_everything() -> list[tuple[str, Text]]:
    from fairwatch.governance import law_trust, lawpack  # noqa: PLC0415 - as above
    from fairwatch.governance.services import laws  # noqa: PLC0415 - as above

    edited = [
        (f"laws/{name}.yaml", Text("内容与发布时不符", "it is not as it was released"))
        for name in lawpack.available()
        if not law_trust.is_listed(lawpack.load(name))
    ]
    return [*edited, *((f"{pack.law} {pack.version}", reason) for pack, reason in laws.faults())]


def _faults_of_file(file: Path) -> list[tuple[str, Text]]:
    from fairwatch.governance import law_trust  # noqa: PLC0415 - as above
    from fairwatch.governance.services import laws, publishers  # noqa: PLC0415 - as above

    pack = laws.read_file(file)
    if publishers.signer(pack, law_trust.read_signature(file)) is None:
        return [(file.name, Text("没有可信发布者的签名", "no trusted publisher signed it"))]
    return []


def _listed(line: list[Adoption], known: list[Publisher]) -> dict[str, Any]:
    from fairwatch.governance import lawpack  # noqa: PLC0415 - as above

    return {
        "of_the_program": lawpack.available(),
        "adopted": [
            {
                "law": one.pack.law,
                "version": one.pack.version,
                "effective": one.pack.effective,
                "in_force_from": one.in_force_from,
                "state": one.state,
                "publisher": one.publisher,
                "hash": one.pack.hash,
            }
            for one in line
        ],
        "publishers": [
            {"name": one.name, "fingerprint": one.fingerprint, "by": one.trusted_by, "trusted": one.trusted}
            for one in known
        ],
    }


def _as_json(pack: LawPack) -> dict[str, Any]:
    head = {"law": pack.law, "version": pack.version, "effective": pack.effective, "parent": pack.parent}
    return {**head, "hash": pack.hash, "values": dict(pack.values)}


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _state(state: str) -> str:
    known = {"past": Text("已过", "past"), "in force": Text("现行", "in force"), "to come": Text("将生效", "to come")}
    return str(known[state])
