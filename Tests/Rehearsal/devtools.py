"""A page in headless Chromium, told what to do through its DevTools. The browser ends with us, however we end."""

import asyncio
import ctypes
import json
import signal

import websockets

CONNECT_SECONDS = 15
PDEATHSIG = 1


class DevTools:
    def __init__(self, browser, profile):
        self.browser, self.profile = browser, profile
        self.number, self.answers = 0, {}

    async def start(self, *options):
        """Starts the browser and takes hold of its one page."""
        self.process = await asyncio.create_subprocess_exec(
            self.browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking", *options,
            "--remote-debugging-port=0", f"--user-data-dir={self.profile}", "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL),
        )
        address = await asyncio.wait_for(self.address(), CONNECT_SECONDS)
        self.devtools = await websockets.connect(address, max_size=None)
        self.reading = asyncio.create_task(self.read())
        self.draining = asyncio.create_task(self.drain())
        target = (await self.ask("Target.getTargets"))["targetInfos"][0]["targetId"]
        attached = await self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        await self.ask("Page.enable")
        await self.ask("Runtime.enable")

    async def address(self):
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

    async def read(self):
        async for text in self.devtools:
            said = json.loads(text)
            if (answer := self.answers.pop(said.get("id"), None)) is not None:
                answer.set_result(said.get("result", {}))
            elif "method" in said:
                self.happened(said["method"], said["params"])
        self.ended()

    def happened(self, method, facts):
        """What the browser tells of its own accord."""

    def ended(self):
        """The browser has gone."""

    async def close(self):
        if hasattr(self, "process") and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
