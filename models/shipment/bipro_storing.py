"""How a delivery becomes records."""

from datetime import timezone
from typing import NamedTuple

from odoo import fields

from ..connection.bipro_messages import fault_message

# insurance.document's kind by DokumentartID.
KINDS = {'Antrag': 'application', 'Police': 'policy', 'Nachtrag': 'policy'}
CANCELLATIONS = '160'
# Stored exactly as delivered, whatever it is, and shown as text where it could be a program.
AS_DELIVERED = {'image_no_postprocess': True, 'attachments_mime_plainxml': True, 'insurance_delivered': True}

# Of contents that are read into memory at once.
PORTION = 8 * 1024 * 1024

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


class Paper(NamedTuple):
    """A document (``connectors.bipro.Document``) of a shipment."""

    shipment: object
    delivered: object

    @property
    def checksum(self):
        return self.delivered.sha256


def store_documents(deliveries):
    """File what arrived sound, and is not filed yet.

    :param deliveries: {``insurance.shipment``: ``connectors.bipro.Delivery``}, of one company
    :return: the new ``insurance.document``; the same content has one file
    """
    shipments = next(iter(deliveries)).union(*deliveries)
    documents = shipments.env['insurance.document'].with_context(**AS_DELIVERED)
    papers = [paper for shipment, delivery in deliveries.items() for paper in _new(shipment, delivery)]
    firsts = documents._firsts_with({paper.checksum for paper in papers}, shipments.company_id)
    originals = {paper.checksum: paper for paper in reversed(papers) if paper.checksum not in firsts}
    stored = documents
    for portion in _portions(originals.values()):
        stored += documents._store_files([_values(paper) | {'content': paper.delivered.read()} for paper in portion])
    firsts |= {document.checksum: document for document in stored}
    copies = [paper for paper in papers if paper is not originals.get(paper.checksum)]
    stored += documents.create([_values(paper) | _copy_of(firsts[paper.checksum]) for paper in copies])
    for shipment in shipments:
        _note_duplicate(shipment)
    return stored


def faults_of(env, delivery):
    """What of a delivery did not arrive, or not sound, and why."""
    short = [env._("The insurer tells of more than has come.")] if delivery.is_short else []
    return "; ".join(
        [f"{document.name}: {fault_message(env, document.fault)}" for document in delivery.documents if document.fault]
        + short
    )


def _new(shipment, delivery):
    known = {(document.name, document.checksum) for document in shipment.document_ids}
    return [
        Paper(shipment, document)
        for document in delivery.documents
        if not document.fault and (document.name, document.sha256) not in known
    ]


def _portions(papers):
    """So few at once that their contents fit into memory."""
    portion, size = [], 0
    for paper in papers:
        portion.append(paper)
        size += paper.delivered.size
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _values(paper):
    shipment = paper.shipment
    return {
        'name': paper.delivered.name,
        'kind': _kind(shipment, paper.delivered),
        'is_confidential': paper.delivered.confidential,
        'date': fields.Datetime.context_timestamp(shipment, shipment.posted_at or fields.Datetime.now()).date(),
        'company_id': shipment.company_id.id,
        'shipment_id': shipment.id,
    }


def _copy_of(first):
    return {'checksum': first.checksum, 'attachment_id': first.attachment_id.id, 'duplicate_of_id': first.id}


def _note_duplicate(shipment):
    firsts = [document.duplicate_of_id for document in shipment.document_ids]
    if firsts and all(firsts):
        shipment.duplicate_of_id = firsts[0].shipment_id - shipment


def _kind(shipment, delivered):
    if (shipment.category or "").startswith(CANCELLATIONS):
        return 'cancellation'
    return next((KINDS[kind] for kind in delivered.kinds if kind in KINDS), 'other')


def _different(processes, name):
    return list(dict.fromkeys(value for process in processes for value in getattr(process, name)))


def _first(values):
    return values[0] if values else False
