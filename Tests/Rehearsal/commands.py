"""Commands as JSON lines of standard input, for programs that wait for something else as well."""

import asyncio
import json
import signal
import sys
import threading


def commands():
    """Listens from now on. Gives each command in turn, until one says quit, the input ends, or SIGTERM comes."""
    queue, loop = asyncio.Queue(), asyncio.get_running_loop()

    def read():
        for line in sys.stdin:
            if line.strip():
                loop.call_soon_threadsafe(queue.put_nowait, json.loads(line))
        loop.call_soon_threadsafe(queue.put_nowait, {"do": "quit"})

    async def each():
        while (command := await queue.get())["do"] != "quit":
            yield command

    threading.Thread(target=read, daemon=True).start()
    loop.add_signal_handler(signal.SIGTERM, queue.put_nowait, {"do": "quit"})
    return each()
