"""SIP messages, dialogs and digest answers, as much of them as a telephone of the rehearsal needs (RFC 3261)."""

import hashlib
import re
import secrets


def token():
    return secrets.token_hex(8)


class Message:
    """One SIP message, taken apart or to be put together. Header names are as written, values without spaces around."""

    def __init__(self, start, headers, body=""):
        self.start, self.headers, self.body = start, headers, body

    @classmethod
    def parse(cls, text):
        head, _, body = text.partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        return cls(start, [tuple(part.strip() for part in line.split(":", 1)) for line in lines if ":" in line], body)

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def first(self, name):
        return next(iter(self.all(name)), "")

    @property
    def is_response(self):
        return self.start.startswith("SIP/2.0 ")

    @property
    def code(self):
        return int(self.start.split(" ")[1])

    @property
    def method(self):
        return self.start.split(" ")[0]

    @property
    def cseq(self):
        number, method = self.first("CSeq").split()
        return int(number), method

    def tag(self, name):
        found = re.search(r";\s*tag=([^;>\s]+)", self.first(name))
        return found.group(1) if found else None

    def uri(self, name):
        value = self.first(name)
        found = re.search(r"<([^>]*)>", value)
        return found.group(1) if found else value.split(";")[0]

    def routes(self):
        return [item.strip() for value in self.all("Record-Route") for item in value.split(",")]

    def text(self):
        headers = self.headers + [("Content-Length", str(len(self.body.encode())))]
        return "\r\n".join([self.start] + [f"{name}: {value}" for name, value in headers]) + "\r\n\r\n" + self.body

    def answer(self, code, reason, to_tag=None, headers=(), body=""):
        """The response to this request: Vias, From, To, Call-ID and CSeq are the request's (§8.2.6)."""
        copied = []
        for name, value in self.headers:
            if name.lower() in ("via", "from", "call-id", "cseq") or (name.lower() == "record-route" and code > 100):
                copied.append((name, value))
            elif name.lower() == "to":
                copied.append((name, value if self.tag("To") or not to_tag else f"{value};tag={to_tag}"))
        return Message(f"SIP/2.0 {code} {reason}", copied + list(headers), body)


class Dialog:
    """What the requests of one dialog say; also those of a REGISTER, which has no remote tag and no routes."""

    def __init__(self, local, remote, target, call_id=None):
        self.local, self.remote, self.target = local, remote, target
        self.call_id = call_id or token()
        self.local_tag, self.remote_tag = token(), None
        self.routes, self.cseq = [], 0

    def learn(self, answer):
        """The 2xx to our request makes the dialog, or gives it a new target."""
        if self.remote_tag is None:
            self.remote_tag = answer.tag("To")
            self.routes = list(reversed(answer.routes()))
        self.target = answer.uri("Contact") or self.target

    @classmethod
    def accepted(cls, request):
        """The dialog that a request of somebody else makes."""
        dialog = cls(request.uri("To"), request.uri("From"), request.uri("Contact"), request.first("Call-ID"))
        dialog.remote_tag, dialog.routes = request.tag("From"), request.routes()
        return dialog

    def request(self, method, via, headers=(), body="", cseq=None):
        if cseq is None:
            self.cseq += 1
        to = f"<{self.remote}>" + (f";tag={self.remote_tag}" if self.remote_tag else "")
        fixed = [
            ("Via", f"{via};branch=z9hG4bK{token()}"),
            ("Max-Forwards", "70"),
            ("From", f"<{self.local}>;tag={self.local_tag}"),
            ("To", to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{cseq or self.cseq} {method}"),
        ]
        routes = [("Route", route) for route in self.routes]
        return Message(f"{method} {self.target} SIP/2.0", fixed + routes + list(headers), body)


def credentials(challenge, method, uri, user, password):
    """The answer to a digest challenge with qop=auth (RFC 7616); None for an algorithm that is not known here."""
    fields = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    digest = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}.get(fields.get("algorithm", "MD5").upper())
    if digest is None:
        return None

    def hashed(*parts):
        return digest(":".join(parts).encode()).hexdigest()

    ha1, ha2 = hashed(user, fields["realm"], password), hashed(method, uri)
    said = f'username="{user}", realm="{fields["realm"]}", nonce="{fields["nonce"]}", uri="{uri}"'
    if "algorithm" in fields:
        said += f', algorithm={fields["algorithm"]}'
    if "qop" not in fields:
        return f'Digest {said}, response="{hashed(ha1, fields["nonce"], ha2)}"'
    cnonce = token()
    response = hashed(ha1, fields["nonce"], "00000001", cnonce, "auth", ha2)
    said += f', qop=auth, nc=00000001, cnonce="{cnonce}", response="{response}"'
    return "Digest " + said + (f', opaque="{fields["opaque"]}"' if "opaque" in fields else "")
