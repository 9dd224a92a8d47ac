"""A telephone of somebody else's making, baresip or Linphone's console program, under the commands and events of phone.py
(`register`, `watch`, `quit`; `ready`, `registered`, `message`, `lamp`, `error`). What a lamp shows is the program's own
word, from the line that it prints for its user; SIP messages are from its own trace.

    clients.py PROGRAM ADDRESS DIRECTORY [MEMBER]...

PROGRAM is where `baresip` or `linphonec` is, ADDRESS the IPv4 address to use, DIRECTORY an empty one for the program's files.
With members Linphone watches these users, once it is registered, by one subscription to `rls` that brings them as a list.
"""

import asyncio
import ctypes
import json
import os
import pathlib
import re
import signal
import sys
import tty

PDEATHSIG = 1
CHUNK_BYTES = 65536
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def tell(event, **facts):
    print(json.dumps({"event": event, **facts}), flush=True)


def tell_message(direction, text):
    tell("message", direction=direction, text=text)
    registered = re.match(r"SIP/2.0 ([2-6]\d\d) ", text)
    if registered and re.search(r"^CSeq: \d+ REGISTER", text, re.MULTILINE):
        tell("registered", code=int(registered.group(1)))


def tell_lamp(shown, code=0):
    subscription = "TERMINATED" if code else "ACTIVE"
    tell("lamp", subscription=subscription, code=code, status=shown.lower(), activity="", note="")


class Program:
    """A program at a terminal of its own, without which neither of the two goes on while it waits for a command."""

    def __init__(self, path, address, directory, *members):
        self.path, self.address, self.directory = path, address, pathlib.Path(directory).resolve()
        self.members = members
        self.pending, self.code = {"screen": "", "log": ""}, 0

    async def start(self, *arguments):
        self.screen, far = os.openpty()
        tty.setraw(far)
        self.process = await asyncio.create_subprocess_exec(
            self.path, *arguments, stdin=far, stdout=far, stderr=asyncio.subprocess.PIPE, cwd=self.directory,
            env={"HOME": str(self.directory), "PATH": os.environ["PATH"], "TERM": "dumb", "LC_ALL": "C"},
            preexec_fn=lambda: ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL),
        )
        os.close(far)
        asyncio.get_running_loop().add_reader(self.screen, self.look)
        self.logging = asyncio.create_task(self.follow())

    def look(self):
        try:
            self.take("screen", os.read(self.screen, CHUNK_BYTES))
        except OSError:
            asyncio.get_running_loop().remove_reader(self.screen)

    async def follow(self):
        while data := await self.process.stderr.read(CHUNK_BYTES):
            self.take("log", data)

    def take(self, source, data):
        self.pending[source] = self.read(source, self.pending[source] + data.decode(errors="replace"))

    def lines(self, text):
        """Reads the lines that are whole, and gives the rest."""
        *whole, rest = text.split("\n")
        for line in whole:
            self.see(COLOURS.sub("", line).strip())
        return rest

    def say(self, command):
        os.write(self.screen, f"{command}\n".encode())

    def write(self, name, *lines):
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / name).write_text("\n".join(lines) + "\n")

    def end(self):
        if hasattr(self, "process") and self.process.returncode is None:
            self.process.kill()


