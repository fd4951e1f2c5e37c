"""What can go wrong with keys and sealed files, said in the user's words."""

from __future__ import annotations

from fairwatch.errors import FairwatchError
from fairwatch.text import Text


class SealingError(FairwatchError):
    """A key does not fit, or a sealed file is damaged or was tampered with. Never holds what was sealed."""


def damaged(where: str) -> SealingError:
    """Bytes were changed, cut off, moved or exchanged; or the keys belong to something else."""
    return SealingError(
        Text(
            "封存数据已损坏或被改动，或与所用密钥不符",
            "the sealed data is damaged or altered, or belongs to other keys",
        ),
        where=where,
        next_step=Text(
            "不要使用其内容；从备份恢复，并与审计链中登记的摘要核对",
            "do not use its content; restore it from a backup and compare it with the head in the audit chain",
        ),
    )


def not_for_this_officer(where: str | None = None) -> SealingError:
    return SealingError(
        Text("此密钥不属于封存时指定的两名保管人", "this key is of neither of the two officers it was sealed for"),
        where=where,
        next_step=Text(
            "请由封存文件中登记的保管人操作", "ask the officers whose key fingerprints the sealed file names"
        ),
    )


def same_officer() -> SealingError:
    return SealingError(
        Text("两个半份须由两名不同的保管人给出", "the two halves are for two different officers to give"),
        next_step=Text("请另一名保管人用自己的密钥给出半份", "have the other officer give a half with their own key"),
    )


def not_in_half(where: str | None = None) -> SealingError:
    return SealingError(
        Text("保管人的半份凭据不包含此项", "an officer's half is not for this"),
        where=where,
        next_step=Text("请两名保管人就同一份申请各给出半份", "have both officers give their half of the same request"),
    )
