"""Deep links of norm 440."""

import re

from common.exchange import Answer

from . import xml
from .messages import Refused, add_plain_status
from .portal import TARGETS, Portal

AREAS = {  # Arbeitsgebiete
    10, 11, 12, 13, 14, 15, 16, 18, 21, 22, 23, 25, 26, 27, 28, 29, 30, 32, 33, 34, 35, 40, 41, 42, 43, 44, 45, 46, 47,
    48, 54, 55, 56, 58, 70, 74, 75, 78, 82, 84, 85, 90, 91, 97,
}  # fmt: skip
POLICIES = ("30471100815", "32123456789", "74555000111")  # of the demo
SEARCH_MASK = "028"
STYLES = {
    "https": "https://{host}/extranet/{target}?token={token}",
    "http": "http://{host}/extranet/{target}?token={token}",
    "own": "http://{own}/extranet/{target}?token={token}",
    "foreign": "https://elsewhere.example.net/{host}/{target}?token={token}",
    "script": "javascript:open('https://{host}/{target}?token={token}')",
}


class Extranet:
    def __init__(self, settings, transfer):
        self.settings = settings
        self.transfer = transfer
        self.portal = Portal()

    def answer(self, envelope, own):
        """:param own: host and port by which the simulator was called"""
        number = envelope.text("Request/Extranetsuche/Vertragsuche/Versicherungsscheinnummer")
        targets = self._targets(number) if number is not None else ["002", "004", "005"]
        addresses = [(target, self._address(target, number or "", own)) for target in targets]
        return self._links(addresses, envelope.content[0].get("Version"))

    def _targets(self, number):
        """Without Arbeitsgebiet the portal can only offer its search."""
        digits = re.sub("[^0-9]", "", number)
        if len(digits) == 9:
            return [SEARCH_MASK]
        known = self._known()
        if not any(whole in known or "*" in known for whole in whole_numbers(digits)):
            raise Refused("01101")
        return self.settings.link_targets

    def _known(self):
        delivered = (re.sub("[^0-9]", "", one.policy_number) for one in self.transfer.shipments.values())
        return {*POLICIES, *self.settings.policies, *delivered}

    def _links(self, addresses, version):
        writer = xml.Writer()
        response = writer.add(writer.add(writer.body, "bip:getLinksResponse"), "bip:Response", Version=version)
        add_plain_status(writer, response, "00000", "03000")
        links = writer.add(response, "bip:Links")
        for target, address in addresses:
            link = writer.add(links, "bip:Link")
            writer.add(link, "bip:URL", address)
            writer.add(link, "bip:ZielID", target)
            writer.add(link, "bip:Beschreibung", TARGETS.get(target, "Sonstiges"))
        return Answer(200, writer.bytes(), xml.XML)

    def _address(self, target, number, own):
        token = self.portal.invite(target, "" if target == SEARCH_MASK else number)
        return STYLES[self.settings.link_style].format(
            host=self.settings.link_host, own=own, target=target, token=token
        )


def whole_numbers(digits):
    """The numbers of 11 digits that these may mean: three more, at either end, are the Filialdirektion."""
    candidates = {11: [digits], 14: [digits[:11], digits[3:]]}.get(len(digits), [])
    return [number for number in candidates if int(number[:2]) in AREAS]
