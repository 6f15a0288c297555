from . import errors, http, covercheck, wertgarantie
