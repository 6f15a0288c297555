"""Papers of a product as real, small PDFs."""

import base64
import functools
import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .answers import listed, not_ok

EACH = "EINZELN"
TITLES = {
    "GTCI": "Versicherungsbedingungen",
    "IPID": "Informationsblatt zu Versicherungsprodukten",
    "GDPR": "Datenschutzhinweise",
    "ROW": "Widerrufsbelehrung",
    "POLICY": "Versicherungsschein",
    "SEPA": "SEPA-Lastschriftmandat",
    "PIS": "Produktinformation",
    "LN": "Unterlage LN",
    "VWT": "Wertetabelle",
}
COMPARISON = "Produktvergleich"
SAMPLE = "Muster aus dem Simulator: kein Versicherungsschutz, keine Rechtsauskunft."


def legal_documents(product, type_):
    """What LEGAL_DOCUMENTS answers: of each type, or of one."""
    if type_ != EACH and type_ not in TITLES:
        raise not_ok("Diesen DOCUMENT_TYPE gibt es nicht")
    types = TITLES if type_ == EACH else [type_]
    return {"DOCUMENT": listed({"DOCUMENT_TYPE": name, **_document(product, name, TITLES[name])} for name in types)}


def comparison_documents(product):
    return {"DOCUMENTS": {"DOCUMENT": _document(product, "VERGLEICH", COMPARISON)}}


def _document(product, name, title):
    content = _pdf(title, product.name, product.type)
    return {"FILENAME": f"{name}_{product.code}.pdf", "CONTENT": base64.b64encode(content).decode()}


@functools.cache
def _pdf(title, *lines):
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    canvas.setTitle(f"{title}, {lines[0]}")
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(25 * mm, 265 * mm, title)
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate((*lines, SAMPLE)):
        canvas.drawString(25 * mm, (252 - 7 * number) * mm, line)
    canvas.save()
    return file.getvalue()
