"""What `make demo` starts beside Odoo: insurers' simulators, once there are some."""


def companions(odoo):
    """Yield (name, command, environment) of each; ports come from `settings`."""
    return ()
