"""Prints mails as Python's library understands them, in JSON: what is a defect to it is told."""

import email
import email.policy
import json
import sys


def read(path):
    with open(path, "rb") as file:
        octets = file.read()
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    fields = {}
    for name, value in mail.items():
        fields.setdefault(name.lower(), []).append(str(value))
    defects = [str(one) for one in mail.defects]
    for name in ("from", "to", "subject", "date", "message-id"):
        if mail[name] is not None:
            defects += [str(one) for one in mail[name].defects]
    return {
        "fields": fields,
        "from": [[one.display_name, one.addr_spec] for one in mail["from"].addresses],
        "time": mail["date"].datetime.timestamp(),
        "body": mail.get_content(),
        "defects": defects,
        "longest": max(len(line) for line in octets.split(b"\n")),
        "is_ascii": octets.isascii(),
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
