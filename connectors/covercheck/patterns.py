"""What both ways of the contract spell alike."""

CHARACTER = r"[^\x00-\x1f\x7f-\x9f\ufffd]"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
