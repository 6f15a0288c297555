"""One insurer's login, transfer and extranet over SOAP (BiPRO 410, 430, 440)."""
