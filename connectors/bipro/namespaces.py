"""XML namespaces; those of BiPRO carry no version."""

BIPRO = "http://www.bipro.net/namespace"
SOAP = ("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
XOP = "http://www.w3.org/2004/08/xop/include"
WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
WSC = "http://schemas.xmlsoap.org/ws/2005/02/sc"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
TRUST = "http://schemas.xmlsoap.org/ws/2005/02/trust"
TRUST_13 = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"


def is_bipro(namespace):
    return namespace == BIPRO or namespace.startswith(BIPRO + "/")
