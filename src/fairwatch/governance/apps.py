"""The Django application."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "fairwatch.governance"
    label = "governance"
    verbose_name = "治理 Governance"
    default_auto_field = "django.db.models.BigAutoField"
