"""The careful path: a regular expression for whole lines. Rust's engine needs linear time, whatever a line holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from fairwatch.sources.families.squid.kinds import KINDS, enclosed, pattern
from fairwatch.sources.families.squid.logformat import Code, Literal, Token

_FREE = KINDS["url"].pattern


class Pattern:
    """Matches the lines of one logformat, also with spaces in URLs and login names and with more fields at the end."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Raises polars' ``ComputeError`` when the format is so long that its expression would take too much memory."""
        body = "".join(_part(token) for token in tokens)
        self._line = rf"^\x{{FEFF}}?{body}(?: .*)?$"
        self._greedy = self._line.replace(_FREE, "[^ ].*")
        self._strict = rf"^\x{{FEFF}}?{body.replace(_FREE, '[^ ]+')}$"
        self._columns = [token.name for token in tokens if isinstance(token, Code) and token.field != "-"]
        self._runs = list(_runs(tokens))
        self._groups(pl.Series([""]), self._greedy)

    def share(self, lines: pl.Series) -> float:
        """The share of lines that are clearly of this format: no spaces where there should be none, nothing added."""
        return float(lines.str.contains(self._strict).mean() or 0.0)  # type: ignore[arg-type]

    def extract(self, lines: pl.Series) -> pl.DataFrame:
        """The logged text of every code with a field, by its name. All null where the line does not fit.

        A line that can be read in more than one way is not read at all: somebody may ask for an URL with spaces in it
        that looks like the rest of a log line with another person's login name.
        """
        found = self._groups(lines, self._line)
        if self._greedy == self._line:
            return found
        shortest, longest = (frame.select(self._spans()) for frame in (found, self._groups(lines, self._greedy)))
        if not shortest.equals(longest):
            one_way = [shortest[name].eq_missing(longest[name]).alias(name) for name in shortest.columns]
            found = found.select(
                pl.when(pl.DataFrame(one_way).select(pl.all_horizontal(pl.all())).to_series()).then(pl.all())
            )
        return found.with_columns(fixed for run in self._runs for fixed in _anonymous(run))

    def _groups(self, lines: pl.Series, expression: str) -> pl.DataFrame:
        return lines.str.extract_groups(expression).struct.unnest().select(self._columns)

    def _spans(self) -> list[pl.Expr]:
        """What must be the same in every reading of a line: all values, those of a run of free ones taken together."""
        running = {code.name for run in self._runs for code in run}
        joined = [pl.concat_str([code.name for code in run], separator=" ").alias(run[0].name) for run in self._runs]
        return [*joined, *(pl.col(name) for name in self._columns if name not in running)]


def segment_pattern(tokens: Sequence[Token]) -> str:
    """The pattern of one field of a line that was split at spaces already."""
    return f"^{''.join(_part(token) for token in tokens)}$"


def _part(token: Token) -> str:
    if isinstance(token, Literal):
        return re.escape(token.text)
    value = pattern(token)
    group = f"(?P<{token.name}>{value})" if token.field != "-" else f"(?:{value})"
    if not token.padded:
        return group
    return f"{group} *" if token.left else f" *{group}"


def _runs(tokens: Sequence[Token]) -> Iterator[list[Code]]:
    """URL and login names with nothing but a space between them. The last gets every space that is too many.

    That is the safe side: a login name that is too long belongs to nobody, one that is too short to somebody else. It
    is also why an URL *after* a login name is no run.
    """
    run: list[Code] = []
    for before, between, token in zip((None, None, *tokens), (None, *tokens), tokens, strict=False):
        if not isinstance(token, Code) or KINDS[token.kind].spaces is False or enclosed(token):
            continue
        if run and before is run[-1] and between == Literal(" ") and token.kind == "account":
            run.append(token)
            continue
        if len(run) > 1:
            yield run
        run = [token]
    if len(run) > 1:
        yield run


def _anonymous(run: Sequence[Code]) -> Iterator[pl.Expr]:
    """An URL with spaces and no login name was split at its first space; put it together again."""
    if [code.kind for code in run] != ["url", "account"]:
        return
    url, account = (pl.col(code.name) for code in run)
    nobody = account.str.ends_with(" -")
    yield pl.when(nobody).then(url + " " + account.str.strip_suffix(" -")).otherwise(url)
    yield pl.when(nobody).then(pl.lit("-")).otherwise(account).alias(run[1].name)
