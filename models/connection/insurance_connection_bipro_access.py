import base64

from cryptography.hazmat.primitives import serialization

from odoo import models

from ...connectors import bipro
from ...connectors.bipro.access import FALSE, NORM


class InsuranceConnection(models.Model):
    """The access data as the connector takes them."""

    _inherit = 'insurance.connection'

    def _access(self):
        return self._bipro_access() if self.provider == 'bipro' else super()._access()

    def _bipro_access(self):
        """The connector's access data, for use by this addon's own code only.

        :rtype: connectors.bipro.Access
        """
        self.ensure_one()
        connection = self.sudo().with_context(bin_size=False)
        return bipro.Access(
            sts_url=connection.bipro_sts_url or "",
            transfer_url=connection.bipro_transfer_url or "",
            extranet_url=connection.bipro_extranet_url or "",
            **connection._bipro_credentials(),
            sts_version=connection.bipro_sts_version or "",
            bipro_version=connection.bipro_version or "",
            extranet_version=connection.bipro_extranet_version or "",
            consumer_id=connection.bipro_consumer_id or "",
            category=connection.bipro_category or "",
            confirm_deliveries=connection.bipro_confirm_deliveries or FALSE,
            soap_action=connection.bipro_soap_action or NORM,
            addressing=connection.bipro_addressing,
            sts_wsdl=base64.b64decode(connection.bipro_sts_wsdl or b""),
            transfer_wsdl=base64.b64decode(connection.bipro_transfer_wsdl or b""),
            extranet_wsdl=base64.b64decode(connection.bipro_extranet_wsdl or b""),
        )

    def _bipro_credentials(self):
        key = {'private_key': self._bipro_private_key()} if self.bipro_login_kind == 'certificate' else {}
        return {**self._bipro_proof(), **key}

    def _bipro_proof(self):
        """What is shown to the insurer, whichever way to log in it is."""
        if self.bipro_login_kind == 'ticket':
            return {'ticket': self.bipro_ticket or ""}
        if self.bipro_login_kind == 'certificate':
            return {'certificate': base64.b64decode(self.bipro_certificate_id.pem_certificate or b"")}
        return {'user': self.bipro_user or "", 'password': self.bipro_password or ""}

    def _bipro_private_key(self):
        key = self.bipro_certificate_id.private_key_id
        return _without_password(base64.b64decode(key.pem_key or b""), key.password)


def _without_password(pem, password):
    """The certificate app may keep a key locked; one that cannot be opened is none."""
    if not password:
        return pem
    try:
        key = serialization.load_pem_private_key(pem, password.encode())
    except (TypeError, ValueError):
        return b""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
