"""A PostgreSQL server of our own, unless the caller has one (PGHOST and friends).

It listens on a Unix socket only, so it can be in nobody's way. Everyone who uses it holds a
shared lock; whoever leaves last stops it. Durability is off: what it keeps can be made again.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import packages, settings
from .say import Failed, tell
from .shell import clean_environment, locked, run

ROLE = "odoo"
UNPRIVILEGED = "postgres"  # PostgreSQL refuses to run as root
SOCKET_LIMIT = 100  # bytes of a Unix socket's path, with some to spare
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 200
shared_buffers = 512MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
lc_messages = 'C'
"""


class Server:
    """What Odoo and psql need to know to connect, as PostgreSQL's own variables."""

    def __init__(self, variables, name="", lock=None):
        self.variables = variables
        self.name = name
        self.lock = lock  # inherited by long-running children, so that they count as users, too

    def environment(self, **extra):
        return clean_environment(**{**self.variables, **extra})

    def sql(self, statement, database="postgres", failure="PostgreSQL refused a statement."):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"]
        program = shutil.which("psql") or (packages.postgres_folder() or Path()) / "psql"
        return run([program, *command[1:]], failure, env=self.environment(), stdin=statement).splitlines()


@contextlib.contextmanager
def server():
    """The running server; started when needed, stopped when its last user leaves."""
    if not packages.own_server_needed():
        yield _foreign_server()
        return
    cluster = Cluster()
    lock = os.open(cluster.folder_of_locks() / "users.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        cluster.start()
        yield Server({"PGHOST": str(cluster.socket), "PGUSER": ROLE}, lock=lock)
    finally:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            cluster.stop()
        os.close(lock)


def stop():
    """End a server that was left behind; one that is in use stays."""
    if not packages.own_server_needed() or not packages.postgres_folder():
        return True
    cluster = Cluster()
    with open(cluster.folder_of_locks() / "users.lock", "a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        cluster.stop()
    return True


def remove():
    """Forget the cluster with all its databases."""
    if packages.own_server_needed() and packages.postgres_folder():
        if not stop():
            raise Failed("PostgreSQL is in use by another run: end that one first (`make stop` in its checkout).")
        home = Cluster().home
        shutil.rmtree(home, ignore_errors=True)
        with contextlib.suppress(OSError):
            home.parent.rmdir()  # /var/lib/dealer-insurance, when it was the last one in there


def _foreign_server():
    names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGSSLMODE", "PGPASSFILE")
    given = {name: os.environ[name] for name in names if os.environ.get(name)}
    found = Server(given, settings.fingerprint(*(given.get(name) for name in ("PGHOST", "PGPORT", "PGSERVICE"))))
    where = os.environ.get("PGHOST", "localhost")
    may_create, user = found.sql(
        "SELECT rolcreatedb OR rolsuper, current_user FROM pg_roles WHERE rolname = current_user",
        failure=f"The PostgreSQL server of PGHOST={where} cannot be used: check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them for a private one.",
    )[0].split("|")
    if user == "postgres":
        raise Failed(
            "Odoo refuses the PostgreSQL role `postgres`: name another role that may create databases with PGUSER."
        )
    if may_create != "t":
        raise Failed(f"The PostgreSQL role {user} may not create databases: ALTER ROLE {user} CREATEDB.")
    found.variables.setdefault("PGUSER", user)
    return found


class Cluster:
    def __init__(self):
        self.programs = packages.postgres_folder()
        if not self.programs:
            packages.require_system_packages()
            self.programs = packages.postgres_folder()
        self.account = UNPRIVILEGED if os.geteuid() == 0 else None
        self.home = self._home()
        version = run([self.programs / "postgres", "--version"], "PostgreSQL does not start.").split()[2]
        self.data = self.home / f"data-{version.split('.')[0]}"
        self.log = self.home / "postgresql.log"
        self.socket = self._socket_folder()

    def _home(self):
        inside = settings.cache() / "postgresql"
        if self.account and not self._reachable(inside.parent):
            # root's own folders are closed to the account that PostgreSQL runs as
            return Path("/var/lib/dealer-insurance") / settings.fingerprint(settings.cache())
        return inside

    def _reachable(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))

    def _socket_folder(self):
        folder = self.home / "socket"
        if len(os.fsencode(folder)) > SOCKET_LIMIT:
            folder = Path(tempfile.gettempdir()) / f"dealer-insurance-{os.getuid()}-{settings.fingerprint(self.home)}"
        return folder

    def folder_of_locks(self):
        folder = settings.cache() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _run(self, command, failure):
        as_account = ["runuser", "-u", self.account, "--"] if self.account else []
        # The server's output goes to its log, never to our pipe: that would never close.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                [*as_account, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=clean_environment(),
            )
            output.seek(0)
            if done.returncode:
                raise Failed(f"{failure} It said: {' / '.join(output.read().split(chr(10))[-4:])} (log: {self.log})")

    def _make_folder(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.account:
            entry = pwd.getpwnam(self.account)
            os.chown(folder, entry.pw_uid, entry.pw_gid)

    def start(self):
        with locked(self.folder_of_locks() / "start.lock"):
            self._make_folder(self.home)
            self._make_folder(self.socket)
            self._distrust_after_a_crash()
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.running():
                self._run(
                    [self.programs / "pg_ctl", "-w", "-s", "-D", self.data, "-l", self.log, "start"],
                    f"PostgreSQL did not start: read {self.log}.",
                )

    def _distrust_after_a_crash(self):
        """Without fsync, what a machine held when it went down may be damaged: begin anew."""
        now = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        note = self.home / "boot_id"
        known = note.read_text(encoding="ascii") if note.exists() else now
        if known != now and (self.data / "postmaster.pid").exists():
            tell("The machine went down while PostgreSQL ran: its databases are made anew.")
            shutil.rmtree(self.data)
        note.write_text(now, encoding="ascii")

    def _create(self):
        settings.require_disk_space(self.home, 3)
        shutil.rmtree(self.data, ignore_errors=True)
        self._run(
            [
                self.programs / "initdb",
                "-D",
                self.data,
                "-U",
                ROLE,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            "PostgreSQL's folder could not be created.",
        )
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(socket=self.socket))

    def running(self):
        done = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.socket], check=False)
        return done.returncode == 0

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self._run(
                [self.programs / "pg_ctl", "-w", "-s", "-D", self.data, "-m", "fast", "stop"],
                "PostgreSQL did not stop.",
            )
