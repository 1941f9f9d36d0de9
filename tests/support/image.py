"""What Binder makes of the repository: repo2docker's own choice and scripts, without Docker.

repo2docker picks a build pack, and renders the pack's scripts into a Dockerfile. Here the same pack is
picked, and the same scripts run, but into a virtual environment. One thing is replaced: the base, which
repo2docker installs with conda. Its Python packages come from the Python package index instead, in the
versions that repo2docker's lock file names.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from string import Template

import repo2docker
import yaml
from repo2docker.app import Repo2Docker

from tests.support.browsing import ROOT

FOLDER = ROOT / "_build" / "binder"
"""Where the image is built. It stays there, to be looked at and measured."""

CONDA = Path(repo2docker.__file__).parent / "buildpacks" / "conda"
OTHER_NAMES = {"jupyterhub-singleuser": "jupyterhub"}
"""Packages of the base with another name on the Python package index."""
NOT_PYTHON = {"python", "nodejs"}


@dataclass(frozen=True)
class Script:
    """A command of the build, and who runs it: ``root`` or ``${NB_USER}``."""

    user: str
    command: str


@dataclass(frozen=True)
class Plan:
    """What repo2docker would do with a repository.

    Attributes
    ----------
    pack : str
        The name of the build pack.
    python : str
        The version of Python: 3.11.
    lock : str
        The name of the file that pins the base.
    variables : dict of str to str
        The variables of the image, each in terms of those before it.
    path : list of str
        Where it looks for programs.
    before : list of Script
        What runs when nothing of the repository but files like ``requirements.txt`` is there.
    after : list of Script
        What runs in the repository.
    started : list of str
        The repository's own scripts for the end of the build and for the start.
    """

    pack: str
    python: str
    lock: str
    variables: dict[str, str]
    path: list[str]
    before: list[Script]
    after: list[Script]
    started: list[str]


@dataclass(frozen=True)
class Image:
    """The repository, built.

    Attributes
    ----------
    repository : Path
        The files of the last commit.
    prefix : Path
        The environment.
    variables : dict of str to str
        What its programs see.
    """

    repository: Path
    prefix: Path
    variables: dict[str, str]

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        return self.prefix / "bin" / "python"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the repository, as its programs would."""
        return subprocess.run(
            command, cwd=self.repository, env=self.variables, capture_output=True, text=True, check=False
        )


def plan(repository: Path) -> Plan:
    """Ask repo2docker what it would do with a repository."""
    application = Repo2Docker()
    with chdir(repository):  # Build packs look at the current folder.
        packs = (kind(base_image=application.base_image) for kind in application.buildpacks)
        pack = next(pack for pack in packs if pack.detect())
        pack.platform = application.platform
        locks = [Path(name).name for name in pack.get_build_script_files() if name.endswith(".lock")]
        start = pack.get_start_script()
        return Plan(
            pack=type(pack).__name__,
            python=pack.python_version,
            lock=locks[-1],
            variables=dict([*pack.get_build_env(), *pack.get_env()]),
            path=pack.get_path(),
            before=[Script(*script) for script in pack.get_preassemble_scripts()],
            after=[Script(*script) for script in pack.get_assemble_scripts()],
            started=[*pack.get_post_build_scripts(), *([start] if start else [])],
        )


def pinned(lock: str) -> dict[str, str]:
    """Return the Python packages of a lock file of repo2docker, each with its version."""
    addresses = [line for line in (CONDA / lock).read_text(encoding="utf-8").splitlines() if "://" in line]
    files = [address.rpartition("/")[2].partition(".conda")[0].rsplit("-", 2) for address in addresses]
    # The build of a Python package says so: pyhd8ed1ab_0, py311h49ec1c0_1.
    return {name: version for name, version, build in files if build.startswith("py")}


def base(lock: str) -> list[str]:
    """Return what repo2docker puts into every image, pinned: JupyterLab, ipywidgets, ..."""
    asked = yaml.safe_load((CONDA / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    names = [re.split("[ =]", name)[0] for name in asked]
    versions = pinned(lock)
    versions["jupyterhub"] = versions["jupyterhub-base"]
    wanted = [OTHER_NAMES.get(name, name) for name in names if name not in NOT_PYTHON]
    return [f"{name}=={versions[name]}" for name in wanted]


def python_of(version: str) -> str:
    """Return the path of a Python of this machine that has the version of the image."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    path = shutil.which(f"python{version}")
    if path is None:
        raise RuntimeError(
            f"Binder would use Python {version}, and there is none on this machine. Install it, or run "
            f"another one: make clean, make binder PYTHON=python{version}"
        )
    return path


def variables(planned: Plan, folder: Path, repository: Path) -> dict[str, str]:
    """Return the variables of the image, in a folder in place of its ``/srv``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    image = {"APP_BASE": str(folder), "NB_USER": "reader", "REPO_DIR": str(repository)}
    for name, value in planned.variables.items():
        image.setdefault(name, Template(value).substitute(image))
    path = [Template(place).substitute(image) for place in planned.path]
    return {**kept, **image, "PATH": os.pathsep.join([*path, kept["PATH"]])}


def build(folder: Path = FOLDER) -> Image:
    """Build the last commit of the repository as Binder would, from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    repository = folder / "repository"
    repository.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "--extract"], cwd=repository, input=archive.stdout, check=True)
    planned = plan(repository)
    image_variables = variables(planned, folder, repository)
    prefix = Path(image_variables["NB_PYTHON_PREFIX"])
    _run([python_of(planned.python), "-m", "venv", str(prefix)], repository, image_variables)
    constraints = folder / "constraints.txt"
    lines = [f"{name}=={version}\n" for name, version in pinned(planned.lock).items()]
    constraints.write_text("".join(lines), encoding="utf-8")
    install = [str(prefix / "bin" / "python"), "-m", "pip", "install", "--no-cache-dir"]
    _run([*install, "--constraint", str(constraints), *base(planned.lock)], repository, image_variables)
    for script in [*planned.before, *planned.after]:
        _run(["bash", "-c", script.command], repository, image_variables)
    return Image(repository, prefix, image_variables)


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{result.stdout[-3000:]}{result.stderr[-3000:]}")
