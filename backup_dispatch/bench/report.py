"""What a benchmark says in the end: figures with their targets, as a table or as JSON."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backup_dispatch.bench.figures import Count, Latency
from backup_dispatch.wording import marked as _
from backup_dispatch.wording import translator


@dataclass(frozen=True)
class Report:
    """`facts` are the circumstances; `lost` names the work that was lost, which alone fails."""

    figures: Mapping[str, Latency | Count]
    facts: Mapping[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def show(self, *, as_json: bool, english: bool) -> int:
        """Print it; the exit code: 1 when something was lost. A slow machine is no failure."""
        if as_json:
            print(json.dumps(self.as_json(), indent=1, ensure_ascii=False))
        else:
            print("\n".join(self.lines("en" if english else "ja")))
        return 1 if self.lost else 0

    def as_json(self) -> dict[str, Any]:
        told = {name: _as_json(figure) for name, figure in self.figures.items()}
        return {**self.facts, "lost": self.lost, **_machine(), **told}

    def lines(self, language: str) -> list[str]:
        translate = translator(language)
        verdicts = {True: translate(_("reached")), False: translate(_("MISSED"))}
        load = translate(_("{lost} lost; load of the machine {load:.1f}"))
        lines = [f"{name}: {value}" for name, value in self.facts.items()]
        lines.append(load.format(lost=len(self.lost), load=_machine()["load"]))
        if any(isinstance(figure, Latency) for figure in self.figures.values()):
            lines.append(f"{'ms':>8}{'median':>9}{'p95':>9}{'p99':>9}{'max':>9}")
        for figure in self.figures.values():
            title = translate(figure.title)
            if isinstance(figure, Latency):
                lines += [title, *_row(figure, verdicts)]
            else:
                lines.append(f"{title}: {_told(figure, verdicts)}")
        lost = translate(_("Lost: {what}"))
        return [*lines, *(lost.format(what=what) for what in self.lost)]


def _machine() -> dict[str, Any]:
    return {"processors": os.cpu_count(), "load": os.getloadavg()[0]}


def _as_json(figure: Latency | Count) -> dict[str, Any]:
    if isinstance(figure, Latency):
        spread = vars(figure.spread) if figure.spread else None
        return {"ms": spread, "target_ms": figure.target, "reached": figure.reached}
    told = {"value": figure.value, "target": figure.target, "reached": figure.reached}
    return told | ({"unit": figure.unit} if figure.unit else {})


def _row(figure: Latency, verdicts: dict[bool, str]) -> list[str]:
    if figure.spread is None:
        return [f"{'':8}{'-':>9}   {verdicts[False]}"]
    values = "".join(f"{value:9.1f}" for value in vars(figure.spread).values())
    if not figure.target:
        return [f"{'':8}{values}"]
    target = ", ".join(f"{name} ≤ {limit:g}" for name, limit in figure.target.items())
    return [f"{'':8}{values}   {target}  {verdicts[figure.reached]}"]


def _told(figure: Count, verdicts: dict[bool, str]) -> str:
    value = "-" if figure.value is None else f"{figure.value:g}"
    value = f"{value} {figure.unit}".rstrip()
    if figure.target is None:
        return value
    return f"{value}  {figure.sign} {figure.target:g}  {verdicts[figure.reached]}"
