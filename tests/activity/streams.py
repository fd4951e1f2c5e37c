"""Random logs of a few invented people: every mixture of pages, signs, connections and media, with many ties."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from hypothesis import strategies as st
from tests.activity.workday import AFTERNOON, CATEGORIES, DAY, MORNING, SCHEMA, us

SITES = list(CATEGORIES)
ACTIONS = ("page_view", "connection", "media", "embedded", "job_search", "resume_submission")
GRADES = ("full_url", "sni", "dns")


@st.composite
def logs(draw: st.DrawFn) -> pl.DataFrame:
    """Up to 400 rows of up to three people on two days; instants crowd on few seconds or spread over the day."""
    size = draw(st.integers(0, 400))
    crowd = draw(st.sampled_from((1, 10, 600, 3 * 3600)))
    return random_log(np.random.default_rng(draw(st.integers(0, 2**32))), size, crowd)


def random_log(random: np.random.Generator, size: int, crowd: int) -> pl.DataFrame:
    """``size`` rows whose instants lie within ``crowd`` seconds after each working interval began, on half seconds."""
    site = random.integers(0, len(SITES), size)
    days = [DAY, DAY + dt.timedelta(1)]
    intervals = [(us(start, day), us(end, day), day) for day in days for start, end in (MORNING, AFTERNOON)]
    interval = random.integers(0, len(intervals), size)
    start, end = (np.array([one[part] for one in intervals])[interval] for part in (0, 1))
    lasting = np.array([0, 500_000, 40_000_000, 900_000_000])[random.integers(0, 4, size)]
    return pl.DataFrame(
        {
            "day": [intervals[number][2] for number in interval],
            "subject": [f"p000{number}" for number in random.integers(1, 4, size)],
            "department": [("sales", "legal", None)[number] for number in random.choice(3, size, p=(0.8, 0.1, 0.1))],
            "ts_us": start + random.integers(0, crowd * 2, size) * 500_000,
            "span_start_us": start,
            "span_end_us": end,
            "site": [SITES[number] for number in site],
            "category": [CATEGORIES[SITES[number]] for number in site],
            "action": [ACTIONS[number] for number in random.choice(6, size, p=(0.25, 0.25, 0.25, 0.15, 0.05, 0.05))],
            "duration_us": lasting,
            "bytes_down": [(None, 900, 40_000, 90_000_000)[number] for number in random.integers(0, 4, size)],
            "grade": [GRADES[number] for number in random.integers(0, 3, size)],
        },
        schema=SCHEMA,
    )
