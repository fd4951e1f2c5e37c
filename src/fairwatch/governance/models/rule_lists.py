"""Published lists of detection rules (R24)."""

from __future__ import annotations

from django.db import models


class PublishedRuleList(models.Model):
    """What staff were shown of what is looked for. A list is never changed; another one is another list."""

    hash = models.CharField(max_length=64, unique=True)
    """``RuleList.hash``: a purpose's wording names the list by it."""
    content = models.JSONField()
    """``RuleList.as_json``: the rules with their whole text."""
    published_on = models.DateField()
    recorded_at = models.DateTimeField()