class Baresip(Program):
    MODULES = "/usr/lib/baresip/modules"
    TRACED = re.compile(r"\x1b\[36;1m#\n\w+ (\S+) -> \S+\n(.*?)\x1b\[;m\n", re.DOTALL)
    CHANGED = re.compile(r"> changed status from \w+ to (\w+)")
    CLOSED = re.compile(r"presence: subscriber closed <[^>]*>: (\d{3}) ")
    LISTED = re.compile(r"(\w+) \S+ <sip:[^>]*>$")

    async def register(self, user, password, domain, front, transport):
        self.domain, self.front = domain, front
        needed = ["module stdio.so", "module g711.so"] + [f"module_app {name}.so" for name in ("account", "contact", "menu")]
        self.write(
            "config", f"sip_listen {self.address}:0", f"net_interface {self.address}", f"module_path {self.MODULES}", *needed
        )
        outbound = f'outbound="sip:{front};transport={transport}"'
        self.write("accounts", f"<sip:{user}@{domain};transport={transport}>;auth_pass={password};{outbound};regint=600")
        self.write("contacts", "# none yet")
        await self.start("-s", "-f", str(self.directory))

    def watch(self, user):
        # It reads its contacts when it starts, and subscribes when the module comes.
        self.write("contacts", f'"{user}" <sip:{user}@{self.domain}>;presence=p2p')
        for command in ("/rmmod contact", "/insmod contact", "/insmod presence"):
            self.say(command)

    def read(self, source, text):
        if source == "screen":
            while found := self.TRACED.search(text):
                self.lines(text[: found.start()])
                tell_message("received" if found.group(1) == self.front else "sent", found.group(2))
                text = text[found.end() :]
            if "\x1b[36;1m#" in text:
                return text
        return self.lines(text)

    def see(self, line):
        if found := self.CHANGED.search(line):
            tell_lamp(found.group(1))
        elif found := self.CLOSED.search(line):
            self.code = int(found.group(1))
            self.say("/contacts")
        elif self.code and (found := self.LISTED.search(line)):
            tell_lamp(found.group(1), self.code)


class Linphone(Program):
    TRACED = re.compile(r"(message sent to|received \[\d+\] new bytes from) [^\n]*\n((?:SIP/2.0|\w+ sips?:).*)", re.DOTALL)
    ENTRY = re.compile(r"\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d{3} )")
    LAMP = re.compile(r'Friend "[^"]*" <sip:[^>]*> is (.+)$')

    async def register(self, user, password, domain, front, transport):
        self.domain = domain
        way = f"<sip:{front};transport={transport}"
        lists, friends = [f"rls_uri=sip:rls@{domain}"] if self.members else [], []
        for number, member in enumerate(self.members):
            friends += [f"[friend_{number}]", f'url="{member}" <sip:{member}@{domain}>', "pol=accept", "subscribe=1"]
        self.write(
            "linphonerc", "[sip]", "sip_port=-1", "sip_tcp_port=0", "sip_tls_port=0", f"bind_address={self.address}", *lists,
            "[proxy_0]", f"reg_proxy={way}>", f"reg_route={way};lr>", f"reg_identity=sip:{user}@{domain}",
            "reg_expires=600", "reg_sendregister=1", "publish=0", *friends,
            "[auth_info_0]", f"username={user}", f"passwd={password}", f"domain={domain}", f"realm={domain}",
        )
        (self.directory / ".local/share/linphone").mkdir(parents=True, exist_ok=True)
        await self.start( "-c", str(self.directory / "linphonerc"), "-d", "6", "-l", "/dev/stderr")

    def watch(self, user):
        self.say(f"friend add {user} sip:{user}@{self.domain}")

    def read(self, source, text):
        if source == "screen":
            return self.lines(text)
        *entries, rest = self.ENTRY.split(text)
        for entry in entries:
            if found := self.TRACED.search(entry):
                tell_message("sent" if found.group(1).startswith("message") else "received", found.group(2))
        return rest

    def see(self, line):
        if found := self.LAMP.search(line):
            tell_lamp(found.group(1))


MAKES = {"baresip": Baresip, "linphonec": Linphone}


async def main():
    program = MAKES[pathlib.Path(sys.argv[1]).name](*sys.argv[1:])
    tell("ready")
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        command = json.loads(line)
        verb = command.pop("do")
        if verb == "quit":
            break
        elif verb == "register":
            await program.register(**command)
        elif verb == "watch":
            program.watch(**command)
        else:
            tell("error", text=f"no such command `{verb}`")
    program.end()


asyncio.run(main())
