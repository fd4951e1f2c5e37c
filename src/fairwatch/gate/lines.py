"""The lines of one batch on their way through the gates.

For every line the purposes that are still open to it are kept as a set. A gate only ever closes purposes; the one that
closes a line's last purpose gives the line its refusal code. So every line ends admitted or with exactly one code, and
no gate can let in what another has refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from fairwatch import columns
from fairwatch.distinct import among_values, by_distinct
from fairwatch.gate.action_numbers import EMBEDDED, JOB_SEARCH
from fairwatch.gate.admission import REFUSALS
from fairwatch.gate.destinations import elsewhere
from fairwatch.gate.quotas import limited
from fairwatch.gate.renames import RENAMED, registered
from fairwatch.gate.roster import COMPUTABLE, DAY_US, Hours
from fairwatch.gate.rules import ACTIONS_WIDTH, Bits, Instants, Rules
from fairwatch.gate.season import in_season

NOBODY = -1
UNKNOWN = columns.OWNERSHIPS.index("unknown")

_NO_TIME = np.iinfo(np.int64).min
_OPEN = 0
_GATE_BITS = 8

_PER_LINE = (
    "row",
    "place",
    "ts",
    "person",
    "open",
    "interval",
    "category",
    "action",
    "listed",
    "in_force",
    "limited",
    "quota",
    "elsewhere",
    "inside",
    "in_season",
)


def among(height: int, rows: npt.NDArray[np.int64]) -> pl.Series:
    """Which of so many rows these are; filtering takes a tenth of the time of gathering by number."""
    wanted = np.zeros(height, np.bool_)
    wanted[rows] = True
    return pl.Series(wanted)


def chosen(frame: pl.DataFrame, rows: npt.NDArray[np.int64]) -> pl.DataFrame:
    """These rows (ascending) of a frame."""
    return frame.filter(among(frame.height, rows))


class Lines:
    """What the gates look at: arrays over the lines not yet refused.

    ``row`` is a line's place in the batch, ``place`` its place in ``content``; the latter is known once ``look`` ran.
    """

    hours: Hours
    """Working hours around the batch; known once ``find_hours`` ran, as is ``interval``."""

    content: pl.DataFrame
    """What was done in the lines that were looked at; known once ``look`` ran."""

    registered: pl.Series
    """Beside ``content``: the id in the register of the file that a line is about; null of any other."""

    def __init__(
        self,
        frame: pl.DataFrame,
        rules: Rules,
        closed_days: frozenset[tuple[str, dt.date]] = frozenset(),
        renamed: pl.DataFrame | None = None,
    ) -> None:
        self.frame, self.rules, self.closed_days = frame, rules, closed_days
        self._renamed = pl.DataFrame(schema=RENAMED) if renamed is None else renamed
        self.row: npt.NDArray[np.int64] = np.arange(frame.height)
        self.place: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.ts: Instants = frame["ts_us"].fill_null(_NO_TIME).to_numpy()
        person = frame["person"].fill_null(NOBODY).to_numpy()
        # numbers to look up by are int64, with which numpy takes a third of the time
        self.person: npt.NDArray[np.int64] = np.where(
            (person >= 0) & (person < rules.policy.states.height), person.astype(np.int64), NOBODY
        )
        # one bit even where there is no purpose, so that the first gate has something to close
        self.open: Bits = np.full(frame.height, rules.everything | rules.only(0))
        self.interval: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.category: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.action: npt.NDArray[np.integer] = np.empty(0, np.uint8)
        self.listed: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        self.in_force: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        self.limited: Bits = np.empty(0, rules.sets)
        self.quota: Bits = np.empty(0, rules.sets)
        self.elsewhere: Bits = np.empty(0, rules.sets)
        self.inside: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        self.in_season: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        self.hits: pl.DataFrame | None = None
        self.parts: pl.DataFrame | None = None
        self._verdict = np.full(frame.height, _OPEN, np.uint8)
        self._day = (self.ts // DAY_US).astype(np.int32)

    def close(self, left_open: Bits, gate: int) -> None:
        """Close what a gate does not leave open; ``gate`` is its number, from 1."""
        still = self.open & left_open
        self._verdict[self.row[np.flatnonzero((still == 0) & (self.open != 0))]] = gate
        self.open = still

    def forget_refused(self) -> None:
        """Go on with the lines that are still open."""
        open_ = np.flatnonzero(self.open)
        for name in _PER_LINE:
            values = getattr(self, name)
            if len(values):
                setattr(self, name, values.take(open_))

    def find_hours(self) -> None:
        """Look up each line's working interval; its day is then the one on which the shift began."""
        days = self.day
        begun = np.flatnonzero(np.diff(days, prepend=days[:1] - 1))  # logs are nearly in the order of time
        self.hours = self.rules.roster.hours(tuple(np.unique(days[begun]).tolist()))
        self.interval = self.hours.find(self.person, self.ts)
        working = np.flatnonzero(self.interval >= 0)
        self._day[self.row[working]] = self.hours.days[self.interval[working]]

    def look(self, look: Callable[[pl.DataFrame, pl.Series], pl.DataFrame] | None) -> None:
        """Look at what was done, which no gate before needed to know; of lines refused so far nobody ever does."""
        wanted = among(self.frame.height, self.row)
        self.content, self.place = self.frame.filter(wanted), np.arange(len(self.row))
        if look:
            self.content = look(self.content, wanted)
        self.category = self._category_numbers(self.content["category"])
        actions = self.content["action"].cast(columns.ACTION, strict=False)
        self.action = actions.to_physical().fill_null(ACTIONS_WIDTH - 1).to_numpy()
        self._find_listed()
        self.limited, self.quota = limited(self.rules, self.content, self.category, self.action, self.ts)
        to_leak = (self.open & self.rules.leak) != 0
        self.registered = registered(self.rules, self.content, to_leak, self.person, self.ts, self._renamed)
        known = self.registered.is_not_null().to_numpy()
        self.elsewhere, self.inside = elsewhere(self.rules, self.content, known, self.category, self.action)
        self.in_season = in_season(self.rules.policy.campus_months, self.content["campus"], self.day)

    def _find_listed(self) -> None:
        """``listed``: the app is on the published list of forbidden ones; ``in_force``: and was at that instant (R24).

        What a page fetched from the app (a picture, a share button) is no use of it: any page may show one. A request
        that the proxy refused is, for nobody can see what it would have been. Looking for a job never is.
        """
        since = self.rules.policy.forbidden_sites
        sites = self.content["site"]
        fetched = np.isin(self.action, EMBEDDED) & ~self.content["blocked"].fill_null(value=False).to_numpy()
        used = among_values(sites, since) & ~self.content["asset"].fill_null(value=True).to_numpy()
        self.listed = used & ~fetched & ~np.isin(self.action, JOB_SEARCH)
        self.in_force = self.listed.copy()
        places = np.flatnonzero(self.listed)
        if len(places):
            names = sites[places].cast(pl.String)
            begins = names.replace_strict(list(since), list(since.values()), return_dtype=pl.Int64).to_numpy()
            self.in_force[places] = self.ts[places] >= begins

    def _category_numbers(self, categories: pl.Series) -> npt.NDArray[np.int64]:
        rules = self.rules
        named = pl.Enum(rules.categories)

        def number(keys: pl.Series) -> pl.DataFrame:
            numbers = keys.cast(named, strict=False).to_physical().cast(pl.Int64)
            return numbers.fill_null(rules.other_category).to_frame()

        return by_distinct(categories, number).to_series().fill_null(rules.no_category).to_numpy()

    def admit_hits(self) -> None:
        """A line of which a hit is kept is not refused, although nothing else of it may be."""
        if self.hits is not None:
            self._verdict[self.hits["row"].to_numpy()] = _OPEN

    @property
    def ownership(self) -> npt.NDArray[np.int64]:
        """Of the device of each line not yet refused, its place in ``columns.OWNERSHIPS``."""
        numbers = self.frame["ownership"].cast(columns.OWNERSHIP).to_physical().fill_null(UNKNOWN)
        return numbers.to_numpy()[self.row].astype(np.int64)

    @property
    def admitted(self) -> int:
        """Lines of which something is kept."""
        return len(self.row) if self.hits is None else int(np.count_nonzero(self._verdict == _OPEN))

    @property
    def day(self) -> npt.NDArray[np.int32]:
        """Day of each line not yet refused, in days since 1970."""
        return self._day[self.row]

    @property
    def verdicts(self) -> npt.NDArray[np.uint8]:
        """Of every line of the batch, the number of the gate that refused it, from 1; 0: none has."""
        return self._verdict

    @property
    def days(self) -> npt.NDArray[np.int32]:
        """Of every line of the batch its day, in days since 1970: the working day where there is one."""
        return self._day

    def refusals(self, codes: Sequence[str]) -> pl.DataFrame:
        """Lines and bytes per day and code (columns REFUSALS); ``codes[n - 1]`` is that of gate n."""
        volume = self.frame.select(bytes=pl.col("bytes_up").fill_null(0) + pl.col("bytes_down").fill_null(0))
        day_and_gate = (self._day.astype(np.int64) << _GATE_BITS) | self._verdict  # one number is grouped twice as fast
        is_a_day = pl.col("day").is_between(0, len(COMPUTABLE), closed="left")
        return (
            volume.with_columns(day_and_gate=day_and_gate)
            .group_by("day_and_gate")
            .agg(lines=pl.len().cast(pl.Int64), bytes=pl.col("bytes").sum())
            .with_columns(
                day=pl.col("day_and_gate") // (1 << _GATE_BITS), gate=pl.col("day_and_gate") % (1 << _GATE_BITS)
            )
            .filter(pl.col("gate") != _OPEN)
            .with_columns(
                day=pl.when(is_a_day).then("day").cast(pl.Date),
                code=pl.col("gate").replace_strict(range(1, len(codes) + 1), codes, return_dtype=pl.String),
            )
            .group_by("day", "code")  # two gates may share a code
            .agg(pl.col("lines", "bytes").sum())
            .select(*REFUSALS)
            .sort("day", "code")
        )
