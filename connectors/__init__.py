from . import errors, http, bipro, covercheck, wertgarantie
