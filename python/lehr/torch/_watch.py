"""Metrics from frameworks, which measure more than a schedule watches, or do not say what."""

from collections.abc import Mapping
from typing import Any, SupportsFloat

from lehr.torch._scheduler import Scheduler


def watched(scheduler: Scheduler) -> list[str]:
    """The names of the metrics that the tracks watch."""
    return sorted({name for track in scheduler._tracks for name in scheduler.program[track].metrics})


def observe_watched(scheduler: Scheduler, metrics: Mapping[str, Any]) -> None:
    """Hands over those of the metrics that the tracks watch."""
    names = watched(scheduler)
    scheduler.observe(**{name: float(value) for name, value in metrics.items() if name in names})


def observe_unnamed(scheduler: Scheduler, metric: SupportsFloat) -> None:
    """Hands over a metric without a name, where the tracks watch one.

    Raises `ValueError` where they watch several.
    """
    names = watched(scheduler)
    if len(names) > 1:
        raise ValueError(f"the metric has no name, and the tracks watch {', '.join(names)}")
    if names:
        scheduler.observe(**{names[0]: float(metric)})


def refuse_metrics(scheduler: Scheduler, framework: str) -> None:
    """Raises `ValueError` where a track watches a metric: the framework hands none to a scheduler."""
    if names := watched(scheduler):
        raise ValueError(f"{framework} hands no metric to a scheduler, and the tracks watch {', '.join(names)}")
