"""Four employees who sell, insure, compare and sort, and do again what did not work the first time."""

import threading
from collections import Counter

from .client import FORM, Client, Gone, Page, Refused, Site, Wrong

STEPS_OF_AN_APPLICATION = 60  # at most, before its salesperson turns to another
OPEN = ("draft", "printed", "signed", "sending", "unknown", "rejected")
APPLICATION = ("state", "step", "vehicle_id", "offer_ids", "needs_lock", "sequence_number")


class Person(threading.Thread):
    """Works until told to stop; faults are counted, not feared.

    :ivar done: Counter of what was done, and of what came in between
    :ivar wrong: errors that no user should ever see
    """

    def __init__(self, name, shop, chance):
        super().__init__(name=name, daemon=True)
        self.shop, self.chance = shop, chance
        self.client = Client(shop.address, shop.database, name, shop.passwords[name])
        self.done, self.wrong = Counter(), []
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.is_set():
            self.attempt(self.work)

    def attempt(self, work, *arguments):
        """:return: what the work returns, None if something came in between"""
        try:
            return work(*arguments)
        except Gone:
            self.done["no answer"] += 1
            self.stopped.wait(self.chance.uniform(0.3, 1.5))
        except Refused as refusal:
            self.done["told to wait or to correct"] += 1
            self.shop.sentences[str(refusal)[:100]] += 1
            self.stopped.wait(self.chance.uniform(0.1, 0.5))
        except Wrong as error:
            self.wrong.append(str(error))
            self.stopped.wait(1)
        return None

    def work(self):
        """One piece of work."""
        raise NotImplementedError


class Seller(Person):
    """Invoices bicycles and insures them, each from its invoice to the policy."""

    def __init__(self, name, shop, chance, bikes):
        super().__init__(name, shop, chance)
        self._waiting = list(bikes)

    def work(self):
        if not self._waiting:
            self.stopped.wait(1)
            return
        bike = self._waiting.pop(0)
        if not self.insure(bike):
            self._waiting.append(bike)

    def insure(self, bike, steps=STEPS_OF_AN_APPLICATION):
        """:return: whether it came to its end"""
        return any(self.attempt(self._go_on, bike) or self.stopped.is_set() for _step in range(steps))

    def _go_on(self, bike):
        """One step further from wherever it stands."""
        found = self.client.find("insurance.application", [("vehicle_id", "=", bike)], *APPLICATION)
        standing = [one for one in found if one["state"] != "cancelled"]
        if not standing:
            self._begin(bike)
        elif standing[0]["state"] == "submitted":
            return True
        else:
            application = standing[0]
            act = getattr(self, f"_from_{application['state']}", self._at_step)
            act(application)
        return False

    def _begin(self, bike):
        client = self.client
        lines = client.find("account.move.line", [("vehicle_id", "=", bike)], "move_id", "parent_state")
        if not lines:
            client.call("account.move", "create", [self._invoice(bike)])
            self.done["invoices made"] += 1
        elif lines[0]["parent_state"] == "draft":
            client.press("account.move", "action_post", lines[0]["move_id"][0])
            self.done["invoices posted"] += 1
        else:
            client.press("account.move.line", "action_insure", lines[0]["id"])

    def _invoice(self, bike):
        customer = self.shop.customer_of(bike)
        line = {"product_id": self.shop.plan["product"], "vehicle_id": bike, "price_unit": 755.46, "quantity": 1}
        return {
            "move_type": "out_invoice",
            "partner_id": customer,
            "invoice_line_ids": [(0, 0, {**line, "insurance_decision": "wanted"})],
        }

    def _at_step(self, application):
        fill = getattr(self, f"_fill_{application['step']}", None)
        if fill:
            fill(application)
        if application["step"] == "send":
            self._press(application, "action_print")
        elif application["step"] == "sign":
            self._sign(application)
        else:
            self._press(application, "action_next")

    def _press(self, application, button):
        return self.client.press("insurance.application", button, application["id"])

    def _type(self, application, **values):
        self.client.save("insurance.application", application["id"], **values)

    def _fill_tariff(self, application):
        offers = self.client.find("insurance.application.offer", [("id", "in", application["offer_ids"])], "message")
        fitting = [offer["id"] for offer in offers if not offer["message"]]
        if fitting:
            self.client.press("insurance.application.offer", "action_choose", self.chance.choice(fitting))
        self._type(application, is_ipid_handed_over=True)

    def _fill_vehicle(self, application):
        lock = {"has_approved_lock": True} if application["needs_lock"] else {}
        self._type(application, leasing="no", **lock)

    def _fill_customer(self, application):
        self._type(application, collection_type="debit", iban=self.shop.iban_of(application["vehicle_id"][0]))

    def _sign(self, application):
        if application["state"] == "draft":
            self._press(application, "action_print")
            return
        self._type(application, manner="paper")
        self._press(application, "action_sign")

    def _from_signed(self, application):
        dialog = self._press(application, "action_finalise")
        self.client.press("insurance.finalise.wizard", "action_finalise", dialog["res_id"])
        self.done["finalised"] += 1

    def _from_sending(self, application):
        self.stopped.wait(1)

    def _from_rejected(self, application):
        """Corrected, it is made and signed anew."""
        digits = self.chance.randrange(10**6)
        self._type(application, mobile=f"+49 171 8{digits:06}")
        self.done["corrected"] += 1

    def _from_unknown(self, application):
        """Asks at the insurer, or lets it be sent again with the same numbers."""
        if self.chance.random() < 0.4:
            self._press(application, "action_send_again")
            self.done["sent again"] += 1
            return
        taken = self.shop.wertgarantie.json("GET", "/books")["applications"]
        arrived = application["sequence_number"] in taken
        self._press(application, "action_confirm_taken" if arrived else "action_deny_taken")
        self.done["asked at the insurer"] += 1


