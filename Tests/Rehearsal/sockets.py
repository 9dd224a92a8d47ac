"""What a telephone of the rehearsal can speak over: the WebSocket of a library, that of a real browser, and UDP.

Each has `protocol` for Vias, and `host` and `parameter` for the Contact.
"""

import asyncio
import base64
import ctypes
import json
import secrets
import signal
import ssl

import websockets

CONNECT_SECONDS = 15
PDEATHSIG = 1


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


class BrowserSocket(WebSocket):
    """A WebSocket of a page in headless Chromium, which is told what to do through its DevTools.

    The page is ours, and the browser believes that it came from `origin`: the request for it is answered by us.
    Chromium ends with us, however we end.
    """

    def __init__(self, browser, profile):
        super().__init__()
        self.browser, self.profile = browser, profile
        self.number, self.answers, self.told = 0, {}, asyncio.Queue()

    async def open(self, front, origin, certificate):
        self.process = await asyncio.create_subprocess_exec(
            self.browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking", "--ignore-certificate-errors",
            # A page of the Internet may not reach the loopback address unless somebody at the screen agrees.
            "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
            "--remote-debugging-port=0", f"--user-data-dir={self.profile}", "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL),
        )
        address = await asyncio.wait_for(self.devtools_address(), CONNECT_SECONDS)
        self.devtools = await websockets.connect(address, max_size=None)
        self.reading = asyncio.create_task(self.read())
        self.draining = asyncio.create_task(self.drain())
        target = (await self.ask("Target.getTargets"))["targetInfos"][0]["targetId"]
        attached = await self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        await self.ask("Page.enable")
        await self.ask("Fetch.enable", patterns=[{"urlPattern": origin + "/*"}])
        await self.ask("Runtime.enable")
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

    async def devtools_address(self):
        while line := (await self.process.stderr.readline()).decode():
            if "DevTools listening on " in line:
                return line.split("DevTools listening on ")[1].strip()
        raise ConnectionError("the browser ended")

    async def drain(self):
        while await self.process.stderr.readline():
            pass

    async def ask(self, method, **parameters):
        self.number += 1
        asked = {"id": self.number, "method": method, "params": parameters}
        if hasattr(self, "session"):
            asked["sessionId"] = self.session
        answer = self.answers[self.number] = asyncio.get_running_loop().create_future()
        await self.devtools.send(json.dumps(asked))
        return await asyncio.wait_for(answer, CONNECT_SECONDS)

    async def evaluate(self, script):
        answer = await self.ask("Runtime.evaluate", expression=script)
        if "exceptionDetails" in answer:
            raise ConnectionError(f"the page says: {answer['exceptionDetails']['text']}")

    async def read(self):
        async for text in self.devtools:
            said = json.loads(text)
            if (answer := self.answers.pop(said.get("id"), None)) is not None:
                answer.set_result(said.get("result", {}))
            elif said.get("method") == "Runtime.bindingCalled":
                told = json.loads(said["params"]["payload"])
                self.told.put_nowait((told["kind"], told["text"]))
            elif said.get("method") == "Fetch.requestPaused":
                page = base64.b64encode(PAGE.encode()).decode()
                asyncio.create_task(
                    self.ask(
                        "Fetch.fulfillRequest", requestId=said["params"]["requestId"], responseCode=200,
                        responseHeaders=[{"name": "Content-Type", "value": "text/html"}], body=page,
                    )
                )
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
        if hasattr(self, "process") and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


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
