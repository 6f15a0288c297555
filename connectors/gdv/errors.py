CODES = {
    "empty": "a file without any record",
    "no_gdv": "no file of the GDV's record format",
    "too_large": "maximum: bytes that a file (unpacked) may have",
    "zip_encrypted": "an archive that asks for a password",
    "zip_damaged": "an archive that cannot be unpacked",
    "zip_empty": "an archive without any file",
    "zip_many": "maximum: files that an archive may have",
    "zip_method": "an archive that is packed in an unusual way",
}


class Unreadable(ValueError):
    """Nothing can be read from this file at all.

    :ivar str code: one of ``CODES``
    :ivar dict params: what the sentence about it needs, as ``CODES`` tells
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params
