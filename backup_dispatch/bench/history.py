"""Whether a press, the watch's look and the nightly audit grow slower with the years.

PostgreSQL alone, with rows made by SQL; what is measured is the product's own code on them.
"""

from typing import Any

from backup_dispatch.bench.asking import inside
from backup_dispatch.bench.figures import Count, Latency, Spread, median
from backup_dispatch.bench.report import Report
from backup_dispatch.stack import Stack
from backup_dispatch.wording import marked as _

SIZES, FULL = (0, 100_000, 1_000_000), 10_000_000
OPEN = 100_000
PRESSES, LOOKS = 100, 200
RATIO, SWEEP_WITHIN = 1.2, 5.0


def measure(stack: Stack, *, full: bool, sizes: list[int] | None, open: int) -> Report:
    """`sizes` are what there is before each measurement, rising."""
    steps = list(sizes) if sizes else [*SIZES, *([FULL] if full else [])]
    steps = sorted({0, *steps})
    measured: dict[int, dict[str, Any]] = {}
    made: dict[int, dict[str, Any]] = {}
    inside(stack, "look", presses=PRESSES, looks=LOOKS)  # warm
    for before, size in zip([0, *steps], steps, strict=False):
        if size > before:
            # Ten million with everything would not fit beside other things on a small disk.
            made[size] = inside(
                stack, "fill", first=before + 1, last=size, only_offers=size >= FULL
            )
        measured[size] = inside(stack, "look", presses=PRESSES, looks=LOOKS)
    inside(stack, "open", count=open)
    among_open = inside(stack, "look", presses=0, looks=LOOKS)
    return report(measured, made, among_open, open=open)


def paced(found: dict[str, Any], name: str) -> float:
    """The median, by what a fixed piece of work took meanwhile: the machine's moods cancel out."""
    return median(found[name]) / median(found[f"{name}_pace"])


def report(
    measured: dict[int, dict[str, Any]],
    made: dict[int, dict[str, Any]],
    among_open: dict[str, Any],
    *,
    open: int,
) -> Report:
    titles = {"press": _("press, answered"), "look": _("the watch's look, nothing due")}
    figures: dict[str, Count | Latency] = {}
    for size, found in measured.items():
        for name, title in titles.items():
            figures[f"{name}_{size}"] = Latency(title, Spread.of(found[name]), {})
        audit = round(found["audit"] * 1000, 1)
        figures[f"audit_{size}"] = Count(_("audit, nothing new"), audit, unit="ms")
    none, most = measured[min(measured)], measured[max(measured)]
    for name, title in {
        "press": _("press: ratio of the medians, with all years and with none"),
        "look": _("look: ratio of the medians, with all years and with none"),
    }.items():
        ratio = paced(most, name) / paced(none, name)
        figures[f"{name}_ratio"] = Count(title, round(ratio, 2), RATIO)
    figures["look_among_open"] = Latency(titles["look"], Spread.of(among_open["look"]), {})
    figures["sweep_among_open"] = Latency(
        _("sweep of the open ones, none due"), Spread.of(among_open["sweep"]), {"p50": SWEEP_WITHIN}
    )
    pace = {size: round(median(f["look_pace"]) * 1000, 2) for size, f in measured.items()}
    facts = {"sizes": list(measured), "open": open, "pace_ms": pace, "made": made}
    return Report(figures, facts)
