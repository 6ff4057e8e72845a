"""What is installed: six names of ours and nothing else, from parts that are pinned by their hashes."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.acceptance.pages import ROOT

NAMES = {"cli", "connectors", "reports", "rules", "sync", "workbench"}
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_no_dependency_owns_one_of_our_names() -> None:
    owners = packages_distributions()
    assert {owner for name in NAMES for owner in owners.get(name, [])} - {"goodterms"} == set()


def test_the_wheel_holds_our_names_and_every_file_of_theirs(wheel: zipfile.ZipFile) -> None:
    ours = {name for name in wheel.namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(ROOT).as_posix()
        for name in NAMES - {"cli"}
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours == there | {"cli.py"}


def test_the_wheel_brings_what_is_no_code(wheel: zipfile.ZipFile) -> None:
    held = set(wheel.namelist())
    assert "rules/bases/gentle/rulebook.yaml" in held
    assert "rules/bases/gentle/letters/nudge.md" in held
    assert "sync/migrations/env.py" in held
    assert "sync/migrations/versions/m001_first.py" in held
    assert {f"{name}/py.typed" for name in NAMES - {"cli"}} <= held


def test_the_script_is_the_command_line(wheel: zipfile.ZipFile) -> None:
    [entry] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    points = ConfigParser()
    points.read_string(wheel.read(entry).decode())
    assert dict(points["console_scripts"]) == {"goodterms": "cli:main"}


def test_goodterms_works_from_the_wheels_files_alone(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    """The rulebook, its base and the store are found; then it asks to be connected."""
    wheel.extractall(tmp_path / "installed")
    (tmp_path / "goodterms.toml").write_text(
        '[ledger]\nplatform = "xero"\ncompany = "7078"\nclient_id = "ABC"\n', encoding="utf-8"
    )
    (tmp_path / "rules.yaml").write_text(
        "rulebook: 1\nextends: goodterms/gentle\ncompany: {from: Ana <a@maple.example>}\n",
        encoding="utf-8",
    )
    start = (
        "import sys; sys.path.insert(0, 'installed'); import cli; print(cli.__file__); cli.main()"
    )
    typed = [sys.executable, "-c", start, "plan"]
    done = subprocess.run(typed, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert Path(done.stdout.strip()).resolve() == tmp_path.resolve() / "installed" / "cli.py"
    assert "goodterms connect" in done.stderr
    assert done.returncode == 1
    assert (tmp_path / "goodterms.db").exists()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_every_package_by_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    wanted = " ".join(line.removesuffix("\\") for line in lines if line)
    packages = re.split(r" (?=[\w.\[\]-]+==)", wanted)
    assert len(packages) > 20
    for package in packages:
        hashes = r"( --hash=sha256:[0-9a-f]{64})+"
        assert re.fullmatch(rf"\S+==\S+( ; [^-]+?)?{hashes}", " ".join(package.split())), package


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?:|--[a-z-]*index|--find-links|--trusted-host|@ ", text) == []
