"""What test_bipro_people.py runs in Odoo's shell: a person assigns each shipment while it is fetched, or acknowledged.

`env` is the shell's; `ADDRESS` (of the simulator) is set by the test.
"""

import logging

import mortal
from bipro_portal import connect

from odoo import SUPERUSER_ID, api

from odoo.addons.dealer_insurance.models.shipment import insurance_connection_bipro_transfer as transfer
from odoo.addons.dealer_insurance.models.shipment.bipro_fetching import Fetching

env, ADDRESS = (globals()[name] for name in ("env", "ADDRESS"))
quoted = []


class Listening(logging.Handler):
    def emit(self, record):
        quoted.append(record.getMessage())


class AmongPeople(Fetching):
    def _call(self, call):
        answer = super()._call(call)
        with env.registry.cursor() as cursor:
            theirs = api.Environment(cursor, SUPERUSER_ID, {})
            empty = theirs["insurance.policy"], theirs["fleet.vehicle"]
            for shipment in theirs["insurance.shipment"].search([("connection_id", "=", connection_id)]):
                shipment._assign_by_hand(*empty, theirs["res.partner"].browse(person_id))
        return answer


logging.getLogger("odoo.sql_db").addHandler(Listening())
transfer.Fetching = AmongPeople
connection_id = connect(env, ADDRESS)
person_id = env["res.partner"].create({"name": "Anna Ahorn"}).id
env.cr.commit()
env["insurance.connection"].browse(connection_id)._fetch_bipro()
env.cr.rollback()
env.invalidate_all()
shipments = env["insurance.shipment"].search([])
mortal.tell(
    {
        "states": shipments.mapped("state"),
        "assignments": shipments.mapped("assignment"),
        "persons": len(shipments.filtered(lambda shipment: shipment.partner_id.id == person_id)),
        "documents": len(shipments.document_ids),
        "quoted": quoted,
    }
)
