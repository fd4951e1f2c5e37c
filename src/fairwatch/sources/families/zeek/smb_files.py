"""Zeek's log of what clients did with files on shares (SMB).

https://docs.zeek.org/en/master/scripts/base/protocols/smb/main.zeek.html#type-SMB::FileInfo: ``name`` of a renamed file
is the new one, ``prev_name`` the one before. As installed Zeek logs opening, renaming and deleting; reading and writing
only where ``SMB::logged_file_actions`` says so. ``size`` is that of the whole file, not of what was transferred, which
``files.log`` tells; so no bytes are taken from here.
"""

from __future__ import annotations

import polars as pl

from fairwatch.sources.files import base_name, is_archive, renamed_by_a_person
from fairwatch.sources.urls import host_column, named_or_address

_ACTION = pl.col("action").str.strip_prefix("SMB::FILE_")
_NAME, _FORMER = base_name(pl.col("name")), base_name(pl.col("prev_name"))


def smb_files(fields: pl.DataFrame) -> dict[str, pl.Series]:
    """Who did what with which file; a read file has no method, like any other that came over the network."""
    renamed = _ACTION == "RENAME"
    return host_column(
        fields.select(
            ts_us=pl.col("ts"),
            address=pl.col("id.orig_h"),
            **named_or_address(pl.lit(None, pl.String), pl.col("id.resp_h"), "flow"),
            method=_ACTION.replace_strict(
                {"WRITE": "pack", "RENAME": "rename", "DELETE": "delete"}, default=None, return_dtype=pl.String
            ),
            file_name=_NAME,
            former_name=pl.when(renamed).then(_FORMER),
        ).to_dict()
    )


def nobodys_business(fields: pl.DataFrame) -> pl.Series:
    """Files that were opened, closed or saved: whoever works does that all day."""
    written, renamed = (_ACTION == "WRITE") & is_archive(_NAME), _ACTION == "RENAME"
    told = _ACTION.is_in(["READ", "DELETE"]) | written | (renamed & renamed_by_a_person(_NAME, _FORMER))
    return fields.select(passed=~(told & _NAME.is_not_null()).fill_null(value=False)).to_series()
