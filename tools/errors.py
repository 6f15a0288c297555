class InvalidIdentifier(ValueError):
    """What was typed is not the identifier it should be.

    :ivar str code: stable name of the fault, one of the module's ``CODES``
    :ivar dict params: what the sentence about it needs, as ``CODES`` tells

    The sentence itself belongs to the caller, who can translate it. ``str()``
    gives the code only: plates and numbers lead to persons and stay out of logs.
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params
