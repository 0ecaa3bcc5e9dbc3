"""Sobremesa: ask "what if…" about a group of people, and get an answer that is computed, told and checkable.

    simulate_scenario, simulate_mechanics, simulate_interactions   ask, and get a Result (async twins: asimulate_…)
    classify, compile, cast                                        one step alone (async twins: aclassify, …)
    sweep, scale, sensitivity, calibrate                           explore a model (async twins: asweep, …)
    capsule, replay, diff                                          a run in a file, again, beside another (acapsule, …)
    estimate                                                       what a run would cost, before it runs (aestimate)
    build_graph                                                    the LangGraph state machine, without checkpointer
    tools                                                          the same as tools for LangChain and LangGraph agents
    resume                                                         go on with a run, or reply in review (aresume)
    fork, tree, compare, ask                                       time turned back: branches of runs (afork, …)
    Request, Result, Report, Finding                               what goes in and what comes out
    Settings                                                       language model, home, limits
    SobremesaError, BadRequestError, DocumentError,                what can go wrong
    ThreadBusyError, ThreadNotFoundError

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sobremesa.api import (
        acast,
        aclassify,
        acompile,
        asimulate_interactions,
        asimulate_mechanics,
        asimulate_scenario,
        build_graph,
        cast,
        classify,
        compile,  # noqa: A004 - the field's word, and the command's
        simulate_interactions,
        simulate_mechanics,
        simulate_scenario,
    )
    from sobremesa.branching import aask, acompare, afork, ask, atree, compare, fork, tree
    from sobremesa.doors.langchain import tools
    from sobremesa.errors import BadRequestError, SobremesaError
    from sobremesa.estimating import aestimate, estimate
    from sobremesa.exploring import acalibrate, ascale, asensitivity, asweep, calibrate, scale, sensitivity, sweep
    from sobremesa.mechanics.diagnostics import DocumentError
    from sobremesa.mechanics.finding import Finding
    from sobremesa.nodes.contract import Request, Result
    from sobremesa.nodes.report import Report
    from sobremesa.nodes.settings import Settings
    from sobremesa.recordings import acapsule, adiff, areplay, capsule, diff, replay
    from sobremesa.reviewing import aresume, resume
    from sobremesa.store.runs import ThreadBusyError, ThreadNotFoundError

_HOMES = {
    "sobremesa.doors.langchain": ("tools",),
    "sobremesa.branching": ("aask", "acompare", "afork", "ask", "atree", "compare", "fork", "tree"),
    "sobremesa.errors": ("BadRequestError", "SobremesaError"),
    "sobremesa.estimating": ("aestimate", "estimate"),
    "sobremesa.exploring": (
        "acalibrate",
        "ascale",
        "asensitivity",
        "asweep",
        "calibrate",
        "scale",
        "sensitivity",
        "sweep",
    ),
    "sobremesa.mechanics.diagnostics": ("DocumentError",),
    "sobremesa.mechanics.finding": ("Finding",),
    "sobremesa.nodes.contract": ("Request", "Result"),
    "sobremesa.nodes.report": ("Report",),
    "sobremesa.nodes.settings": ("Settings",),
    "sobremesa.recordings": ("acapsule", "adiff", "areplay", "capsule", "diff", "replay"),
    "sobremesa.reviewing": ("aresume", "resume"),
    "sobremesa.store.runs": ("ThreadBusyError", "ThreadNotFoundError"),
}

__all__ = [
    "BadRequestError",
    "DocumentError",
    "Finding",
    "Report",
    "Request",
    "Result",
    "Settings",
    "SobremesaError",
    "ThreadBusyError",
    "ThreadNotFoundError",
    "aask",
    "acalibrate",
    "acapsule",
    "acast",
    "aclassify",
    "acompare",
    "acompile",
    "adiff",
    "aestimate",
    "afork",
    "areplay",
    "aresume",
    "ascale",
    "asensitivity",
    "asimulate_interactions",
    "asimulate_mechanics",
    "asimulate_scenario",
    "ask",
    "asweep",
    "atree",
    "build_graph",
    "calibrate",
    "capsule",
    "cast",
    "classify",
    "compare",
    "compile",
    "diff",
    "estimate",
    "fork",
    "replay",
    "resume",
    "scale",
    "sensitivity",
    "simulate_interactions",
    "simulate_mechanics",
    "simulate_scenario",
    "sweep",
    "tools",
    "tree",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "sobremesa.api")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__doc__"]
