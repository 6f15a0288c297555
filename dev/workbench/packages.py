"""Everything from outside: system packages, Odoo itself, Python packages, OCA addons."""

import ctypes.util
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from . import settings
from .say import Failed, step, tell
from .shell import clean_environment, follow, locked, run

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UPSTREAM = "https://github.com/odoo/odoo.git"
SERIES = "19.0"

# Odoo's package links to files of these; font-awesome and inconsolata under names that only
# Debian 12 has.
ODOO_DEBS = (
    "odoo-19/unstable",
    "libjs-jquery/unstable",
    "libjs-underscore/unstable",
    "libjs-jquery-form/unstable",
    "fonts-roboto-unhinted/unstable",
    "fonts-montserrat/unstable",
    "fonts-ocr-b/unstable",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)

# Debian leaves this out as non-free (it blurs the background of video calls), but web bundles name
# it, and without any file there every browser test ends with "Could not get content".
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def prepare():
    """Fetch whatever is missing; takes no time when nothing is."""
    with locked(settings.cache() / "setup.lock", lambda: tell("Waiting for another set-up on this machine …")):
        require_system_packages()
        virtual_environment("odoo")
        wkhtmltopdf()
        chromium_on_loopback()
        oca_addons()
        odoo_source()


# --- system packages ---------------------------------------------------------------------------


def chromium():
    chosen = settings.variable("CHROMIUM")
    if chosen:
        if not shutil.which(chosen):
            raise Failed(f"CHROMIUM={chosen} is no program: name a Chromium or Chrome, or leave it out.")
        return chosen
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def chromium_on_loopback():
    """A Chromium that reaches nothing but this machine, under the name that Odoo looks for first."""
    wrapper = settings.cache() / "bin" / "google-chrome"
    if not chromium():
        require_system_packages()
    text = (
        "#!/bin/sh\n"
        f"exec {shlex.quote(chromium())} --disable-background-networking --disable-component-update --disable-sync "
        "--disable-quic --no-proxy-server "
        "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost' \"$@\"\n"
    )
    if not wrapper.exists() or wrapper.read_text(encoding="utf-8") != text:
        wrapper.parent.mkdir(parents=True, exist_ok=True)
        wrapper.write_text(text, encoding="utf-8")
        wrapper.chmod(0o755)
    return wrapper


def postgres_folder():
    """The folder of PostgreSQL's programs; Debian keeps the newest one's off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def own_server_needed():
    return not any(settings.variable(name) for name in ("PGHOST", "PGPORT", "PGSERVICE"))


def missing_system_packages():
    if not chromium():
        yield "chromium"
    if own_server_needed() and not postgres_folder():
        yield "postgresql"
    if not own_server_needed() and not shutil.which("psql"):
        yield "postgresql-client"
    if not importlib.util.find_spec("ensurepip"):
        yield "python3-venv"
    if not shutil.which("git"):
        yield "git"
    for library, package in (
        ("Xrender", "libxrender1"),
        ("Xext", "libxext6"),
        ("X11", "libx11-6"),
        ("fontconfig", "libfontconfig1"),
        ("magic", "libmagic1"),
    ):
        if not ctypes.util.find_library(library):
            yield package
    if not any(Path("/usr/share/fonts").glob("truetype/*")):
        yield "fonts-dejavu-core"


def require_system_packages():
    missing = list(missing_system_packages())
    if not missing:
        return
    names = " ".join(missing)
    line = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failed(f"System packages are missing ({names}): install them as root with: {line}")
    with step(f"Installing the system packages {names}") as current:
        apt = clean_environment(DEBIAN_FRONTEND="noninteractive")
        refused = f"The system packages {names} could not be installed: check the machine's package sources with `apt-get update`."
        run(["apt-get", "update"], refused, env=apt)
        progress = _counted(current, "Setting up ", "packages ready")
        follow(["apt-get", "install", "-y", "--no-install-recommends", *missing], refused, progress, env=apt)


def _counted(current, beginning, what, total=None):
    """Tells a step how many lines of a program's output begin so."""
    count = 0

    def hear(line):
        nonlocal count
        if line.startswith(beginning):
            count += 1
            current.progress(f"{count} of {total} {what}" if total else f"{count} {what}")

    return hear


