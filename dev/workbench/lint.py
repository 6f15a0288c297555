"""`make lint` and `make format`: what is asked of the code before a person reads it."""

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from . import packages, settings
from .databases import Databases
from .logs import judge
from .odoo import free_port, ready
from .say import Failed, step, tell
from .shell import clean_environment, locked, run
from .source import addon_files
from .stage import stage

ESLINT = "8.57.1"  # the last one that reads Odoo's eslintrc

# README.md is what the places that show this project read.
OCA_DISABLED = "prefer-readme-rst"
XML_HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n'  # as OCA wants it
# Not asked of this addon, and not said where it is done, for Odoo's own pylint run does not
# know these names: models are split by topic, a file each; what returns nothing has nothing to
# return when it is overridden; evidence refuses write() and records results past it; the intent
# of a call that must not happen twice is committed before it.
NOT_ASKED = (
    "consider-merging-classes-inherited,invalid-commit,method-required-super,missing-return,super-method-mismatch"
)

# Tests of the whole registry say which addon a method comes from.
OF_MODULE = re.compile(r"\(module='?(\w+)'?, ")


def main(arguments):
    tools = packages.virtual_environment("lint").parent
    problems = {}
    staged = stage(settings.of_checkout("lint"))
    for name, check in (
        ("ruff", lambda: _ruff(tools)),
        ("pylint-odoo", lambda: _pylint_odoo(tools, staged)),
        ("OCA's checks", lambda: _oca(tools, staged)),
        ("Odoo's test_lint", lambda: _test_lint(tools, staged)),
    ):
        with step(name):
            try:
                problems[name] = [text for text in check() if text.strip()]
            except Failed as failure:
                problems[name] = [str(failure)]
    for name, texts in problems.items():
        for text in texts:
            print(f"✗ {name}:\n{text.rstrip()}\n")
    failed = [name for name, texts in problems.items() if texts]
    if failed:
        tell(f"Lint found something: {', '.join(failed)} (`make format` puts imports and layout in order).")
        return 1
    tell(f"Lint found nothing: {', '.join(problems)}.")
    return 0


def tidy(arguments):
    """`make format`"""
    ruff = packages.virtual_environment("lint").parent / "ruff"
    for command in ([ruff, "check", "--fix", "--exit-zero", "--quiet", "."], [ruff, "format", "."]):
        subprocess.run(command, cwd=settings.CHECKOUT, env=_environment(), check=False)
    for name in addon_files():
        path = settings.CHECKOUT / name
        if path.suffix == ".xml" and path.is_file() and not name.startswith("static/"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"\A<\?xml .*\?>\n", XML_HEADER, text), encoding="utf-8")


def _environment(**extra):
    return clean_environment(RUFF_CACHE_DIR=settings.of_checkout("ruff"), **extra)


def _complaints(command, cwd=settings.CHECKOUT, env=None):
    """What a checker says when it is not content."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=env or _environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.stdout or f"{command[0]} ended with code {done.returncode}" if done.returncode else ""


def _ruff(tools):
    yield _complaints([tools / "ruff", "check", "--output-format=concise", "."])
    untidy = _complaints([tools / "ruff", "format", "--check", "--output-format=concise", "."])
    yield untidy


def _pylint_odoo(tools, staged):
    config = settings.CHECKOUT / "pyproject.toml"
    options = [f"--rcfile={config}", f"--disable={NOT_ASKED}"]
    yield _complaints([tools / "pylint", *options, staged.name], cwd=staged.parent)


def _oca(tools, staged):
    # An empty configuration file, so that nobody's home decides what is checked.
    options = ["--config", os.devnull, f"--disable={OCA_DISABLED}"]
    yield _complaints([tools / "oca-checks-odoo-module", *options, "__manifest__.py"], cwd=staged)
    translations = sorted([*staged.glob("i18n/*.po"), *staged.glob("i18n/*.pot")])
    if translations:
        yield _complaints([tools / "oca-checks-po", "--config", os.devnull, *translations], cwd=staged)


def _test_lint(tools, staged):
    """Odoo's own lint addon, run against a copy of ours that holds no development folders."""
    log = settings.log_folder() / "test_lint.log"
    with ready() as odoo:
        databases = Databases(odoo)
        name = f"{settings.ADDON}-test-{settings.CHECKOUT_KEY}-lint-{os.getpid()}"
        own_link = str(settings.of_checkout("addons"))
        addons = [staged.parent, settings.DEV / "odoo_addons"]
        addons += [path for path in odoo.addons_path if str(path) != own_link]
        common = ["-d", name, "--addons-path", ",".join(map(str, addons)), "--stop-after-init", "--max-cron-threads=0"]
        environment = odoo.environment(LINT_SCOPE=settings.ADDON)
        libraries = Path(sysconfig.get_path("purelib", vars={"base": str(tools.parent)}))
        search = [tools, *([eslint] if (eslint := _eslint()) else []), environment["PATH"]]
        linting = {
            **environment,
            "PATH": os.pathsep.join(map(str, search)),
            # after Odoo's own packages come pylint's
            "PYTHONPATH": os.pathsep.join([environment["PYTHONPATH"], str(libraries)]),
        }
        with databases.temporary(databases.template(), name), open(log, "w", encoding="utf-8") as file:
            steps = (
                (environment, ["-i", f"{settings.ADDON},test_lint", "--no-http"]),
                (
                    linting,
                    ["--load", "base,rpc,web,lint_scope", "--test-tags", "/test_lint", "--http-port", free_port()],
                ),
            )
            for variables, arguments in steps:
                child = odoo.start(
                    *common,
                    *arguments,
                    environment=variables,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                )
                child.wait()
    outcome = judge(log.read_text(encoding="utf-8", errors="replace"))
    if not outcome.passed:
        yield f"test_lint ran no test: read {log}."
    for title, excerpt in outcome.failures:
        module = OF_MODULE.search(title)
        if not module or module[1] == settings.ADDON:
            yield f"{title}\n{excerpt}"


def _eslint():
    """The folder of eslint's program, where Node is to be had."""
    if not shutil.which("npm"):
        tell("  No npm on this machine: eslint's part of test_lint is left out (install npm to have it).")
        return None
    folder = settings.cache() / f"eslint-{ESLINT}"
    with locked(settings.cache() / "setup.lock"):
        if not (folder / ".complete").exists():
            folder.mkdir(parents=True, exist_ok=True)
            run(
                ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, f"eslint@{ESLINT}"],
                "npm could not install eslint: check npm's configuration and the network.",
            )
            (folder / ".complete").touch()
    return folder / "node_modules/.bin"
