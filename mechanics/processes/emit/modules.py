"""From where programs take what they call, in the order in which copies stand in an exported file."""

MODULES = (
    "sobremesa.mechanics.draws",
    "sobremesa.mechanics.processes.runtime.streams",
    "sobremesa.mechanics.processes.runtime.distributions",
    "sobremesa.mechanics.processes.runtime.lines",
    "sobremesa.mechanics.processes.runtime.measures",
)
