"""WSDLs: our own minimal ones, or an insurer's, from memory alone."""

import io
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.etree import LxmlError
from zeep import Client, Settings
from zeep.exceptions import Error

from ..archive import DAMAGES, files_of
from ..errors import Rejected

_OURS = Path(__file__).with_name("wsdl")
_FOLDER = "file:///"
_MAX_BYTES = 16 * 1024 * 1024
_MAX_FILES = 500
_FAILURES = (
    *(Error, LxmlError, *DAMAGES),
    *(AttributeError, LookupError, StopIteration, TypeError),
)
_SETTINGS = {"forbid_dtd": True, "forbid_external": True, "force_https": False, "raw_response": True}


class Definition:
    """One service as its WSDL describes it.

    :param bytes wsdl: a WSDL, or a ZIP file of one with its schemas
    :param transport: its ``files`` become what the WSDL may import
    :param str url: where the service is; empty: where the WSDL says
    :raise Rejected: ``wsdl``
    """

    def __init__(self, wsdl, transport, wsse, url):
        try:
            transport.files = _files(wsdl)
            client = _client(transport, wsse)
            self.port = _port(client)
            address = url or self.port.binding_options["address"]
            self.service = client.create_service(self.port.binding.name.text, address)
        except _FAILURES:
            raise Rejected("wsdl") from None

    def operation(self, name):
        """``(what sends it, type of its body)``; in any spelling, for 2.1 writes the first letter large.

        :raise Rejected: ``wsdl``
        """
        known = {each.lower(): each for each, _send in self.service}
        if name.lower() not in known:
            raise Rejected("wsdl")
        spelled = known[name.lower()]
        return self.service[spelled], self.port.binding.get(spelled).input.body.type


def ours(name):
    return (_OURS / f"{name}.wsdl").read_bytes()


def load(files, url):
    """What a WSDL imports: nothing from this machine or elsewhere."""
    return files[unquote(urlsplit(url).path).lstrip("/")]


def known_only(kind, values):
    """Of the values those that the type has room for: releases differ."""
    if not isinstance(values, dict):
        return values
    parts = dict((*kind.elements, *kind.attributes))
    return {name: known_only(parts[name].type, value) for name, value in values.items() if name in parts}


def _client(transport, wsse):
    names = sorted((name for name in transport.files if name.lower().endswith(".wsdl")), key=len)
    clients = (Client(_FOLDER + name, wsse, transport, settings=Settings(**_SETTINGS)) for name in names)
    return next(client for client in clients if client.wsdl.services)


def _port(client):
    ports = [port for service in client.wsdl.services.values() for port in service.ports.values()]
    return ports[0]


def _files(wsdl):
    """{path: bytes}, none longer than it says: an archive may say anything of what it holds."""
    if len(wsdl) > _MAX_BYTES:
        raise ValueError
    if not zipfile.is_zipfile(io.BytesIO(wsdl)):
        return {"service.wsdl": wsdl}
    with zipfile.ZipFile(io.BytesIO(wsdl)) as archive:
        members = files_of(archive)
        if len(members) > _MAX_FILES or sum(info.file_size for info in members) > _MAX_BYTES:
            raise ValueError
        return {info.filename: _start_of(archive, info) for info in members}


def _start_of(archive, info):
    with archive.open(info) as file:
        return file.read(info.file_size)
