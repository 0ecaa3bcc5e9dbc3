"""Stations in a row, as many as the scenario has times for: "benches of 4, 6 and 9 minutes"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sobremesa.mechanics.given import GivenValueError
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import Stations
from sobremesa.mechanics.processes.reading import validated_process
from sobremesa.nodes.reading.number import Number
from sobremesa.nodes.reading.processes.rhythm import times_in_a_row
from sobremesa.nodes.reading.stems import matches
from sobremesa.nodes.reading.tokens import Text
from sobremesa.nodes.reading.units import ratio

ORDINAL = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
STATIONS = ("station", "machine", "step", "stage", "workstation", "workplace", "desk")
LONGEST = "longest"
STATION = re.compile(r"(?<=_)(?:first|second|third)|(?:first|second|third)(?=_)")
"""The place of a station, in a name."""


def stations_in(text: Text, numbers: Sequence[Number]) -> tuple[Number, ...]:
    """The times of stations in a row; none where the text has no list of times."""
    return times_in_a_row(numbers, text)


def has_other_stations(number: Number, row: Sequence[Number]) -> bool:
    """Whether a number only counts the stations whose times follow."""
    return bool(row) and number.kind == "count" and matches(number.noun, STATIONS) and number.value == len(row)


def with_stations(document: ProcessDocument, stations: Stations, text: Text, row: Sequence[Number]) -> ProcessDocument:
    """The process with a station for each time. Raises GivenValueError for more stations than there are words for."""
    if len(row) > len(ORDINAL):
        raise GivenValueError(f"At most {len(ORDINAL)} stations in a row can be read from words, not {len(row)}.")
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    unit = document.parameters[stations.times[0]].unit or document.clock.unit
    times = [number.value * (ratio(number.unit or unit, unit) or 1.0) for number in row]
    most = max(range(len(times)), key=lambda place: times[place])
    quote = text.quote(row[0].first, row[-1].end)
    built = _Line(plain, len(times)).written()
    for place, time in enumerate(times):
        built["parameters"][_named(stations.times[0], place)] |= {"value": time, "source": "stated", "quote": quote}
        built["parameters"][_named(stations.times[0], place)].pop("why", None)
    if LONGEST in built["parameters"]:
        built["parameters"][LONGEST]["value"] = times[most]
    machines = [_named(stations.machines[0], place) for place in range(len(times))]
    order = [most, *(place for place in range(len(times)) if place != most)]
    arms = [
        {"name": f"a second machine at the {ORDINAL[place]} station", "set": {machines[place]: 2}} for place in order
    ]
    built["experiment"]["arms"] = [{"name": "scenario"}, *arms]
    built["experiment"]["sweep"] = [{"parameter": machines[most], "from": 1, "to": 4, "points": 4}]
    return validated_process(built)


class _Line:
    """A process of three stations with another number of them: what belongs to the third is there for each."""

    def __init__(self, plain: dict[str, Any], number: int) -> None:
        self._plain, self._number = plain, number

    def written(self) -> dict[str, Any]:
        plain = self._plain
        built = {**plain, **{part: self._mapping(plain[part]) for part in ("parameters", "resources", "measures")}}
        built["entities"] = {name: self._entity(entity) for name, entity in plain["entities"].items()}
        experiment = dict(plain["experiment"])
        built["experiment"] = {**experiment, "also": self._list(experiment["also"])}
        built["experiment"]["headline"] = _as_last(experiment["headline"], self._number)
        return built

    def _mapping(self, section: Mapping[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, fields in section.items():
            if not _is_station(name):
                kept[name] = _as_last(fields, self._number)
            elif "third" in name:
                kept |= {_named(name, place): _named(fields, place) for place in range(self._number)}
        return kept

    def _list(self, each: Sequence[Any]) -> list[Any]:
        kept: list[Any] = []
        for one in each:
            if not _is_station(str(one)):
                kept.append(one)
            elif "third" in str(one):
                kept += [_named(one, place) for place in range(self._number)]
        return kept

    def _entity(self, entity: Mapping[str, Any]) -> dict[str, Any]:
        route = entity["route"]
        if "loop" in route[0]:
            return {**entity, "route": [{**route[0], "loop": self._list(route[0]["loop"])}]}
        return {**entity, "route": self._list(route)}


def _is_station(text: str) -> bool:
    return any(f"_{word}" in text or f"{word}_" in text for word in ORDINAL[:3])


def _as_last(value: Any, number: int) -> Any:
    """What speaks of the third station, of the last one."""
    return _named(value, number - 1)


def _named(value: Any, place: int) -> Any:
    """What is said of any of the three stations, said of the one at a place."""
    if isinstance(value, Mapping):
        return {_named(key, place): _named(each, place) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_named(each, place) for each in value]
    if not isinstance(value, str):
        return value
    return STATION.sub(ORDINAL[place], value)
