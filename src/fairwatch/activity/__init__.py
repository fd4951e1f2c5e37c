"""From page views to visits and one clock per person; the only room that knows the published time formula."""

from fairwatch.activity.pages import page_views
from fairwatch.activity.rollups import roll_up, rollups

__all__ = ["page_views", "roll_up", "rollups"]
