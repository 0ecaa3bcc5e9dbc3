"""From LLVM's text to an object file, for the processor at hand.

Nothing may change a float: no fast-math, no fused multiply-add.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llvmlite.binding import TargetMachine

THOROUGH, QUICK = 2, 0
"""How hard LLVM tries to make fast code. Results are the same to the last bit."""


def object_code(text: str, level: int = THOROUGH) -> bytes:
    """LLVM assembly as an object file. Raises RuntimeError where the text is wrong."""
    from llvmlite import binding

    machine = target(level)
    module = binding.parse_assembly(text)
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    module.verify()
    tuning = binding.create_pipeline_tuning_options(speed_level=level)
    tuning.loop_vectorization = True
    tuning.slp_vectorization = tuning.loop_unrolling = False  # they gain nothing on rules, and take a third of the time
    builder = binding.create_pass_builder(machine, tuning)
    if level == QUICK:
        passes = binding.create_new_module_pass_manager()
        passes.add_sroa_pass()
        passes.add_simplify_cfg_pass()
    else:
        passes = builder.getModulePassManager()
    passes.run(module, builder)
    return bytes(machine.emit_object(module))


@functools.cache
def target(level: int = THOROUGH) -> TargetMachine:
    """What LLVM knows of this processor."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    triple = binding.Target.from_default_triple()
    return triple.create_target_machine(
        cpu=binding.get_host_cpu_name(), features=_features(), opt=level, reloc="pic", codemodel="jitdefault", jit=True
    )


@functools.cache
def compiler(level: int) -> str:
    """What code depends on beside its text, as a hash: the processor, LLVM, and how hard it tries."""
    from llvmlite import binding

    told = level, binding.get_host_cpu_name(), _features(), binding.llvm_version_info, target(level).triple
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _features() -> str:
    from llvmlite import binding

    return str(binding.get_host_cpu_features().flatten())
