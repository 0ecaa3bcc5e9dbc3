"""A program of its own, for a test: runs exported models, which need mesa, numpy and networkx and nothing of ours.

`python alone.py FOLDER STEPS`: the folder holds the models and `manifest.json`, which names their classes and measures.
Prints what each measures at every step, as JSON; numbers in hexadecimal, to the last bit.
"""

import importlib.util
import json
import sys
from pathlib import Path

folder, steps = Path(sys.argv[1]), int(sys.argv[2])
seen = {}
for name, (kind, measures) in json.loads((folder / "manifest.json").read_text()).items():
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = getattr(module, kind)(seed=5, replicate=2)
    while model.running and model.steps < steps:
        model.step()
    series = {word: [float(value).hex() for value in values] for word, values in model.datacollector.model_vars.items()}
    for word, method in measures.items():
        if word not in series:  # a measure of the end
            series[word] = [float(getattr(model, method)()).hex()]
    seen[name] = series
assert not [word for word in sys.modules if word.startswith("sobremesa")]
sys.stdout.write(json.dumps(seen))
