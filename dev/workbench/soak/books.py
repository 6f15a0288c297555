"""Odoo's books beside those of the insurers: each line of the table says what was counted, and whether it balances."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from .trouble import is_sound


@dataclass
class Line:
    name: str
    here: object
    there: object
    wrong: list = field(default_factory=list)  # a sentence for each difference

    @property
    def balances(self):
        return not self.wrong


class Books:
    """
    :param client: the administrator's
    """

    def __init__(self, shop, client, manager):
        self.shop, self.manager = shop, manager
        self._client, self._company = client, shop.plan["company"]

    def lines(self):
        self._applications = self._find("insurance.application", [("vehicle_id", "in", self.shop.plan["bikes"])])
        self._handovers = self._find("insurance.handover", [("partner_id", "in", self.shop.plan["customers"])])
        return [
            self._applications_once(),
            self._policies(),
            self._shipments(),
            self._documents(),
            self._callbacks(),
            self._portal(),
            self._transmissions(),
            self._chains(),
            *self._logins(),
        ]

    def _find(self, model, domain, *names, **options):
        context = {"allowed_company_ids": [self._company], "active_test": False, "bin_size": True}
        return self._client.find(model, domain, *(names or FIELDS[model]), context=context, **options)

    # Applications

    def _applications_once(self):
        taken = self.shop.wertgarantie.json("GET", "/books")["applications"]
        ours = {one["sequence_number"]: one for one in self._applications if one["state"] == "submitted"}
        wrong = [f"the insurer has {number}, and Odoo does not know" for number in taken.keys() - ours.keys()]
        wrong += [f"application {ours[number]['id']} never arrived" for number in ours.keys() - taken.keys()]
        numbers = Counter(one["contract_number"] for one in taken.values())
        wrong += [f"contract {number} was taken {count} times" for number, count in numbers.items() if count > 1]
        vehicles = Counter(one["vehicle_id"][0] for one in ours.values())
        wrong += [f"vehicle {vehicle} is insured {count} times" for vehicle, count in vehicles.items() if count > 1]
        wrong += [
            f"application {one['id']} is still {one['state']}"
            for one in self._applications
            if one["state"] not in ("submitted", "cancelled")
        ]
        return Line("applications, each once", len(ours), len(taken), wrong)

    def _policies(self):
        taken = self.shop.wertgarantie.json("GET", "/books")["applications"].values()
        found = Counter(
            one["number"]
            for one in self._find("insurance.policy", [("vehicle_id", "in", self.shop.plan["bikes"])], "number")
        )
        numbers = {one["contract_number"] for one in taken}
        wrong = [f"{found[number]} policies {number}" for number in numbers if found[number] != 1]
        wrong += [f"policy {number} without application" for number in found.keys() - numbers]
        return Line("policies, one for each", found.total(), len(numbers), wrong)

    # Documents

    def _shipments(self):
        books = self.shop.simulators["bipro"].json("GET", "/books")
        there = {one["id"]: one for one in books["shipments"]}
        ours = {one["external_id"]: one for one in self._find("insurance.shipment", self._of_soak(there))}
        wrong = [f"{finding['id']}: {finding['finding']}" for finding in books["findings"]]
        wrong += [f"shipment {number} is not here" for number in there.keys() - ours.keys()]
        for number, one in ours.items():
            is_spoiled = not is_sound(there[number])
            if (one["state"] == "acknowledged") != bool(there[number]["acknowledged"]):
                wrong.append(f"shipment {number} is {one['state']}, acknowledged {there[number]['acknowledged']} times")
            elif one["state"] != ("failed" if is_spoiled else "acknowledged"):
                wrong.append(f"shipment {number} is {one['state']} ({there[number]['shape'] or 'sound'})")
        self._stored = {number: one for number, one in ours.items() if one["state"] == "acknowledged"}
        acknowledged = sum(bool(one["acknowledged"]) for one in there.values())
        return Line("shipments acknowledged, all stored", len(self._stored), acknowledged, wrong)

    def _of_soak(self, there):
        connection = self.shop.plan["connections"]["bipro"]
        return [("connection_id", "=", connection), ("external_id", "in", list(there))]

    def _documents(self):
        """Content against content, byte by byte."""
        by_shipment = {one["id"]: number for number, one in self._stored.items()}
        documents = self._find("insurance.document", [("shipment_id", "in", list(by_shipment))])
        attachments = {
            one["id"]: one["checksum"]
            for one in self._find(
                "ir.attachment", [("id", "in", [one["attachment_id"][0] for one in documents])], "checksum"
            )
        }
        ours = Counter(
            (by_shipment[one["shipment_id"][0]], attachments.get(one["attachment_id"][0])) for one in documents
        )
        there = Counter()
        for number in self._stored:
            there.update((number, checksum) for checksum in self._contents(number))
        wrong = [
            f"a document of {number} is here {ours[key]} times, {count} were sent"
            for key, count in there.items()
            if ours[key] != count
            for number in key[:1]
        ]
        wrong += [f"a document of {key[0]} that nobody sent" for key in ours.keys() - there.keys()]
        return Line("documents, same content, each once", ours.total(), there.total(), wrong)

    def _contents(self, shipment):
        """Checksums of the different documents of a shipment."""
        found, number = set(), 0
        while True:
            status, _headers, content = self.shop.simulators["bipro"].ask("GET", f"/raw/{shipment}/{number}")
            if status != 200:
                return found
            found.add(hashlib.sha1(content, usedforsecurity=False).hexdigest())
            number += 1

    # Hand-overs

    def _callbacks(self):
        arrived = self.shop.callbacks_arrived()
        ours = {one["reference"]: one for one in self._handovers if one["mode"] == "callback"}
        accepted = {reference for reference, one in ours.items() if one["state"] == "accepted"}
        wrong = [f"callback {reference} arrived without evidence" for reference in arrived.keys() - ours.keys()]
        wrong += [
            f"callback {reference} is {ours[reference]['state']}, but has arrived"
            for reference in (arrived.keys() & ours.keys()) - accepted
        ]
        wrong += [f"callback {reference} is accepted, but never arrived" for reference in accepted - arrived.keys()]
        wrong += [
            f"callback {reference} is still {one['state']}"
            for reference, one in ours.items()
            if one["state"] in ("prepared", "unknown")
        ]
        repeated = Counter(
            (one["partner_id"][0], one["vehicle_id"][0]) for one in ours.values() if one["state"] == "accepted"
        )
        wrong += [f"{subject} was asked for {count} times" for subject, count in repeated.items() if count > 1]
        return Line("callbacks with evidence, each once", len(accepted), len(arrived), wrong)

    def _portal(self):
        """What the browser took there has its evidence; what came back is believed once."""
        sent = {
            record["reference"]: record.get("returned")
            for record in self.shop.received()
            if record.get("process") and record["reference"]
        }
        ours = {one["reference"]: one for one in self._handovers if one["mode"] == "advice"}
        left = [one for one in ours.values() if one["state"] != "prepared"]
        wrong = [f"hand-over {reference} left without evidence" for reference in sent.keys() - ours.keys()]
        wrong += [
            f"hand-over {reference} is {ours[reference]['state']}, but has left"
            for reference in sent.keys() & ours.keys()
            if ours[reference]["state"] == "prepared"
        ]
        return Line("hand-overs by the browser, with evidence", len(left), len(sent), wrong)

    def _transmissions(self):
        """Each application that was sent has evidence that says it was accepted."""
        accepted = {one["id"] for one in self._handovers if one["mode"] == "application" and one["state"] == "accepted"}
        submitted = [one for one in self._applications if one["state"] == "submitted"]
        wrong = [
            f"application {one['id']} has no evidence of its own"
            for one in submitted
            if not one["handover_id"] or one["handover_id"][0] not in accepted
        ]
        wrong += [
            f"evidence {one['id']} of an application is still {one['state']}"
            for one in self._handovers
            if one["mode"] == "application" and one["state"] == "prepared"
        ]
        return Line("applications with evidence", len(submitted) - len(wrong), len(submitted), wrong)

    def _chains(self):
        chains = self._find("insurance.evidence.chain", [("company_id", "=", self._company)], "last_number")
        told = [
            self.manager.client.press("insurance.evidence.chain", "action_verify", chain["id"])["params"]
            for chain in chains
        ]
        links = sum(chain["last_number"] for chain in chains)
        return Line(
            "links of the chains of evidence",
            links,
            links,
            [one["message"] for one in told if one["type"] != "success"],
        )

    # Logins

    def _logins(self):
        """Wrong ones, against how often a connection was blocked."""
        bipro = self.shop.simulators["bipro"].json("GET", "/books")["users"]["rmp100001"]
        yield self._wrong_logins("BiPRO", bipro["wrong_logins"], self._blocked("bipro"))
        wertgarantie = self.shop.wertgarantie.json("GET", "/books")["logins"]
        yield self._wrong_logins("Wertgarantie", wertgarantie["wrong"], self._blocked("wertgarantie"))
        refused = sum(record.get("error") in ("check_id", "blocked") for record in self._callback_requests())
        yield self._wrong_logins("CoverCheck", refused, self._blocked("covercheck"))

    def _blocked(self, provider):
        """As its chatter tells, which a kill right after may leave out, or whoever has unblocked it."""
        return max(self._blocked_in_chatter(provider), self.shop.entered[provider])

    def _blocked_in_chatter(self, provider):
        connection = [("model", "=", "insurance.connection"), ("res_id", "=", self.shop.plan["connections"][provider])]
        messages = [one["id"] for one in self._find("mail.message", connection, "id")]
        domain = [("mail_message_id", "in", messages), ("new_value_char", "in", self._labels("state", "blocked"))]
        return len(self._find("mail.tracking.value", domain, "id"))

    def _labels(self, field_name, value):
        """What a choice of connections is called in each language: so the chatter tells it."""
        found = [
            self._client.call("insurance.connection", "fields_get", [field_name], context={"lang": lang})[field_name]
            for lang in ("en_US", "de_DE")
        ]
        return [dict(field["selection"])[value] for field in found]

    def _callback_requests(self):
        return [record for record in self.shop.received() if record["target"].startswith("/callback")]

    @staticmethod
    def _wrong_logins(name, wrong, blocked):
        more = [f"{wrong} wrong logins, but {blocked} blocked connections"] if wrong > blocked else []
        return Line(f"wrong logins at {name}, blocked connections", wrong, blocked, more)


FIELDS = {
    "insurance.application": ("state", "vehicle_id", "sequence_number", "contract_number", "handover_id"),
    "insurance.handover": ("reference", "mode", "state", "partner_id", "vehicle_id"),
    "insurance.shipment": ("external_id", "state"),
    "insurance.document": ("shipment_id", "attachment_id"),
}
