"""A person's phone: the app that makes one-time codes, for the tests."""

from __future__ import annotations

import datetime as dt

import pyotp

from fairwatch.governance.services import second_factor
from fairwatch.viewer import Viewer

STEP = dt.timedelta(seconds=30)


class Phone:
    """Somebody who has enrolled a second factor. The code that confirmed it is used up; ``code(later)`` is not."""

    def __init__(self, person: str, now: dt.datetime) -> None:
        self.viewer = Viewer(person, "employee")
        self.totp = pyotp.TOTP(second_factor.begin(self.viewer, now=now - 10 * STEP).secret)
        self.recovery = second_factor.confirm(self.viewer, self.code(now - 10 * STEP), now=now - 10 * STEP)

    def code(self, now: dt.datetime) -> str:
        return self.totp.at(now)