# --- Python packages ---------------------------------------------------------------------------


def requirements(name):
    return settings.DEV / f"requirements-{name}.txt"


def _for_requirements(name, kind):
    """A folder of its own for each state of a requirements file, so that checkouts do not meet."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    key = settings.fingerprint(requirements(name).read_text(encoding="utf-8"), python, sys.base_prefix)
    return settings.cache() / f"{kind}-{name}-{key}"


def _pip_install(python):
    return [python, "-m", "pip", "install", "--progress-bar=off", "--disable-pip-version-check"]


def _packages_heard(current, name):
    lines = requirements(name).read_text(encoding="utf-8").splitlines()
    total = sum(1 for line in lines if line.strip() and not line.startswith("#"))
    return _counted(current, "Collecting ", "packages read", total)


def virtual_environment(name):
    """The Python of a virtual environment that holds requirements-NAME.txt; made when missing."""
    folder = _for_requirements(name, "venv")
    python = folder / "bin" / "python"
    if not (folder / ".complete").exists():
        settings.require_disk_space(settings.cache(), 1)
        with step(f"Installing the Python packages of {requirements(name).name}") as current:
            shutil.rmtree(folder, ignore_errors=True)
            run(
                [sys.executable, "-m", "venv", folder],
                "The virtual environment could not be created: is python3-venv installed?",
            )
            follow(
                [*_pip_install(python), "-r", requirements(name)],
                f"pip could not install {requirements(name)}: check pip's configuration and the network.",
                _packages_heard(current, name),
            )
            (folder / ".complete").touch()
    return python


def odoo_python():
    return virtual_environment("odoo")


def wkhtmltopdf():
    """The folder that holds `wkhtmltopdf`, the one with patched Qt."""
    folder = settings.cache() / "bin"
    link = folder / "wkhtmltopdf"
    program = odoo_python().parent / "wkhtmltopdf-pack"
    if not link.is_symlink() or link.readlink() != program:
        folder.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(program)
        said = run(
            [link, "--version"], "wkhtmltopdf does not start: are libxrender1, libxext6 and libfontconfig1 installed?"
        )
        if "patched qt" not in said:
            link.unlink()
            raise Failed(
                f"{program} lacks the patched Qt that prints headers and footers: reinstall with `make clean ALL=1`."
            )
    return folder


def oca_addons():
    """The folder that holds the OCA addons, made when missing."""
    folder = _for_requirements("oca", "addons")
    addons = folder / "odoo" / "addons"
    if not (folder / ".complete").exists():
        with step("Fetching the OCA addons") as current:
            shutil.rmtree(folder, ignore_errors=True)
            follow(
                [*_pip_install(odoo_python()), "--no-deps", "--target", folder, "-r", requirements("oca")],
                f"pip could not install {requirements('oca')}: check pip's configuration and the network.",
                _packages_heard(current, "oca"),
            )
            (folder / ".complete").touch()
    return addons


# --- Odoo --------------------------------------------------------------------------------------


class OdooSource:
    """Odoo's Python path, its folders of addons, and a text that changes with its version."""

    def __init__(self, python_path, addons, version):
        self.python_path = Path(python_path)
        self.addons = [Path(folder) for folder in addons]
        self.version = version


def odoo_source():
    chosen = settings.variable("ODOO_PATH")
    if chosen:
        return _checkout(Path(chosen).expanduser().resolve())
    packaged = settings.cache() / "odoo"
    cloned = settings.cache() / "odoo-git"
    if not (packaged / ".version").exists() and not (cloned / "odoo" / "release.py").exists():
        try:
            _unpack_debian_package(packaged)
        except Failed as refused:
            tell(f"{refused}\nTaking the source from Odoo's own repository instead.")
            _clone(cloned)
    if (packaged / ".version").exists():
        root = packaged / "usr/lib/python3/dist-packages"
        version = (packaged / ".version").read_text(encoding="utf-8").strip()
        stub = root / "odoo/addons" / LEFT_OUT
        if not stub.exists():
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text("// left out by Debian\n", encoding="utf-8")
        return OdooSource(root, [root / "odoo/addons"], version)
    return _checkout(cloned)


