"""What a telephone of the rehearsal can speak over: the WebSocket of a library, that of a real browser, and UDP.

Each has `protocol` for Vias, and `host` and `parameter` for the Contact.
"""

import asyncio
import base64
import json
import secrets
import ssl

import websockets

from devtools import CONNECT_SECONDS, DevTools


class Refused(Exception):
    """The connection was not made; `code` is the HTTP status, 0 where a browser does not say."""

    def __init__(self, code):
        super().__init__(f"refused with {code}")
        self.code = code


class WebSocket:
    """The name of somebody who has no address (RFC 7118 §5)."""

    protocol, parameter = "WSS", ";transport=ws"

    def __init__(self):
        self.host = secrets.token_hex(8) + ".invalid"


class LibrarySocket(WebSocket):
    """A WebSocket of the `websockets` library. The certificate is checked in full."""

    async def open(self, front, origin, certificate):
        context = ssl.create_default_context(cafile=certificate)
        try:
            self.socket = await websockets.connect(
                f"wss://{front}/", ssl=context, origin=origin, subprotocols=["sip"], open_timeout=CONNECT_SECONDS
            )
        except websockets.exceptions.InvalidStatus as problem:
            raise Refused(problem.response.status_code) from problem
        return self.socket.subprotocol

    async def ping(self):
        """Whether our ping was answered (RFC 6455 §5.5.3)."""
        await asyncio.wait_for(await self.socket.ping(), CONNECT_SECONDS)
        return True

    async def send(self, text):
        await self.socket.send(text)

    async def receive(self):
        """The next message; None when the connection is closed."""
        try:
            text = await self.socket.recv()
        except websockets.exceptions.ConnectionClosed:
            return None
        return text if isinstance(text, str) else text.decode()

    async def close(self):
        if hasattr(self, "socket"):
            await self.socket.close()


PAGE = """<!doctype html><title>phone</title><script>
function tell(kind, text) { earshot(JSON.stringify({kind, text})); }
function open_socket(url) {
  socket = new WebSocket(url, "sip");
  socket.onopen = () => tell("open", socket.protocol);
  socket.onmessage = event => tell("message", event.data);
  socket.onclose = event => tell("close", String(event.code));
}
tell("page", location.origin);
</script>"""


class BrowserSocket(WebSocket, DevTools):
    """A WebSocket of a page in headless Chromium. The page is ours, and the browser believes that it came from `origin`:
    the request for it is answered by us."""

    def __init__(self, browser, profile):
        WebSocket.__init__(self)
        DevTools.__init__(self, browser, profile)
        self.told = asyncio.Queue()

    async def open(self, front, origin, certificate):
        # A page of the Internet may not reach the loopback address unless somebody at the screen agrees.
        local = "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets"
        await self.start("--ignore-certificate-errors", local)
        await self.ask("Fetch.enable", patterns=[{"urlPattern": origin + "/*"}])
        await self.ask("Runtime.addBinding", name="earshot")
        await self.ask("Page.navigate", url=origin + "/")
        if await self.hear() != ("page", origin):
            raise ConnectionError("the page is not where it should be from")
        await self.evaluate(f"open_socket({json.dumps(f'wss://{front}/')})")
        kind, text = await self.hear()
        if kind != "open":
            raise Refused(0)
        return text

    async def hear(self):
        return await asyncio.wait_for(self.told.get(), CONNECT_SECONDS)

    async def evaluate(self, script):
        answer = await self.ask("Runtime.evaluate", expression=script)
        if "exceptionDetails" in answer:
            raise ConnectionError(f"the page says: {answer['exceptionDetails']['text']}")

    def happened(self, method, facts):
        if method == "Runtime.bindingCalled":
            told = json.loads(facts["payload"])
            self.told.put_nowait((told["kind"], told["text"]))
        elif method == "Fetch.requestPaused":
            page = base64.b64encode(PAGE.encode()).decode()
            html = [{"name": "Content-Type", "value": "text/html"}]
            asyncio.create_task(
                self.ask(
                    "Fetch.fulfillRequest", requestId=facts["requestId"], responseCode=200, responseHeaders=html, body=page
                )
            )

    def ended(self):
        self.told.put_nowait(("close", ""))

    async def ping(self):
        """A page cannot ping."""
        return False

    async def send(self, text):
        await self.evaluate(f"socket.send({json.dumps(text)})")

    async def receive(self):
        kind, text = await self.told.get()
        return text if kind == "message" else None

    async def close(self):
        await DevTools.close(self)


class DatagramSocket(asyncio.DatagramProtocol):
    """UDP by IPv4 or IPv6; nothing is repeated, as nothing is lost on the loopback address."""

    protocol, parameter = "UDP", ""

    def __init__(self):
        self.told = asyncio.Queue()

    async def open(self, front, origin, certificate):
        host, _, port = front.rpartition(":")
        loop = asyncio.get_running_loop()
        remote = (host.strip("[]"), int(port))
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=remote)
        address, port = self.transport.get_extra_info("sockname")[:2]
        self.host = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        return ""

    def datagram_received(self, data, address):
        self.told.put_nowait(data.decode())

    async def ping(self):
        return False

    async def send(self, text):
        self.transport.sendto(text.encode())

    async def receive(self):
        return await self.told.get()

    async def close(self):
        """There is nothing to close."""
