"""Curves in matplotlib, which is imported here and nowhere else."""


def plot(schedule, ax=None, *, start=0, stop=None, points=2000, **style):
    """Draws a schedule into matplotlib's axes, the current ones where none are given, and returns the axes.

    At most `points` ticks are drawn, with those at which a segment starts or ends. `style` goes to ``Axes.plot``.
    """
    if ax is None:
        from matplotlib import pyplot

        ax = pyplot.gca()
    if stop is None:
        if schedule.length is None:
            raise ValueError(f"`{schedule.name}` goes on for ever: say how far to draw with stop=…")
        stop = -int(-schedule.length // 1) + 1
    step = max(1, -(-(stop - start) // points))
    ticks = set(range(start, stop, step)) | {stop - 1}
    for segment in schedule.segments:
        for edge in (segment.start, segment.end):
            if edge is not None:
                first = -int(-edge // 1)
                ticks.update(tick for tick in (first - 1, first) if start <= tick < stop)
    ticks = sorted(ticks)
    style.setdefault("label", schedule.name)
    ax.plot(ticks, [schedule(tick) for tick in ticks], **style)
    return ax
