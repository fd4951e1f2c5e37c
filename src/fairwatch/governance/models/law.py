"""Which law pack has been in force since when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models


class LawAdoption(models.Model):
    """One adoption of a pack, with its values as they were. The latest is in force; the first began the workspace."""

    law = models.CharField(max_length=32)
    version = models.CharField(max_length=32)
    effective: models.DateField[dt.date, dt.date] = models.DateField()
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    pack_hash = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()
