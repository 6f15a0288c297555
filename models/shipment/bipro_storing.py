"""How a delivery becomes records."""

from datetime import timezone

from odoo import fields

from ..connection.bipro_messages import fault_message

# insurance.document's kind by DokumentartID.
KINDS = {'Antrag': 'application', 'Police': 'policy', 'Nachtrag': 'policy'}
CANCELLATIONS = '160'
# Stored exactly as delivered, whatever it is, and shown as text where it could be a program.
AS_DELIVERED = {'image_no_postprocess': True, 'attachments_mime_plainxml': True, 'insurance_delivered': True}

TOLD = (
    'policy_numbers',
    'former_policy_numbers',
    'contract_numbers',
    'claim_numbers',
    'agent_numbers',
    'plates',
    'vins',
    'evb_numbers',
    'names',
)


def listed_values(shipment):
    """
    :param shipment: ``connectors.bipro.shipments.Shipment``
    :return: values of ``insurance.shipment``; what is not told is left out
    """
    posted_at = shipment.posted_at and shipment.posted_at.astimezone(timezone.utc).replace(tzinfo=None)
    values = {
        'category': shipment.category,
        'kind': shipment.kind,
        'line': shipment.line,
        'posted_at': posted_at,
        'available_until': shipment.available_until,
    }
    return {name: value for name, value in values.items() if value}


def delivered_values(delivery):
    """
    :param delivery: ``connectors.bipro.shipments.Delivery``
    :return: values of ``insurance.shipment``
    """
    told = {name: _different(delivery.processes, name) for name in TOLD}
    firstname, name = (told['names'] or [("", "")])[0]
    lines = [process.line for process in delivery.processes if process.line]
    return {
        **({'line': lines[0]} if lines else {}),
        **listed_values(delivery.shipment),
        'policy_number': _first(told['policy_numbers']),
        'contract_number': _first(told['contract_numbers']),
        'license_plate': _first(told['plates']),
        'vin': _first(told['vins']),
        'evb_number': _first(told['evb_numbers']),
        'person_name': name,
        'person_firstname': firstname,
        'texts': "\n".join(dict.fromkeys(process.text for process in delivery.processes if process.text)),
        'told': told,
    }


def store_documents(shipment, delivery):
    """File what arrived sound, and is not filed yet.

    :return: the new ``insurance.document``; the same content has one file
    """
    known = {(document.name, document.checksum) for document in shipment.document_ids}
    new = shipment.env['insurance.document']
    for delivered in delivery.documents:
        if not delivered.fault and (delivered.name, delivered.sha256) not in known:
            new |= _store(shipment, delivered)
    firsts = [document.duplicate_of_id for document in shipment.document_ids]
    if firsts and all(firsts):
        shipment.duplicate_of_id = firsts[0].shipment_id - shipment
    return new


def faults_of(env, delivery):
    """Which documents of a delivery did not arrive sound, and why."""
    return "; ".join(
        f"{document.name}: {fault_message(env, document.fault)}" for document in delivery.documents if document.fault
    )


def _store(shipment, delivered):
    documents = shipment.env['insurance.document'].with_context(**AS_DELIVERED)
    values = {
        'kind': _kind(shipment, delivered),
        'date': (shipment.posted_at or fields.Datetime.now()).date(),
        'company_id': shipment.company_id.id,
        'shipment_id': shipment.id,
    }
    first = documents._first_with(delivered.sha256, shipment.company_id)
    if first:
        return documents.create(
            {
                'name': delivered.name,
                'checksum': delivered.sha256,
                'attachment_id': first.attachment_id.id,
                'duplicate_of_id': first.id,
                **values,
            }
        )
    return documents._store_file(delivered.name, delivered.read(), **values)


def _kind(shipment, delivered):
    if (shipment.category or "").startswith(CANCELLATIONS):
        return 'cancellation'
    return next((KINDS[kind] for kind in delivered.kinds if kind in KINDS), 'other')


def _different(processes, name):
    return list(dict.fromkeys(value for process in processes for value in getattr(process, name)))


def _first(values):
    return values[0] if values else False
