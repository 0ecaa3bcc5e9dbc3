"""A program of its own, for a test: opens an exported app in its folder, clicks, and prints what is seen as JSON.

`python page.py FOLDER CLICKS`: the folder holds model.py and app.py.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")  # Mesa's own, about hooks
folder, clicks = Path(sys.argv[1]), int(sys.argv[2])
sys.path.insert(0, str(folder))

import ipyvuetify  # noqa: E402
import matplotlib as mpl  # noqa: E402
import solara  # noqa: E402
from solara.widgets import GridLayout  # noqa: E402

mpl.use("agg")
import app  # noqa: E402

_, rendered = solara.render(solara.AppLayout(children=[app.page]), handle_error=False)


def click(word: str) -> None:
    (button,) = [each for each in rendered.find(ipyvuetify.Btn).widgets if word in each.children]
    button.click()


def pictures() -> list[str]:
    """A hash of each picture (and a text as it is), in their order on the page."""
    items = rendered.find(GridLayout).widget.items
    return [
        hashlib.sha256(each.value).hexdigest() if hasattr(each, "value") else str(each.template)[:40] for each in items
    ]


first = pictures()
for _ in range(clicks):
    click("Step")
model = app.page.args[0]
seen = {
    "steps": model.steps,
    "measures": model.datacollector.model_vars,
    "first": first,
    "then": pictures(),
    "sliders": [each.label for each in rendered.find(ipyvuetify.Slider).widgets],
}
click("Reset")
seen["again"] = pictures()
sys.stdout.write(json.dumps(seen))