def _checkout(root):
    if not (root / "odoo" / "release.py").exists():
        raise Failed(f"ODOO_PATH={root} holds no Odoo: name the folder that holds odoo-bin.")
    release = (root / "odoo" / "release.py").read_text(encoding="utf-8")
    if "version_info = (19, 0," not in release:
        raise Failed(f"ODOO_PATH={root} is not Odoo 19.0: check out the branch {SERIES} there.")
    head = subprocess.run(["git", "-C", root, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    addons = [folder for folder in (root / "addons", root / "odoo/addons") if folder.is_dir()]
    return OdooSource(root, addons, head.stdout.strip() or settings.fingerprint(root, release))


def _clone(folder):
    with step(f"Cloning Odoo {SERIES}"):
        shutil.rmtree(folder, ignore_errors=True)
        run(
            ["git", "clone", "--quiet", "--depth", "1", "--branch", SERIES, UPSTREAM, folder],
            f"Odoo {SERIES} is not to be had, neither as Debian's package odoo-19 nor from its repository: "
            "name a checkout of yours with ODOO_PATH=/path.",
        )


def _unpack_debian_package(folder):
    """Unpack Odoo and what it links to, from a package list of our own: the machine's stays untouched."""
    settings.require_disk_space(settings.cache(), 3)
    with step("Fetching Odoo 19 (120 MB) from Debian's unstable suite") as current:
        shutil.rmtree(folder, ignore_errors=True)
        apt = folder / "apt"
        for name in ("lists/partial", "cache/archives/partial", "debs"):
            (apt / name).mkdir(parents=True)
        apt_options = _private_apt(apt)
        current.progress("reading the package list")
        refused = (
            "Debian's package odoo-19 could not be fetched: check the machine's package sources with `apt-get update`."
        )
        run(["apt-get", *apt_options, "update"], refused)
        for number, deb in enumerate(ODOO_DEBS, start=1):
            current.progress(f"downloading {number} of {len(ODOO_DEBS)}: {deb.partition('/')[0]}")
            run(["apt-get", *apt_options, "download", deb], refused, cwd=apt / "debs")
        version = ""
        for deb in sorted((apt / "debs").glob("*.deb")):
            current.progress(f"unpacking {deb.name}")
            run(["dpkg", "-x", deb, folder], f"{deb.name} could not be unpacked: is the disk full?")
            if deb.name.startswith("odoo-19_"):
                version = deb.name.split("_")[1]
        dangling = [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]
        if dangling:
            raise Failed(f"Debian's package odoo-19 links to files that no package brought: {dangling[0]}")
        shutil.rmtree(apt)
        (folder / ".version").write_text(version, encoding="utf-8")


def _private_apt(folder):
    listed = run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(LABEL)", "Created-By: Packages"],
        "The machine's package sources could not be read: is this a Debian?",
    )
    sites = [line.split()[0] for line in listed.splitlines() if line.split()[1:] == ["Debian"]]
    if not sites:
        raise Failed("This machine knows no Debian package source: run `apt-get update` as root.")
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    signed = f"[signed-by={keyring}] " if keyring.exists() else ""
    suites = sorted({deb.partition("/")[2] for deb in ODOO_DEBS})
    lines = [f"deb {signed}{sites[0]} {suite} main\n" for suite in suites]
    (folder / "sources.list").write_text("".join(lines), encoding="utf-8")
    return [
        option
        for setting in (
            f"Dir::Etc::sourcelist={folder / 'sources.list'}",
            "Dir::Etc::sourceparts=-",
            f"Dir::State::lists={folder / 'lists'}",
            f"Dir::Cache={folder / 'cache'}",
            "Acquire::Languages=none",
            "APT::Sandbox::User=root",
        )
        for option in ("-o", setting)
    ]
