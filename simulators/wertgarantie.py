"""Wertgarantie on localhost: the published web services for bicycles and e-bikes, for trying out and for tests.

    python3 simulators/wertgarantie.py --port 8092

needs Odoo's Python packages (lxml, reportlab, pypdf, python-stdnum). The first line on stdout is the address; the
services are `/login.pl`, `/checksession.pl`, `/callservice.pl`. In Odoo's tests: `simulator.start('wertgarantie.py')`.

Options: `--port`, `--fault`, `--seed` as of every simulator;
`--account NAME:PASSWORD:COMPANY:COUNTRY:AGENT,…` instead of the invented ones below, repeatable;
`--locked NAME`: locked from the start; `--session-seconds N`: a session's life since its last use (1800);
`--origin TEXT`: the only `Herkunft` taken (any, unless told).

account    password       company  country  agents (Vermittlernummern)
musterrad  Speichen-2026  WG       DE       4711001 (shop), 4711002, 4711003 (employees), 4711008/none, 4711009/one
alpenrad   Gipfel-2026    WG       AT       4722001 (shop), 4722002 (employee)

An agent sells all products of its country, or after `/` `one` (KOMPLETTSCHUTZ_RAD_M_2018) or `none`. Object codes:
bicycle 27, e-bike 270009, battery 270010 (invented). Known customer number: 70012345; known contract: 50012345.

For people: `/`. For tests: `/received` and `/faults` as of every simulator (a fault's `address` may also be a FUNCTION
or FUNCTION/SHAPING, such as SET_XML_INTERFACE; more faults: `technical`, `not_ok`, `fehler`, `expired`), and

`GET /books`: {"applications": {Satznummer: {"contract_number", "agent", "product", "status_code", "copies" (times it
    came again), "xml", "document" (base64, or null)}}, "contract_numbers": {reserved number: Satznummer or null},
    "logins": {"right", "wrong"}, "calls": {"LOGIN", "CHECKSESSION" or FUNCTION/SHAPING: received}}
`DELETE /books`: all as at the start: no application, no session, every account as the options said
`GET /accounts`: {name: {"state": "active" or "locked", "wrong": wrong logins in a row}}; `POST` {name: state}
`DELETE /sessions`: every session has expired

Assumed, because nothing is published: three wrong logins lock an account, which is told with the code 21 too;
`RESULT.STATUS_CODE` "2" for manual processing (`Bemerkung`), "5" for an application that came before with the same
content (but for `Herkunft` and `Exportdatum`); what is refused has no STATUSCODE and a STATUS that begins with `Fehler`
(not by the schema) or `NOT OK` (against a rule); `Kuendigung` is refused.
"""
