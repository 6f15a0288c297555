"""wizard: open each wizard and run one step by the web client's calls, against reading one partner's form."""

import time
from statistics import median

from common import insurances
from common.rows import Row, Target, alternate, in_seconds, ratio_of
from common.web_client import WebClient

LIMIT = 3
PAIRS = 7
SIMULATORS = ("covercheck", "wertgarantie", "bipro")
WIZARDS = ("hand-over", "consent", "decision", "application", "finalise", "deep link", "renewal", "end", "assignment")


def measure(laboratory):
    pairs = _measure_all(laboratory)
    worst = max(pairs, key=lambda wizard: ratio_of(pairs[wizard]))
    ratio = ratio_of(pairs[worst])
    each = [f"{wizard} {ratio_of(pairs[wizard]):.2f}" for wizard in WIZARDS]
    return Row(
        name="wizard",
        ours=f"{worst}, the slowest: {in_seconds(median(ours for ours, _ in pairs[worst]))}",
        reference=in_seconds(median(reference for _, reference in pairs[worst])),
        ratio=f"{ratio:.2f}",
        targets=[Target(f"≤ {LIMIT}", ratio <= LIMIT)],
        notes=[f"{PAIRS} pairs of each: {', '.join(each)}"],
    )


def _measure_all(laboratory):
    with (
        laboratory.simulator("covercheck", "--check-id", insurances.CHECK_ID) as covercheck,
        laboratory.simulator("wertgarantie") as wertgarantie,
        laboratory.simulator("bipro", "--set", "policies=*") as bipro,
        laboratory.database(with_addon=True) as database,
        laboratory.worker(database, __name__) as worker,
    ):
        runs = worker.do("prepare", dict(zip(SIMULATORS, (covercheck, wertgarantie, bipro))))

        def compare(wizard):
            waiting = list(runs)

            def ours():
                run = worker.measure("work", wizard, waiting.pop())
                return run["seconds"] - run["apart"]

            def reference():
                return worker.measure("read_partner", runs[0]["customer"])["seconds"]

            alternate(ours, reference, 1)  # fills Odoo's caches
            return alternate(ours, reference, PAIRS)

        return {wizard: compare(wizard) for wizard in WIZARDS}


# In Odoo


def prepare(env, addresses):
    env.company.country_id = env.ref("base.de")
    insurances.connect(env, addresses)
    env.cr.commit()  # The log-in is kept by a transaction of its own.
    _take_out_insurers()
    return [insurances.subjects(env, number) for number in range(1, PAIRS + 2)]


def read_partner(env, customer):
    _client(env).open_form("res.partner", customer, with_chatter=False)


def work(env, wizard, subject):
    STEPS[wizard](_client(env), subject)


def _client(env, clients={}):  # noqa: B006  a process logs in once
    if not clients:
        clients[0] = WebClient(env.cr.dbname)
    return clients[0]


def _open(client, action):
    """The dialog of an action that a button has answered; its form."""
    model, context = action["res_model"], action.get("context") or {}
    if action.get("res_id"):
        return client.open_form(model, action["res_id"], context=context, with_chatter=False)
    return client.new_form(model, context=context)


def _finish(client, action, button, ids, **values):
    """What was typed is saved, then the button pressed."""
    context = action.get("context") or {}
    saved = client.save(action["res_model"], ids, values, context)
    return client.press(action["res_model"], button, [saved], **context)


def _hand_over(client, subject):
    action = client.press("fleet.vehicle", "action_compare_insurance", [subject["car"]])
    _open(client, action)
    _finish(client, action, "action_hand_over", [action["res_id"]], mode="callback", manner="oral", may_call_phone=True)


def _consent(client, subject):
    action = {"res_model": "insurance.consent.wizard", "context": {"default_partner_id": subject["customer"]}}
    values = _open(client, action)
    typed = {"partner_id": subject["customer"], "connection_id": values["connection_id"]["id"], "mobile": True}
    _finish(client, action, "action_give", [], manner="oral", **typed)


def _decide(client, subject):
    action = client.press("sale.order", "action_decide_insurance", [subject["order"]])
    lines = _open(client, action)["line_ids"]
    typed = [(1, line["id"], {"decision": "later"}) for line in lines]
    _finish(client, action, "action_apply", [action["res_id"]], line_ids=typed)


def _apply(client, subject):
    action = client.press("fleet.vehicle", "action_insure", [subject["bike"]])
    _open(client, action)
    _finish(client, action, "action_next", [action["res_id"]], price=900, purchase_date="2026-01-01")


def _finalise(client, subject):
    """Up to the policy, for which the browser asks by itself."""
    action = client.press("insurance.application", "action_finalise", [subject["signed"]])
    _open(client, action)
    then = client.press("insurance.finalise.wizard", "action_finalise", [action["res_id"]])
    assert then["type"] == "ir.actions.client", _open(client, then)["insurer_answer"]
    then = then["context"]["insurance_go_on"]
    _open(client, client.call(then["model"], then["button"], [then["id"]]))


def _open_at_insurer(client, subject):
    action = client.press("insurance.policy", "action_open_at_insurer", [subject["policy"]])
    choices = _open(client, action)["choice_ids"]
    client.press("insurance.deep.link.choice", "action_open", [choices[0]["id"]])


def _renew(client, subject):
    action = client.press("insurance.policy", "action_renew", [subject["policy"]])
    values = _open(client, action)
    typed = {"policy_id": subject["policy"], "start_date": values["start_date"], "end_date": values["end_date"]}
    _finish(client, action, "action_renew", [], **typed)


def _end(client, subject):
    action = client.press("insurance.policy", "action_cancel", [subject["policy"]])
    values = _open(client, action)
    typed = {"policy_id": subject["policy"], "kind": "cancelled"}
    _finish(client, action, "action_end", [], end_date=values["end_date"], **typed)


def _assign(client, subject):
    action = client.press("insurance.shipment", "action_choose", [subject["shipment"]])
    _open(client, action)
    typed = {"shipment_ids": [(4, subject["shipment"])], "policy_id": subject["policy"]}
    _finish(client, action, "action_assign", [], **typed)


STEPS = dict(zip(WIZARDS, (_hand_over, _consent, _decide, _apply, _finalise, _open_at_insurer, _renew, _end, _assign)))


# The insurers' time

_seconds = [0.0]


def apart():
    """Seconds for which insurers were waited for, so far."""
    return _seconds[0]


def _take_out_insurers():
    from odoo.addons.dealer_insurance.connectors.http import Session

    send = Session.send

    def timed(self, *arguments, **keywords):
        begin = time.perf_counter()
        try:
            return send(self, *arguments, **keywords)
        finally:
            _seconds[0] += time.perf_counter() - begin

    Session.send = timed
