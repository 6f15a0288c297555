from pathlib import Path


def highest_memory():
    """Bytes that this program has held at most. What getrusage says includes who started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
