"""A small file of contracts in the insurers' record format (VU-Vermittler), invented."""

LENGTH = 256
INSURER, AGENCY = "05438", "0000004711"
VERSIONS = {96: "1.0", 99: "2.3", 102: "2.5", 105: "2.6", 108: "2.5", 225: "1.0"}  # 0001: byte -> of which record


def file(contracts, day):
    """
    :param contracts: [{policy_number, first_name, last_name, street, postcode, town, born, begin, premium, make, model,
        hsn, tsn, vin, plate, registered}]; dates as TTMMJJJJ, the premium in cents
    :param day: TTMMJJJJ of the file
    :return: bytes in ISO-8859-1 with line ends
    """
    records = [record for contract in contracts for record in _contract(contract)]
    first = _record({1: "0001", 5: INSURER, 10: "Muster-Versicherung", 40: "Autohaus Muster", 70: day + day, 86: AGENCY,
                     256: "1", **VERSIONS})  # fmt: skip
    total = sum(int(contract["premium"]) for contract in contracts)
    last = _record({1: "9999", 5: f"{len(records):010}", 15: AGENCY, 25: f"{total:015}", 40: f"{total:014}+"})
    return "".join(record + "\r\n" for record in [first, *records, last]).encode("latin-1")


def _contract(given):
    number, premium = given["policy_number"], int(given["premium"])

    def record(kind, line, values):
        head = {1: kind, 5: INSURER, 11: line, 14: number.rjust(17), 33: AGENCY, 256: "1"}
        return _record({**head, **values})

    yield record("0100", "000", {
        43: given["salutation"], 44: given["last_name"], 104: given["first_name"], 154: "D", 157: given["postcode"],
        163: given["town"], 188: given["street"], 226: given["born"], 237: "01",
    })  # fmt: skip
    yield record("0200", "050", {
        43: "2", 44: given["begin"], 52: "00000000", 60: given["begin"], 68: "1", 69: "1", 113: "EUR",
        116: f"{premium:012}",
    })  # fmt: skip
    yield record("0210", "050", {
        43: "112", 50: given["make"], 65: given["model"], 90: given["hsn"], 94: given["tsn"], 97: given["vin"],
        114: given["plate"], 126: given["registered"], 149: "EUR", 152: f"{premium:012}", 231: "0001",
    })  # fmt: skip
    yield record("0220", "051", {43: given["begin"], 51: "00000000", 102: "SF5".ljust(5), 110: f"{premium // 10:08}"})


def _record(values):
    """`values`: what stands from a byte on, counted from 1."""
    record = [" "] * LENGTH
    for start, text in values.items():
        record[start - 1 : start - 1 + len(text)] = text
    return "".join(record[:LENGTH])
