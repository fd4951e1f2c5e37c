"""Finding analyses: every module of this package with an ``ANALYSIS``, and the entry points ``fairwatch.analyses``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points

import fairwatch.analyses
from fairwatch.analyses.analysis import Analysis, Inputs
from fairwatch.errors import ConfigError, Refused
from fairwatch.findings import Result
from fairwatch.text import Text

ENTRY_POINTS = "fairwatch.analyses"


@cache
def analyses() -> dict[str, Analysis]:
    """All analyses by name: ours in the order of their names, then other people's."""
    found: dict[str, Analysis] = {}
    for analysis, where in (*sorted(_ours(), key=lambda one: one[0].name), *_of_others()):
        if analysis.name in found:
            raise ConfigError(
                Text(f"分析名称重复：{analysis.name}", f"two analyses have the name {analysis.name}"),
                where=where,
                next_step=Text("为其中一个改名", "rename one of them"),
            )
        found[analysis.name] = analysis
    return found


def named(name: str) -> Analysis:
    """One analysis; raises :class:`ConfigError` for an unknown name."""
    analysis = analyses().get(name)
    if analysis is None:
        known = ", ".join(analyses())
        raise ConfigError(
            Text(f"没有名为 {name} 的分析", f"there is no analysis {name}"),
            next_step=Text(f"可用的分析：{known}", f"known analyses: {known}"),
        )
    return analysis


def run(name: str, inputs: Inputs) -> Result:
    """Run one analysis. The result is not fit to be shown: only ``disclosure.release`` makes it so.

    Raises :class:`ConfigError` for an unknown name and :class:`Refused` where no purpose it reads is active.
    """
    analysis = named(name)
    if not any(inputs.is_active(kind) for kind, _ in analysis.reads):
        raise Refused(analysis.when_off, where=name)
    return analysis.run(inputs)


def _ours() -> Iterator[tuple[Analysis, str]]:
    for module in pkgutil.iter_modules(fairwatch.analyses.__path__, f"{fairwatch.analyses.__name__}."):
        analysis = getattr(importlib.import_module(module.name), "ANALYSIS", None)
        if analysis is not None:
            yield analysis, module.name


def _of_others() -> Iterator[tuple[Analysis, str]]:
    for point in entry_points(group=ENTRY_POINTS):
        analysis = point.load()
        if not isinstance(analysis, Analysis):
            raise ConfigError(
                Text(f"入口点 {point.name} 不是一项分析", f"the entry point {point.name} is no analysis"),
                where=point.value,
                next_step=Text("使其指向一个 Analysis 对象", "let it name an Analysis object"),
            )
        yield analysis, point.value
