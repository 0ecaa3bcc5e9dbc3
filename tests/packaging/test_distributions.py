"""The wheel and the sdist hold every module, prompt and model document."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("graphs", "nodes", "mechanics", "personas")
KINDS = {".py", ".md", ".yaml", ".html", ".css", ".mjs"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    source = tmp_path_factory.mktemp("source")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, tracked.stdout.split("\0")):
        original, copy = ROOT / name, source / name
        if not original.exists() and not original.is_symlink():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        if original.is_symlink():
            copy.symlink_to(original.readlink())
        else:
            copy.write_bytes(original.read_bytes())
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return out


def expected(root: Path) -> set[str]:
    """Every file of the package that must be shipped, as a path inside it."""
    rooms = [(root / room, room) for room in ROOMS] + [(root / "src" / "sobremesa", "")]
    files = set()
    for folder, prefix in rooms:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in KINDS and "__pycache__" not in path.parts:
                inside = path.relative_to(folder)
                if not prefix and inside.parts[0] in ROOMS:
                    continue
                files.add(str(Path("sobremesa", prefix, inside)))
    return files | {"sobremesa/py.typed"}


def tracked_only(files: set[str]) -> set[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = set(listed.stdout.split("\0"))
    return {f for f in files if f.removeprefix("sobremesa/") in names or f"src/{f}" in names}


def test_the_wheel_holds_every_module_prompt_and_model(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert tracked_only(expected(ROOT)) <= set(archive.namelist())
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert not tops & {*ROOMS, "tests"}


def test_the_sdist_holds_them_too(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {"/".join(name.split("/")[1:]) for name in archive.getnames()}
    missing = {f for f in tracked_only(expected(ROOT)) if f"src/{f}" not in names and f not in names}
    assert not missing
