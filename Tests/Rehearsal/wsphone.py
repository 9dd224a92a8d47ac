"""A telephone that speaks SIP over WebSocket (RFC 7118), as a web page does, or over UDP, also where PJSIP cannot. It
obeys the commands of phone.py and tells the same events, and these besides:
    {"event": "connected", "text": "sip"}     the subprotocol that was agreed upon
    {"event": "pong"}                         our ping was answered
    {"event": "refused", "code": 403}         the connection was not made
    {"event": "closed"}                       the connection has ended

    wsphone.py --origin https://phone.example --certificate tls.pem [--browser chromium --profile DIRECTORY]

    wsphone.py --udp

With --browser the WebSocket is that of a page in the browser; otherwise that of a library, which is opened again when it
is lost, and the phone registers by it.
"""

import argparse
import asyncio
import json
import os
import xml.etree.ElementTree as ElementTree

from commands import commands
from sipmessage import Dialog, Message, credentials, token
from sockets import BrowserSocket, DatagramSocket, LibrarySocket, Refused

# As PJSIP does: a subscription is refreshed this long before it ends.
REFRESH_EARLY_SECONDS = 5
RETRY_SECONDS = 1
PIDF = "{urn:ietf:params:xml:ns:pidf}"
SDP = "\r\n".join(
    ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio 40000 RTP/AVP 0", ""]
)
HAS_SDP = ("Content-Type", "application/sdp")


def tell(event, **facts):
    print(json.dumps({"event": event, **facts}), flush=True)


