from . import errors, http, bipro, covercheck, gdv, wertgarantie
