"""Sentences for the outcomes of the library's models: the library knows what its measures mean in words.

Keyed by library model, then by outcome; `{}` is where the number goes. A document from elsewhere gets its measure's
name instead (`of_outcome`).
"""

from __future__ import annotations

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import is_plural, listed

_FAILURES = {
    "communication_success": "{} of the people can communicate",
    "frustrated": "{} are too frustrated to communicate",
    "broken": "{} of the interfaces are broken",
    "frustration": "frustration stands at {} on average",
}
PHRASES: dict[str, dict[str, str]] = {
    "interface_failure": _FAILURES,
    "interface_failure_talk": _FAILURES,
    "market": {
        "price": "the price stands at {}",
        "price_spread": "the prices asked lie {} apart (one standard deviation)",
        "trades": "buyers and sellers make {} a day",
        "gain_realised": "buyers and sellers gain {}",
        "clearing_price": "supply and demand meet at {}",
    },
    "sir_grid": {
        "ever_infected": "{} of the people have been infected",
        "infected": "{} are ill",
        "duration": "the outbreak lasts {}",
    },
    "sir_mixed": {"ever_infected": "{} of the people have been infected", "infected": "{} are ill"},
    "epidemic_talk": {"ever_infected": "{} of the people have been infected", "infected": "{} are ill"},
    "bread_talk": {
        "without_bread": "{} of the households go without bread",
        "price": "a loaf costs {}",
        "unequal": "inequality in what they take home stands at {}",
    },
    "rumour": {
        "heard": "{} of the people have heard it",
        "never_heard": "{} of the people never hear it",
        "telling": "{} are telling it",
    },
    "segregation": {"alike": "{} of all neighbours are alike", "content": "{} of them are content"},
    "wolf_sheep": {
        "together": "wolves and sheep both survive in {} of the runs",
        "sheep_count": "there are {}",
        "wolf_count": "there are {}",
        "grass": "grass stands on {} of the land",
    },
    "riot": {"rioters": "{} riot"},
    "virus_on_network": {"infected": "{} of the computers are infected", "resistant": "{} are resistant"},
    "wealth_exchange": {"inequality": "inequality stands at {}", "poor": "{} of the people have nothing"},
    "opinion_dynamics": {
        "largest_camp": "{} of the people stand together in the largest camp",
        "camps": "the opinions form {} on average",
        "spread": "opinions lie {} apart (one standard deviation)",
        "unheard_ties": "{} of the ties join friends who no longer listen to each other",
    },
    "opinion_debate": {
        "in_favour": "{} of the residents are in favour",
        "opinion": "the average opinion is {}",
        "spread": "opinions lie {} apart (one standard deviation)",
    },
}
SERVED_IN_TIME = "{} are served within the time that is aimed at"
_CALLS = {
    "have_to_wait": "{} of the callers have to wait",
    "wait": "a caller who is answered waits {} on average",
    "answered_in_time": "{} are answered within the time that is aimed at",
    "queue": "{} are on hold on average",
    "longest_wait": "the longest wait of a run is {}",
    "busy": "the agents are busy {} of the time",
    "served_in_time": SERVED_IN_TIME,
    "hang_up": "{} of the callers hang up before anyone answers",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_STATIONS = {
    **{f"busy_at_{place}": f"the {place} station is busy {{}} of the time" for place in _ORDINALS},
    **{f"queue_at_{place}": f"there are {{}} waiting at the {place} station" for place in _ORDINALS},
    "output": "the line makes {}",
    "time_through": "it takes {} on average to get through",
}
PHRASES |= {
    "counter": {
        "queue": "there are {} in line on average",
        "wait": "the wait is {} on average",
        "have_to_wait": "{} of those who come have to wait",
        "longest_wait": "the longest wait of a run is {}",
        "served_in_time": SERVED_IN_TIME,
        "time_there": "wait and service take {} on average",
        "busy": "each server is busy {} of the time",
        "served": "{} are served",
    },
    "call_centre": _CALLS,
    "call_centre_patience": _CALLS,
    "production_line": _STATIONS,
    "production_flow": _STATIONS,
    "emergency_room": {
        "wait": "a patient waits {} on average",
        "served_in_time": "{} of the patients are seen within the time that is aimed at",
        "wait_of_urgent": "the urgent wait {} on average",
        "wait_of_others": "the others wait {} on average",
        "have_to_wait": "{} of the patients have to wait",
        "queue": "there are {} waiting on average",
        "busy": "each of them is busy {} of the time",
    },
    "open_desks": {
        "wait": "the wait is {} on average",
        "queue": "there are {} in line on average",
        "busy": "each server is busy {} of the time",
    },
    "traffic_light": {
        "queue": "there are {} in line on average",
        "longest_queue": "the longest line of a run is {}",
        "wait": "a car waits {} on average",
        "crossed": "{} get through",
        "busy": "the stop line is in use {} of the green",
    },
    "full_house": {
        "turned_away": "{} of those who come find every place taken",
        "taken": "{} are taken on average",
        "busy": "each place is taken {} of the time",
    },
    "shared_machines": {
        "wait": "a job waits {} on average",
        "served_in_time": SERVED_IN_TIME,
        "wait_of_first": "the first group waits {} on average",
        "wait_of_second": "the second group waits {} on average",
        "queue": "there are {} waiting on average",
        "busy": "each machine is busy {} of the time",
    },
}
TAKEN = {
    "last": "",
    "mean": "on average over time",
    "max": "at the peak",
    "min": "at the lowest point",
    "sum": "added up over time",
    "var": "as variance over time",
    "when": "for the first time",
}
NOUNS = {
    "last": "{}",
    "mean": "average {}",
    "max": "peak {}",
    "min": "lowest {}",
    "sum": "total {}",
    "var": "variance of {} over time",
    "when": "first {}",
}
ALONG = {
    "threshold": "tips at this",
    "smooth": "change without a tip along",
    "calibrated": "met at this",
    "scale": "change with",
    "influence": "moved by",
}


def of_outcome(library: str | None, measure: str, take: str) -> str:
    """A clause with `{}` for the number: `{} of the people can communicate`."""
    known = PHRASES.get(library or "", {}).get(measure)
    if known is None:
        name = humanised(measure)
        if take == "when":
            return f"{name} first {'occur' if is_plural(name) else 'occurs'} at {{}}"
        known = f"{name} {'are' if is_plural(name) else 'is'} {{}}"
    return f"{TAKEN[take]}, {known}" if take in TAKEN and TAKEN[take] and take != "when" else known


def noun(measure: str, take: str) -> str:
    """An outcome as a noun: `peak infected`; the measure alone where its name must do."""
    return NOUNS.get(take, "{}").format(humanised(measure.replace(".", ", ")))


def noun_of(finding: Finding) -> str:
    """What a finding is about, as a noun: `peak infected`, `communication success, change from the start`."""
    if finding.kind == "trend" or finding.take == "change":
        return f"{noun(finding.measure, 'last')}, change from the start"
    outcome = listed([noun(measure, take) for measure, take in ((finding.measure, finding.take), *finding.also)])
    if finding.parameter is not None:
        if finding.kind == "onset":
            return f"{humanised(finding.parameter)}, {finding.take}"
        if finding.kind == "enough":
            return f"{outcome}, {humanised(finding.parameter)} that are enough"
        if finding.at is not None:
            return f"{outcome}, {humanised(finding.parameter)} from {finding.at - 1:g} to {finding.at:g}"
        return f"{outcome}, {ALONG.get(finding.kind, 'along')} {humanised(finding.parameter)}"
    if finding.take in NOUNS:
        return outcome
    owed = f" ({humanised(finding.through)})" if finding.through not in (None, "network") else ""
    return f"{outcome}, {finding.take}{owed}"
