"""BiPRO on localhost: login (410), transfer (430), extranet (440), strict, for trying out and for tests.

    PYTHON simulators/bipro.py --port 8093 --demo

PYTHON is one with lxml and reportlab, such as Odoo's (`odoo.python` in dev/workbench). The first line on stdout is the
address, here ADDRESS; everything stays in memory.

For Odoo
    ADDRESS/sts, ADDRESS/transfer, ADDRESS/extranet      SOAP 1.1, POST
    Users: rmp100001 / Musterwald-1   transfer and extranet; with --demo it has the demo's shipments
           rmp100002 / Musterwald-2   transfer and extranet, a queue of its own
           rmp100003 / Musterwald-3   lacks the rights of the transfer and of the extranet
    VDG ticket of rmp100001 (wsse:BinarySecurityToken): VkRHLU1VU1RFUlRJQ0tFVA==

For people: ADDRESS/   For machines, JSON in and out:
    GET, DELETE       /received    requests as received, as of the CoverCheck simulator
    GET, POST, DELETE /faults      faults, as of the CoverCheck simulator (simulators/README.md); also --fault
    GET, POST         /settings    {"token_seconds": 2}; names and values in bipro_settings.py; also --set token_seconds=2
    GET, POST         /users       {"rmp100001": {"password": "…", "state": "active|locked|expired", "rights": ["transfer"]}}
    GET, POST, DELETE /shipments   one shipment or a list, as in bipro_shipment.py; the answer lists their ids
    GET, POST, DELETE /messages    {"operation": "getShipment", "code": "00940", "way": "fault|nok", "times": 1|"always"}:
                                   the next calls of the operation are answered so; nothing is done
    DELETE            /tokens      all tokens become invalid (00962)
    GET               /books       what was delivered, acknowledged, and tried: bipro_books.py
    POST              /reset       all of it as after the start (without --demo, --fill)
    GET               /raw/ID/N    the document N (0, 1, …) of the shipment ID as plain bytes; changes no books
    --fill N:SIZE     N shipments of one document of SIZE bytes for rmp100001; also POST /shipments {"count": N, "size": SIZE}
"""
