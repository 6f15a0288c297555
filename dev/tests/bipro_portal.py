"""What workers about BiPRO share."""


def connect(env, address):
    """Commits.

    :param address: of the simulator
    :return: id of the active connection
    """
    connection = env["insurance.connection"].create(
        {
            "name": "R+V",
            "provider": "bipro",
            "insurer_id": env.ref("dealer_insurance.insurer_ruv").id,
            "bipro_user": "rmp100001",
            "bipro_password": "Musterwald-1",
            "bipro_sts_url": f"{address}/sts",
            "bipro_transfer_url": f"{address}/transfer",
            "bipro_extranet_url": f"{address}/extranet",
        }
    )
    connection.action_activate()
    env.cr.commit()
    return connection.id