class Adviser(Person):
    """Hands customers and cars over to CoverCheck: by callback, or in the browser."""

    def __init__(self, name, shop, chance, cars):
        super().__init__(name, shop, chance)
        self._cars = list(cars)

    def work(self):
        car = self.chance.choice(self._cars)
        if self.chance.random() < 0.6:
            self._ask_for_callback(car)
        else:
            self._compare(car)
        self.stopped.wait(self.chance.uniform(0.2, 1))

    def _hand_over(self, car, **values):
        client = self.client
        action = client.press("fleet.vehicle", "action_compare_insurance", car)
        wizard = client.save(action["res_model"], action["res_id"], **values)
        return client.press(action["res_model"], "action_hand_over", wizard)

    def _ask_for_callback(self, car):
        self._hand_over(car, mode="callback", manner="oral", may_call_phone=True, may_call_mobile=True)
        self.done["callbacks asked for"] += 1

    def _compare(self, car):
        page_of_odoo = self._hand_over(car, mode="advice")["url"]
        status, _headers, content = self.client.ask("GET", page_of_odoo)
        if status != 200:
            raise Gone(f"HTTP {status}")
        form = Page(content)
        portal = Site(form.address)
        _status, headers, _content = portal.ask("POST", "/portal", form.body, FORM)
        process = headers.get("Location")
        if not process or "/process/" not in process:
            raise Gone("portal")
        choice = self.chance.choice(("result=concluded&tariff=basis", "result=offer&tariff=basis", "result=cancelled"))
        portal.ask("POST", process, choice, FORM)
        _status, _headers, content = portal.ask("GET", f"{process}/return")
        back = Page(content)
        path = back.address.partition(self.client.host)[2]
        self.client.ask("POST", path, back.body, FORM)
        self.done["portal used"] += 1


class Manager(Person):
    """Fetches and sorts documents, resolves what is unknown, enters new access data."""

    def work(self):
        for task in (self.unblock, self.fetch, self._sort, self._read, self.resolve_callbacks):
            self.attempt(task)
            self.stopped.wait(self.chance.uniform(0.2, 1))

    def unblock(self):
        for connection in self.client.find("insurance.connection", [("state", "=", "blocked")], "provider"):
            self.shop.trouble.heal(connection["provider"])
            entry = self.shop.trouble.access(connection["provider"])
            self.client.save("insurance.connection", connection["id"], **entry)
            self.shop.entered[connection["provider"]] += 1
            self.client.press("insurance.connection", "action_activate", connection["id"])
            self.done["access data entered"] += 1
        for connection in self.client.find("insurance.connection", [("state", "=", "draft")], "provider"):
            self.client.press("insurance.connection", "action_activate", connection["id"])

    def fetch(self):
        self.client.press("insurance.connection", "action_fetch_now", self.shop.plan["connections"]["bipro"])
        failed = self.client.find("insurance.shipment", [("state", "=", "failed")], "id", limit=20)
        for shipment in failed:
            self.client.press("insurance.shipment", "action_retry", shipment["id"])
        self.done["fetched by hand"] += 1

    def _sort(self):
        domain = [("assignment", "in", ("none", "suggested")), ("state", "!=", "listed")]
        for shipment in self.client.find("insurance.shipment", domain, "candidate_ids", limit=5):
            if shipment["candidate_ids"]:
                self.client.press("insurance.shipment.candidate", "action_assign", shipment["candidate_ids"][0])
            else:
                self._choose(shipment["id"])
            self.done["documents assigned"] += 1

    def _choose(self, shipment):
        action = self.client.press("insurance.shipment", "action_choose", shipment)
        policy = self.chance.choice(self.shop.plan["policies"])["id"]
        wizard = self.client.save(action["res_model"], False, shipment_ids=[(4, shipment)], policy_id=policy)
        self.client.press(action["res_model"], "action_assign", wizard)

    def _read(self):
        documents = self.client.find(
            "insurance.document", [("shipment_id", "!=", False)], "attachment_id", limit=3, order="id desc"
        )
        for document in documents:
            self.client.ask("GET", f"/web/content/{document['attachment_id'][0]}")
            self.done["documents read"] += 1

    def resolve_callbacks(self):
        """Asks CoverCheck what of the unknown has arrived."""
        domain = [("mode", "=", "callback"), ("state", "=", "unknown")]
        unknown = self.client.find("insurance.handover", domain, "reference")
        arrived = unknown and self.shop.callbacks_arrived()  # asked after it was known what to ask for
        for handover in unknown:
            button = "action_confirm_arrival" if handover["reference"] in arrived else "action_deny_arrival"
            self.client.press("insurance.handover", button, handover["id"])
            self.done["callbacks resolved"] += 1
