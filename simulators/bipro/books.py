"""What the simulator saw, as /books tells it.

shipments   each with listed, asked, whole (answers of which the last byte was sent), acknowledged, repeated
            (acknowledgements after the first), unseen (acknowledged before delivered whole), finding
findings    [{id, finding}]: shipments whose acknowledgement was wrong
totals      shipments, listed, asked, whole, acknowledged, repeated; `again`: whole answers beyond a shipment's first
users       logins, wrong_logins, most_wrong_in_a_row, refused_logins (codes), repeated_refused_logins (the same
            password sent again after it was refused), state
unknown_users, entity_calls (an external entity or a Datenlink was fetched: never may be)
"""

COUNTED = ("listed", "asked", "whole", "acknowledged", "repeated")


def books(simulator):
    shipments = simulator.transfer.books()
    return {
        "shipments": shipments,
        "findings": [{"id": one["id"], "finding": one["finding"]} for one in shipments if one["finding"]],
        "totals": {
            "shipments": len(shipments),
            **{name: sum(one[name] for one in shipments) for name in COUNTED},
            "again": sum(max(0, one["whole"] - 1) for one in shipments),
        },
        "users": simulator.sts.users_as_json(),
        "unknown_users": simulator.sts.unknown_users,
        "entity_calls": simulator.entity_calls,
    }
