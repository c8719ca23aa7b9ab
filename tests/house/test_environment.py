"""The three lists of what the project needs agree with one another."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tools.lock import locked

ROOT = Path(__file__).resolve().parents[2]
IN_CONDA = {"torch": "pytorch"}  # where conda-forge has another name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct() -> dict[str, SpecifierSet]:
    """Every direct dependency with its range, the optional ones included."""
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    all_of_them = [Requirement(line) for lines in lists for line in lines]
    requirements = [r for r in all_of_them if r.name != PROJECT["name"]]  # one extra in another
    assert len({r.name for r in requirements}) == len(requirements), "a name stands twice"
    return {requirement.name: requirement.specifier for requirement in requirements}


def pinned(file: str = "constraints.txt") -> dict[str, str]:
    """The version that a file gives each name."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    assert all(len(pair) == 2 for pair in pairs), f"{file} holds lines of name==version"
    return dict(pairs)


def conda() -> list[str]:
    """The entries of environment.yml, those for pip among them."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    plain = [entry for entry in entries if isinstance(entry, str)]
    (for_pip,) = [entry["pip"] for entry in entries if isinstance(entry, dict)]
    assert for_pip[-1] == "--editable ."
    return [*plain, *for_pip[:-1]]


def hooks() -> dict[str, dict]:
    """The hooks of .pre-commit-config.yaml by their ids."""
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    return {hook["id"]: hook for repo in repos for hook in repo["hooks"]}


def test_every_direct_dependency_is_pinned_and_nothing_else():
    assert set(pinned()) == set(direct())


@pytest.mark.parametrize("name", sorted(direct()))
def test_a_pin_lies_in_the_range(name):
    assert pinned()[name] in direct()[name]


def test_the_lock_has_the_pins_and_names_no_build_of_torch():
    lock = pinned("lock.txt")
    assert pinned().items() <= lock.items()
    assert list(lock) == sorted(lock)
    assert not any("+" in version for version in lock.values())


def test_the_lock_holds_all_that_is_installed_here():
    """Other systems and other Pythons may need some packages more."""
    lock, here = pinned("lock.txt"), locked()
    assert len(here) > len(pinned())
    if (sys.platform, sys.version_info[:2]) == ("linux", (3, 11)):
        assert here == lock, "make a new one: python -m tools.lock"


def test_what_an_index_shows_of_the_package_needs_no_other_file():
    text = (ROOT / PROJECT["readme"]).read_text(encoding="utf-8")
    assert re.findall(r"\]\((?!https://)|<img|\]\[", text) == []
    assert {"authors", "classifiers", "keywords", "license"} <= PROJECT.keys()
    assert PROJECT["name"] + "[cli]" in text


def test_the_conda_file_has_the_same_names_and_ranges():
    expected = {f"{IN_CONDA.get(name, name)}{spec}" for name, spec in direct().items()}
    expected |= {f"python{PROJECT['requires-python']}", "pip"}
    assert sorted(conda()) == sorted(expected)


def test_the_conda_file_says_that_it_is_only_compared():
    for name in ("environment.yml", "README.md"):
        text = (ROOT / name).read_text(encoding="utf-8").lower()
        assert re.search(r"compare[sd]", text), name
        assert re.search(r"(not|nobody|never)\W+(\w+\W+)?solve", text), name


def test_pre_commit_has_the_checks_of_make_lint():
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nlint:")[1].split("\n\n")[0]
    in_make = re.findall(r"\$\(BIN\)/(ruff \w+|mypy)", recipe)
    assert in_make == ["ruff format", "ruff check", "mypy"]
    entries = " ".join(hook["entry"] for hook in hooks().values())
    assert [check for check in in_make if check not in entries] == []


def test_pre_commit_uses_the_pinned_versions():
    named = [dep for hook in hooks().values() for dep in hook.get("additional_dependencies", [])]
    assert set(named) == {f"ruff=={pinned()['ruff']}"}
    own = {name for name, hook in hooks().items() if hook["language"] == "python"}
    assert own == {"ruff-format", "ruff-check"}
    assert all(hook["additional_dependencies"] for name, hook in hooks().items() if name in own)


def test_make_lists_its_commands_and_each_has_a_recipe():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    explained = re.findall(r"^([a-z]+):.*?## .+\n\t", text, re.MULTILINE)
    assert explained == phony.split()
    assert explained[0] == "help", "help is what make alone does"
    assert {"lab", "test", "lint", "course", "sync", "bench", "site"} <= set(explained)
