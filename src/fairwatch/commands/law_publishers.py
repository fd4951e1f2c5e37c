"""``fairwatch law trust | distrust | sign``: packs from outside, for those who believe and those who publish (R46)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fairwatch.commands.console import say
from fairwatch.commands.options import AsOption, RoleOption, WorkspaceOption, explain
from fairwatch.commands.proof import prove
from fairwatch.pipeline.installation import open_installation
from fairwatch.text import Text

FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help=explain("规则包文件", "file of a pack"))
]


def trust(
    key: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=explain("公钥（PEM）", "public key (PEM)"))],
    name: Annotated[str, typer.Option("--name", help=explain("发布者是谁", "who the publisher is"))],
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import publishers  # noqa: PLC0415 - as above

    open_installation(workspace)
    known = publishers.trust(key.read_bytes(), name, prove(person, role))
    if known.trusted:
        say(Text(f"已受信任：{known.fingerprint}", f"Trusted: {known.fingerprint}"), "green")
        return
    missing = ", ".join(sorted(set(publishers.OFFICES) - set(known.trusted_by)))
    say(
        Text(
            f"已记录 {known.fingerprint}，还须 {missing} 办理。请通过另一渠道核对指纹。",
            f"Recorded {known.fingerprint}; {missing} is still to come. "
            "Compare the fingerprint through another channel.",
        )
    )


def distrust(
    fingerprint: Annotated[str, typer.Argument(help=explain("公钥指纹", "fingerprint of the key"))],
    person: AsOption,
    role: RoleOption = "dpo",
    workspace: WorkspaceOption = Path(),
) -> None:
    from fairwatch.governance.services import publishers  # noqa: PLC0415 - as above

    open_installation(workspace)
    publishers.distrust(fingerprint, prove(person, role))
    say(Text("已终止信任；已采用的规则包继续有效。", "No longer trusted; packs that were adopted stay in force."))


def sign(
    file: FileArgument,
    private_key: Annotated[
        Path,
        typer.Option("--private-key", exists=True, dir_okay=False, help=explain("私钥（PEM）", "private key (PEM)")),
    ],
    parent: Annotated[
        Path | None,
        typer.Option(
            "--parent",
            exists=True,
            dir_okay=False,
            help=explain("外部的上级规则包", "the parent, when not the program's"),
        ),
    ] = None,
) -> None:
    from fairwatch.governance import documents, law_trust, lawpack, signing  # noqa: PLC0415 - loads the cryptography

    below = lawpack.read(documents.read(parent)) if parent else None
    pack = lawpack.read(
        documents.read(file), parents=lambda law: below if below and below.law == law else lawpack.load(law)
    )
    pem = private_key.read_bytes()
    question = str(Text("私钥口令", "Passphrase of the private key"))
    passphrase = typer.prompt(question, hide_input=True, err=True) if b"ENCRYPTED" in pem else ""
    key = signing.read_private(pem, passphrase, private_key.name)
    out = law_trust.signature_file(file)
    out.write_text(law_trust.sign(pack, key) + "\n", encoding="ascii")
    fingerprint = signing.fingerprint(key.public_key())
    say(Text(f"签名已写入 {out}，公钥指纹 {fingerprint}", f"Signature written to {out}; key {fingerprint}"), "green")
