class Known(dict):
    """What was found out about something, the latest of it: ``known[key]`` finds out what is not known yet."""

    def __init__(self, find_out, most):
        """:param most: beyond so many it begins anew, so that a bad file does not fill the memory"""
        self._find_out = find_out
        self._most = most

    def __missing__(self, key):
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._find_out(key)
        return value
