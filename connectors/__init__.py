from . import errors, http, covercheck