class Phone:
    def __init__(self, socket, options):
        self.socket, self.options = socket, options
        self.waiting, self.subscription, self.call = {}, None, None
        self.ringing, self.inviting = None, None

    async def send(self, message):
        tell("message", direction="sent", text=message.text())
        await self.socket.send(message.text())

    async def ask(self, dialog, method, headers=(), body=""):
        """Sends a request, answers challenges once, and gives the final response."""
        extra = []
        for attempt in range(2):
            request = dialog.request(method, self.via, [("Contact", self.contact), *headers, *extra], body)
            answer = self.waiting[(dialog.call_id, dialog.cseq, method)] = asyncio.get_running_loop().create_future()
            if method == "INVITE":
                self.inviting = request
            await self.send(request)
            final = await answer
            if final.code not in (401, 407) or attempt:
                return final
            if method == "INVITE":
                await self.acknowledge(dialog, request, final)
            asked, said = ("WWW", "Authorization") if final.code == 401 else ("Proxy", "Proxy-Authorization")
            for challenge in final.all(f"{asked}-Authenticate"):
                uri = request.start.split(" ")[1]
                if proof := credentials(challenge, method, uri, self.user, self.password):
                    extra.append((said, proof))
                    break

    async def acknowledge(self, dialog, invite, final):
        """The ACK of a refusal is of the INVITE's own transaction (RFC 3261 §17.1.1.3)."""
        via = invite.first("Via")
        ack = dialog.request("ACK", via, cseq=invite.cseq[0])
        ack.headers = [("Via", via), *((n, final.first("To") if n == "To" else v) for n, v in ack.headers[1:])]
        await self.send(ack)

    def address(self, user):
        return f"sip:{user}@{self.domain}"

    async def register(self, user, password, domain, front, **_):
        self.user, self.password, self.domain, self.front = user, password, domain, front
        try:
            agreed = await self.socket.open(front, self.options.origin, self.options.certificate)
        except Refused as refused:
            return tell("refused", code=refused.code)
        self.via = f"SIP/2.0/{self.socket.protocol} {self.socket.host}"
        self.contact = f"<sip:{user}@{self.socket.host}{self.socket.parameter}>"
        tell("connected", text=agreed)
        if await self.socket.ping():
            tell("pong")
        asyncio.create_task(self.listen())
        self.registration = Dialog(self.address(user), self.address(user), f"sip:{domain}")
        await self.reregister()

    async def reregister(self):
        final = await self.ask(self.registration, "REGISTER", [("Expires", "600"), ("Supported", "path, outbound")])
        tell("registered", code=final.code)

    async def watch(self, user):
        self.subscription = Dialog(self.address(self.user), self.address(user), self.address(user))
        await self.subscribe(600)

    async def unwatch(self):
        await self.subscribe(0)

    async def subscribe(self, seconds):
        headers = [("Event", "presence"), ("Accept", "application/pidf+xml"), ("Expires", str(seconds))]
        final = await self.ask(self.subscription, "SUBSCRIBE", headers)
        if final.code >= 300:
            facts = {"status": "unknown", "activity": "unknown", "note": ""}
            return tell("lamp", subscription="TERMINATED", code=final.code, **facts)
        self.subscription.learn(final)
        granted = int(final.first("Expires") or 0)
        if granted > REFRESH_EARLY_SECONDS:
            asyncio.create_task(self.refresh(granted - REFRESH_EARLY_SECONDS, self.subscription.cseq))

    async def refresh(self, seconds, cseq):
        await asyncio.sleep(seconds)
        if self.subscription.cseq == cseq:
            await self.subscribe(600)

    async def notified(self, notify):
        mine = self.subscription
        if mine is None or notify.first("Call-ID") != mine.call_id or notify.tag("To") != mine.local_tag:
            return await self.send(notify.answer(481, "Subscription Does Not Exist"))
        await self.send(notify.answer(200, "OK"))
        state = notify.first("Subscription-State").split(";")[0].strip().upper()
        facts = {"status": "unknown", "activity": "unknown", "note": ""}
        if notify.body:
            document = ElementTree.fromstring(notify.body.encode())
            basic = next(document.iter(PIDF + "basic"), None)
            facts["status"] = {"open": "online", "closed": "offline"}.get(getattr(basic, "text", None), "unknown")
            notes = [element.text for element in document.iter() if element.tag.endswith("}note") and element.text]
            facts["note"] = notes[0] if notes else ""
            names = [element.tag.rpartition("}")[2] for element in document.iter()]
            facts["activity"] = next((name for name in ("busy", "away") if name in names), "unknown")
        tell("lamp", subscription=state, code=0, **facts)

    async def dial(self, user):
        self.call = Dialog(self.address(self.user), self.address(user), self.address(user))
        final = await self.ask(self.call, "INVITE", [HAS_SDP], SDP)
        if final.code >= 300:
            await self.acknowledge(self.call, self.inviting, final)
            return tell("call", state="DISCONNECTED", code=final.code)
        self.call.learn(final)
        await self.send(self.call.request("ACK", self.via, cseq=final.cseq[0]))
        tell("call", state="CONFIRMED", code=final.code)

    async def invited(self, invite):
        self.ringing, self.call = invite, Dialog.accepted(invite)
        await self.send(invite.answer(180, "Ringing", self.call.local_tag, [("Contact", self.contact)]))
        tell("ringing", **{"from": self.call.remote})

    async def answer(self):
        headers = [("Contact", self.contact), HAS_SDP]
        await self.send(self.ringing.answer(200, "OK", self.call.local_tag, headers, SDP))

    async def hang_up(self):
        final = await self.ask(self.call, "BYE")
        tell("call", state="DISCONNECTED", code=final.code)

    async def requested(self, request):
        if request.method == "NOTIFY":
            await self.notified(request)
        elif request.method == "INVITE":
            await self.invited(request)
        elif request.method == "ACK":
            tell("call", state="CONFIRMED", code=200)
        elif request.method == "BYE":
            await self.send(request.answer(200, "OK"))
            tell("call", state="DISCONNECTED", code=200)
        elif request.method == "OPTIONS":
            await self.send(request.answer(200, "OK", token()))
        else:
            await self.send(request.answer(405, "Method Not Allowed", token()))

    async def listen(self):
        while (text := await self.socket.receive()) is not None:
            tell("message", direction="received", text=text)
            message = Message.parse(text)
            if not message.is_response:
                await self.requested(message)
            elif message.code >= 200:
                waiting = self.waiting.pop((message.first("Call-ID"), *message.cseq), None)
                if waiting is not None:
                    waiting.set_result(message)
        tell("closed")
        while not self.options.browser:
            await asyncio.sleep(RETRY_SECONDS)
            try:
                await self.socket.open(self.front, self.options.origin, self.options.certificate)
            except OSError:
                continue
            asyncio.create_task(self.listen())
            return await self.reregister()

    async def obey(self, command):
        verb = command.pop("do")
        verbs = {
            "register": self.register, "reregister": self.reregister, "watch": self.watch, "unwatch": self.unwatch,
            "call": self.dial, "answer": self.answer, "hangup": self.hang_up,
        }
        try:
            await verbs[verb](**command)
        except Exception as problem:
            tell("error", text=f"{verb}: {type(problem).__name__}: {problem}")


async def main():
    parser = argparse.ArgumentParser()
    for name in ("--origin", "--certificate", "--browser", "--profile"):
        parser.add_argument(name)
    parser.add_argument("--udp", action="store_true")
    options = parser.parse_args()
    socket = LibrarySocket()
    if options.browser or options.udp:
        socket = DatagramSocket() if options.udp else BrowserSocket(options.browser, options.profile)
    phone = Phone(socket, options)
    orders = commands()
    tell("ready", port=0)
    tasks = []
    async for command in orders:
        tasks.append(asyncio.create_task(phone.obey(command)))
    await socket.close()
    os._exit(0)


asyncio.run(main())
