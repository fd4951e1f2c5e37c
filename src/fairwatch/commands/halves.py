"""An officer's half of a request: the step that happens on the officer's own machine, without any workspace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fairwatch.commands.console import notices, say
from fairwatch.commands.options import explain
from fairwatch.errors import WorkspaceError
from fairwatch.text import Text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from fairwatch.sealing import Halves

FROM_ENVIRONMENT = "FAIRWATCH_PASSPHRASE"

KeyOption = Annotated[
    Path,
    typer.Option(
        "--key", help=explain("您的私钥文件", "your private key file"), exists=True, dir_okay=False, readable=True
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", help=explain("写入的文件", "file to write"), dir_okay=False, writable=True)
]
HalfOption = Annotated[
    list[Path],
    typer.Option("--half", help=explain("两名保管人的半份，各一个文件", "the officers' halves, one file each")),
]
CaseOption = Annotated[str, typer.Option("--case", help=explain("案件编号", "key of the case"))]


def half(
    request: Annotated[Path, typer.Argument(help=explain("申请文件", "the request's file"), dir_okay=False)],
    key: KeyOption,
    out: OutOption,
) -> None:
    from fairwatch.sealing import Request  # noqa: PLC0415 - loads what encrypts

    asked = Request.from_bytes(_read(request), where=str(request))
    what = [*map(str, asked.days), *asked.purposes]
    notices.print(
        str(
            Text(
                f"案件 {asked.case}：打开 {', '.join(asked.subjects)} 的 {', '.join(what)}。"
                "请与您批准的案件核对；不符则不要继续。",
                f"Case {asked.case}: opens {', '.join(what)} of {', '.join(asked.subjects)}. "
                "Compare it with the case that you approved, and stop here if it differs.",
            )
        ),
        soft_wrap=True,
        markup=False,
    )
    write(out, asked.half(private_key(key)).to_bytes())
    say(
        Text(
            f"半份已写入 {out}。交给调查人；案件结束后删除。",
            f"Half written to {out}. Give it to the investigator, and delete it when the case has ended.",
        ),
        "green",
    )


def private_key(path: Path) -> X25519PrivateKey:
    """The officer's private key; the passphrase comes from the environment or is typed without echo."""
    from fairwatch.sealing import load_private  # noqa: PLC0415 - as above

    pem = _read(path)
    passphrase = os.environ.get(FROM_ENVIRONMENT) or typer.prompt(
        str(Text("私钥口令", "Passphrase of the key")), hide_input=True, err=True
    )
    return load_private(pem, passphrase, where=str(path))


def both(paths: list[Path]) -> Halves:
    """The halves in two files."""
    from fairwatch.sealing import Half, Halves  # noqa: PLC0415 - as above

    if len(paths) != 2:
        raise typer.BadParameter(str(Text("需要恰好两个半份", "exactly two halves are needed")), param_hint="--half")
    one, other = (Half.from_bytes(_read(path), where=str(path)) for path in paths)
    return Halves(one, other)


def write(out: Path, content: bytes) -> None:
    """A file that only its owner may read, whole or absent."""
    from fairwatch.pipeline.evidence import whole_file  # noqa: PLC0415 - as above

    with whole_file(out) as file:
        file.write(content)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WorkspaceError(
            Text(f"无法读取文件：{error.strerror}", f"the file cannot be read: {error.strerror}"), where=str(path)
        ) from error
