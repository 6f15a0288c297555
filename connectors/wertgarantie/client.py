"""Wertgarantie's services, one method for each call.

A session key is used as long as it is valid; the caller may keep it between
clients. Nothing is sent twice where a repetition would do harm.
"""


class Client:
    """
    :param Access access:
    :param str session_key: of an earlier log-in, "" if there is none
    :param on_session: called with each new session key, so that it can be kept
    :param limits: of ``http.Session``

    Every call may raise ``AuthenticationError``, ``AccountLocked`` (log-in refused; never
    tried again), ``Rejected`` or ``Unavailable``, with any of ``CODES``.
    """

    def __init__(self, access, session_key="", on_session=None, **limits):
        self.access = access
        self.session_key = session_key
        self.on_session = on_session
        self.limits = limits

    def check(self):
        """Logs in anew, so that user name and password are proved."""
        raise NotImplementedError

    def products(self, agent_number):
        """What this agent may sell, other trades' products included: [Product]"""
        raise NotImplementedError

    def advertising_texts(self, product):
        """[(name, text)]"""
        raise NotImplementedError

    def premium(self, query):
        """
        :param PremiumQuery query:
        :rtype: Premium
        """
        raise NotImplementedError

    def legal_documents(self, product):
        """[Document]"""
        raise NotImplementedError

    def comparison_documents(self, product):
        """[Document]"""
        raise NotImplementedError

    def manufacturers(self):
        """Names of makers, as applications may spell them: [str]"""
        raise NotImplementedError

    def new_contract_number(self):
        """A number reserved for an application to come: str"""
        raise NotImplementedError

    def submit(self, application):
        """Hands in a signed application.

        :rtype: Receipt
        :raise Rejected: ``fields``, ``refused``
        :raise OutcomeUnknown: it may have been taken
        """
        raise NotImplementedError
