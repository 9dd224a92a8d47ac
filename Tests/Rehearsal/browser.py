"""Somebody at a screen: does in headless Chromium what a line says, and answers with a line.

    browser.py --browser chromium --profile DIRECTORY --shots DIRECTORY

A line is {"id": 1, "do": "click", ...} and its answer {"id": 1, "value": ...} or {"id": 1, "error": "..."}. What a page must
not do (a script that fails, something that its own policy forbids) is told as {"id": 0, "error": "..."}.
"""

import argparse
import asyncio
import base64
import importlib.util
import json
import os
import pathlib

from commands import commands
from devtools import DevTools

LOAD_SECONDS = 15
POLL_SECONDS = 0.02
KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38,
    "ArrowRight": 39, "ArrowDown": 40, "Delete": 46,
}
TEXTS = {"Enter": "\r", "Space": " "}
# The middle of an element that is where somebody would click, and not behind another.
PLACE = """(selector => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({block: "center", behavior: "instant"});
  const box = element.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  return hit && (element.contains(hit) || hit.contains(element)) ? {x, y} : {behind: hit ? hit.outerHTML.slice(0, 120) : ""};
})"""


def tell(**facts):
    print(json.dumps(facts), flush=True)


class Screen(DevTools):
    def __init__(self, options):
        super().__init__(options.browser, options.profile)
        self.shots, self.loads, self.dragged = pathlib.Path(options.shots), 0, None
        self.dialogs, self.stays = 0, True

    async def begin(self):
        await self.start("--force-color-profile=srgb")
        await self.ask("Log.enable")
        await self.ask("Network.enable")
        await self.size(1280, 900)

    def happened(self, method, facts):
        if method == "Page.loadEventFired":
            self.loads += 1
        elif method == "Runtime.exceptionThrown":
            tell(id=0, error=json.dumps(facts["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and facts["entry"]["source"] in ("security", "javascript"):
            tell(id=0, error=facts["entry"]["text"][:500])
        elif method == "Page.javascriptDialogOpening":
            self.dialogs += 1
            asyncio.create_task(self.ask("Page.handleJavaScriptDialog", accept=not self.stays))
        elif method == "Input.dragIntercepted" and self.dragged:
            self.dragged.set_result(facts["data"])

    async def size(self, width, height):
        await self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def open(self, url):
        before = self.loads
        answer = await self.ask("Page.navigate", url=url)
        if "errorText" in answer and answer["errorText"] != "net::ERR_ABORTED":
            raise ValueError(answer["errorText"])
        if "errorText" not in answer:
            await self.until(lambda: self.loads > before, f"{url} to load")

    async def until(self, is_so, what):
        deadline = asyncio.get_running_loop().time() + LOAD_SECONDS
        while not is_so():
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(what)
            await asyncio.sleep(POLL_SECONDS)

    async def js(self, script):
        answer = await self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            facts = answer["exceptionDetails"]
            raise ValueError(facts.get("exception", {}).get("description", facts["text"])[:500])
        return answer.get("result", {}).get("value")

    async def wait(self, script):
        """Waits until a script says so, on whichever page there is by then."""
        deadline, seen = asyncio.get_running_loop().time() + LOAD_SECONDS, None
        while asyncio.get_running_loop().time() < deadline:
            try:
                if seen := await self.js(script):
                    return seen
            except ValueError as problem:
                seen = str(problem)
            await asyncio.sleep(POLL_SECONDS)
        text = await self.js("document.body.innerText.slice(0, 1500)")
        raise TimeoutError(f"{script}: {seen}; the page: {text}")

    async def place(self, selector):
        await self.wait(f"!!document.querySelector({json.dumps(selector)})")
        place = await self.js(f"{PLACE}({json.dumps(selector)})")
        if "behind" in place:
            raise ValueError(f"{selector} is behind {place['behind']}")
        return place

    async def mouse(self, kind, place, buttons=1):
        await self.ask(
            "Input.dispatchMouseEvent", type=kind, **place, button="left", buttons=buttons, clickCount=1
        )

    async def click(self, selector):
        place = await self.place(selector)
        await self.mouse("mousePressed", place)
        await self.mouse("mouseReleased", place, 0)

    async def follow(self, selector):
        """Clicks on what loads another page, and waits for that."""
        before = self.loads
        await self.click(selector)
        await self.until(lambda: self.loads > before, f"what {selector} leads to")

    async def type(self, selector, text):
        await self.click(selector)
        await self.js(f"document.querySelector({json.dumps(selector)}).select()")
        await self.ask("Input.insertText", text=text)

    async def key(self, name):
        facts = {"key": " " if name == "Space" else name, "code": name, "windowsVirtualKeyCode": KEYS[name]}
        if name in TEXTS:
            facts["text"] = TEXTS[name]
        await self.ask("Input.dispatchKeyEvent", type="keyDown", **facts)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **facts)

    async def drag(self, selector, to):
        await self.ask("Input.setInterceptDrags", enabled=True)
        self.dragged = asyncio.get_running_loop().create_future()
        start = await self.place(selector)
        await self.mouse("mousePressed", start)
        for step in (4, 12):
            await self.mouse("mouseMoved", {"x": start["x"] + step, "y": start["y"] + step})
        data = await asyncio.wait_for(self.dragged, LOAD_SECONDS)
        end = await self.js(f"{PLACE}({json.dumps(to)})")
        for kind in ("dragEnter", "dragOver", "drop"):
            await self.ask("Input.dispatchDragEvent", type=kind, **end, data=data)
        await self.mouse("mouseReleased", end, 0)
        await self.ask("Input.setInterceptDrags", enabled=False)

    async def scripting(self, on):
        await self.ask("Emulation.setScriptExecutionDisabled", value=not on)

    async def dark(self, on):
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        await self.ask("Emulation.setEmulatedMedia", features=[scheme])

    async def headers(self, headers):
        await self.ask("Network.setExtraHTTPHeaders", headers=headers)

    async def dialog(self, stays):
        """Whether somebody who is asked stays on the page. Gives how often somebody was asked so far."""
        self.stays = stays
        return self.dialogs

    async def write(self, text):
        """Writes where the focus is."""
        await self.ask("Input.insertText", text=text)

    async def axe(self):
        """What axe-core finds wrong by WCAG 2.2 AA and its good practices: a line for each."""
        folder = importlib.util.find_spec("axe_playwright_python").submodule_search_locations[0]
        await self.js(pathlib.Path(folder, "axe.min.js").read_text() + "; true")
        # What is new in 2.2 is off unless it is asked for.
        rules = "rules: {'target-size': {enabled: true}}"
        found = await self.js(f"axe.run({{{rules}, resultTypes: ['violations']}}).then(found => found.violations)")
        return [
            f"{problem['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
            for problem in found
            for node in problem["nodes"][:5]
        ]

    async def shot(self, name, width):
        layout = (await self.ask("Page.getLayoutMetrics"))["cssContentSize"]
        await self.size(width, max(900, min(3000, int(layout["height"]))))
        shot = await self.ask("Page.captureScreenshot", format="png")
        await self.size(1280, 900)
        self.shots.mkdir(parents=True, exist_ok=True)
        (self.shots / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))


VERBS = (
    "open", "js", "wait", "click", "follow", "type", "key", "drag", "scripting", "dark", "headers", "dialog", "axe", "shot",
    "size", "write",
)


async def main():
    parser = argparse.ArgumentParser()
    for name in ("--browser", "--profile", "--shots"):
        parser.add_argument(name, required=True)
    screen = Screen(parser.parse_args())
    await screen.begin()
    orders = commands()
    tell(id=0, value="ready")
    async for command in orders:
        number, verb = command.pop("id"), command.pop("do")
        try:
            if verb not in VERBS:
                raise ValueError(f"{verb} is nothing that one can do")
            tell(id=number, value=await getattr(screen, verb)(**command))
        except Exception as problem:
            tell(id=number, error=f"{verb} {command}: {type(problem).__name__}: {problem}")
    await screen.close()
    os._exit(0)


asyncio.run(main())
