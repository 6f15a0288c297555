"""What a simulator received, for people to read and for tests to compare."""

import threading
from collections import deque
from datetime import datetime, timezone


class Record:
    """One request at an insurer's address; `notes` are what the simulator made of it."""

    def __init__(self, number, request):
        self.number = number
        self.time = datetime.now(timezone.utc)
        self.request = request
        self.status = None  # None: no answer yet; 0: the connection was dropped
        self.fault = None
        self.notes = {}

    def as_json(self):
        return {
            "number": self.number,
            "time": self.time.isoformat(timespec="milliseconds"),
            "method": self.request.method,
            "target": self.request.target,
            "headers": [list(header) for header in self.request.headers],
            "body": self.request.body.decode("latin-1"),  # one character per byte
            "status": self.status,
            "fault": self.fault,
            **self.notes,
        }


class Journal:
    def __init__(self, longest=1000):
        self._records = deque(maxlen=longest)
        self._count = 0
        self._lock = threading.Lock()

    def open(self, request):
        with self._lock:
            self._count += 1
            record = Record(self._count, request)
            self._records.append(record)
        return record

    def records(self):
        """Oldest first."""
        with self._lock:
            return list(self._records)

    def clear(self):
        with self._lock:
            self._records.clear()
