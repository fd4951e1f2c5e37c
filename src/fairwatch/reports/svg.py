"""Charts as SVG, drawn when the report is written.

A picture inside the page needs no script: it shows with JavaScript switched off and under a content security policy
that allows nothing, it prints, it follows the page's colours, and a whole chart is some 10 kB where the Vega libraries
alone would be over 800 kB. What is lost, hovering over a point, the table below each chart gives back exactly.
"""

from __future__ import annotations

from typing import Any, Final

import vl_convert

from fairwatch.reports.charts import Drawing

STYLE: Final[dict[str, Any]] = {
    "aria": False,  # the figure has one description; hundreds of described marks would bury it
    "background": None,
    "font": "inherit",
    "padding": 2,
    "autosize": {"type": "fit-x", "contains": "padding"},
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "legend": {"labelColor": "var(--ink)", "labelFontSize": 12, "symbolType": "stroke"},
    "text": {"fontSize": 12},
}


def draw(drawing: Drawing) -> str:
    """The chart as one ``<svg>`` element."""
    return str(vl_convert.vegalite_to_svg(drawing.to_dict(validate=False), config=STYLE, allowed_base_urls=[]))
