"""What test_neutralize.py runs in Odoo's shell: connections as in production, then whoever would use them.

`env` is the shell's; `STEP` and `ADDRESS`, at which no insurer answers, are set by the test.
"""

import base64
import datetime
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

env, STEP, ADDRESS = (globals()[name] for name in ("env", "STEP", "ADDRESS"))

SECRETS = {
    "covercheck_check_id_entry": "SECRET-CHECK-ID",
    "wertgarantie_user": "SECRET-USER",
    "wertgarantie_password_entry": "SECRET-PASSWORD",
    "bipro_user": "SECRET-BIPRO-USER",
    "bipro_password_entry": "SECRET-BIPRO-PASSWORD",
    "bipro_ticket_entry": "SECRET-TICKET",
}
RECIPIENT = {"recipient_name": "Musterversicherer", "recipient_address": "Musterweg 1, 51643 Gummersbach"}


def make_connections():
    company = env.company
    company.country_id = env.ref("base.de")
    shared = {**RECIPIENT, **SECRETS, "company_id": company.id, "environment": "production"}
    insurer = env.ref("dealer_insurance.insurer_ruv").id
    connections = env["insurance.connection"].create(
        [
            {
                "name": "CoverCheck",
                "provider": "covercheck",
                "covercheck_portal_url": f"{ADDRESS}/portal",
                "covercheck_callback_url": f"{ADDRESS}/callback",
                **shared,
            },
            {
                "name": "Wertgarantie",
                "provider": "wertgarantie",
                "wertgarantie_base_url": ADDRESS,
                "wertgarantie_origin": "Musterrad",
                "wertgarantie_agent_number": "4711001",
                **shared,
            },
            {"name": "R+V", "provider": "bipro", "insurer_id": insurer, **addresses(), **shared},
            {
                "name": "R+V by certificate",
                "provider": "bipro",
                "insurer_id": insurer,
                "bipro_login_kind": "certificate",
                "bipro_certificate_id": make_certificate().id,
                **addresses(),
                **shared,
            },
        ]
    )
    connections.action_activate()
    env["insurance.session"].create(
        {"connection_id": connections[1].id, "access_digest": "digest", "key": "SECRET-SESSION"}
    )
    env.cr.commit()


def addresses():
    return {f"bipro_{name}_url": f"{ADDRESS}/{name}" for name in ("sts", "transfer", "extranet")}


def make_certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Musterrad")])
    begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(begin).not_valid_after(begin + datetime.timedelta(days=300))
    signed = builder.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    password = "SECRET-KEY-PASSWORD"
    locked = serialization.BestAvailableEncryption(password.encode())
    content = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked)
    private = env["certificate.key"].create({"name": "Key", "content": base64.b64encode(content), "password": password})
    return env["certificate.certificate"].create(
        {
            "name": "Musterrad",
            "content": base64.b64encode(signed.public_bytes(pem)),
            "private_key_id": private.id,
            "pkcs12_password": "SECRET-PKCS12-PASSWORD",
        }
    )


def use_connections():
    """What employees and scheduled actions do; most of it ends with a message.

    :return: how many connections could be used
    """
    connections = env["insurance.connection"].search([("provider", "!=", False)])
    usable = connections.filtered(lambda each: each in each._usable(each.provider, each.company_id))
    for connection in connections:
        for use in uses(connection):
            try:
                use()
            except Exception as error:  # noqa: BLE001  told
                print("ENDED", connection.name, type(error).__name__, flush=True)
            env.cr.rollback()
    return len(usable)


def uses(connection):
    if connection.provider == "bipro":
        return [connection.action_test_bipro, connection.action_fetch_now, connection._fetch_bipro]
    if connection.provider == "wertgarantie":
        return [connection.action_test_wertgarantie, connection.action_refresh_manufacturers]
    return []


def secret_columns():
    """What only administrators may read is a secret, but for the scheduled action."""
    fields = [field for field in env["insurance.connection"]._fields.values() if field.store and field.column_type]
    return [field.name for field in fields if field.groups == "base.group_system" and field.comodel_name != "ir.cron"]


if STEP == "make":
    make_connections()
found = {"usable": use_connections(), "columns": secret_columns()}
print("FOUND", json.dumps(found), flush=True)
