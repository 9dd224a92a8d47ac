"""A telephone: PJSIP, told what to do by JSON lines on standard input, telling what happens by JSON lines on standard
output. It ends with its standard input, so it cannot outlive whoever started it.

Commands, one object a line:
    {"do": "register", "user": "101", "password": "…", "domain": "example.com", "front": "127.0.0.1:5060",
     "transport": "udp" | "tcp" | "tls"}         with "reconnects": "no", a lost connection is left lost until it is told
    {"do": "watch", "user": "102"}       subscribe to the presence of another user of the domain
    {"do": "unwatch"}                    end the last subscription
    {"do": "reregister"}                 register again, with the same Contact
    {"do": "call", "user": "102"}  {"do": "answer"}  {"do": "hangup"}  {"do": "quit"}

Events, one object a line:
    {"event": "ready", "port": 40123}
    {"event": "registered", "code": 200}
    {"event": "message", "direction": "received" | "sent", "text": "…"}    every SIP message, whole
    {"event": "lamp", "subscription": "…", "code": 200, "status": "online", "activity": "busy", "note": "…"}
    {"event": "ringing", "from": "…"}  {"event": "call", "state": "CONFIRMED", "code": 200}
    {"event": "error", "text": "…"}

    phone.py ADDRESS [CERTIFICATE KEY]

ADDRESS is the IPv4 address to use; this build of PJSIP has no IPv6. The phone knows nothing of NAT: its Contact is that
address, whatever others see. The other two are PEM files, of what it shows when it connects by TLS.
"""

import json
import os
import queue
import re
import sys
import threading

import pjsua2 as pj

# PJSIP itself writes to standard output while it starts; only events may go there.
OUTPUT = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
STATUS = {pj.PJSUA_BUDDY_STATUS_ONLINE: "online", pj.PJSUA_BUDDY_STATUS_OFFLINE: "offline"}
ACTIVITY = {pj.PJRPID_ACTIVITY_AWAY: "away", pj.PJRPID_ACTIVITY_BUSY: "busy"}
# PJSIP logs each message as one entry: a line about it, the message, and an end mark.
TRAFFIC = re.compile(r"(RX|TX) (\d+) bytes [^\n]*:\n(.*)\n--end msg--", re.DOTALL)


def tell(event, **facts):
    OUTPUT.write(json.dumps({"event": event, **facts}) + "\n")
    OUTPUT.flush()


class Traffic(pj.LogWriter):
    def write(self, entry):
        found = TRAFFIC.search(entry.msg)
        if found is None:
            return
        text = found.group(3)
        if len(text.encode()) < int(found.group(2)) - 2:
            tell("error", text="the log cut a message short")
        tell("message", direction="received" if found.group(1) == "RX" else "sent", text=text)


class Call(pj.Call):
    def onCallState(self, prm):
        info = self.getInfo()
        tell("call", state=info.stateText, code=info.lastStatusCode, reason=info.lastReason)


class Buddy(pj.Buddy):
    def onBuddyState(self):
        info = self.getInfo()
        presence = info.presStatus
        tell(
            "lamp",
            subscription=info.subStateName,
            code=info.subTermCode,
            reason=info.subTermReason,
            status=STATUS.get(presence.status, "unknown"),
            activity=ACTIVITY.get(presence.activity, "unknown"),
            note=presence.note,
        )


class Account(pj.Account):
    def __init__(self, phone):
        super().__init__()
        self.phone = phone

    def onRegState(self, prm):
        tell("registered", code=prm.code, reason=prm.reason)

    def onIncomingCall(self, prm):
        call = Call(self, prm.callId)
        self.phone.call = call
        tell("ringing", **{"from": call.getInfo().remoteUri})
        answer(call, pj.PJSIP_SC_RINGING)


def answer(call, code):
    prm = pj.CallOpParam(True)
    prm.statusCode = code
    call.answer(prm)


class Phone:
    def __init__(self, host, *credential):
        self.host = host
        self.account = self.call = None
        self.buddies = []
        self.domain = self.front = ""
        self.endpoint = pj.Endpoint()
        self.endpoint.libCreate()
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.uaConfig.userAgent = "PJSIP"
        config.medConfig.noVad = True
        config.logConfig.level = 5
        config.logConfig.consoleLevel = 5
        config.logConfig.msgLogging = 1
        config.logConfig.decor = 0
        self.traffic = Traffic()
        config.logConfig.writer = self.traffic
        self.endpoint.libInit(config)
        self.endpoint.audDevManager().setNullDev()
        transport = pj.TransportConfig()
        transport.boundAddress = self.host
        transport.publicAddress = self.host
        made = self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
        self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_TCP, transport)
        if len(credential) == 2:
            transport.tlsConfig.certFile, transport.tlsConfig.privKeyFile = credential
        self.endpoint.transportCreate(pj.PJSIP_TRANSPORT_TLS, transport)
        self.endpoint.libStart()
        address = self.endpoint.transportGetInfo(made).localName
        tell("ready", port=int(address.rsplit(":", 1)[1]))

    def address(self, user):
        return f"sip:{user}@{self.domain}"

    def register(self, user, password, domain, front, transport, reconnects="yes"):
        self.domain, self.front = domain, front
        config = pj.AccountConfig()
        config.idUri = self.address(user)
        config.regConfig.registrarUri = f"sip:{domain}"
        config.regConfig.timeoutSec = 600
        # A connection that was lost is made again, and the phone registers by it.
        seconds = 1 if reconnects == "yes" else 0
        config.regConfig.firstRetryIntervalSec = config.regConfig.retryIntervalSec = seconds
        config.regConfig.randomRetryIntervalSec = 0
        config.natConfig.contactRewriteUse = config.natConfig.viaRewriteUse = 0
        config.natConfig.sipOutboundUse = config.natConfig.udpKaIntervalSec = 0
        config.sipConfig.proxies.append(f"sip:{front};transport={transport};lr")
        config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", user, 0, password))
        config.mediaConfig.transportConfig.boundAddress = self.host
        self.account = Account(self)
        self.account.create(config)

    def watch(self, user):
        config = pj.BuddyConfig()
        config.uri = self.address(user)
        buddy = Buddy()
        buddy.create(self.account, config)
        buddy.subscribePresence(True)
        self.buddies.append(buddy)

    def dial(self, user):
        self.call = Call(self.account)
        self.call.makeCall(self.address(user), pj.CallOpParam(True))

    def obey(self, command):
        verb = command.pop("do")
        if verb == "register":
            self.register(**command)
        elif verb == "watch":
            self.watch(**command)
        elif verb == "unwatch":
            self.buddies[-1].subscribePresence(False)
        elif verb == "reregister":
            self.account.setRegistration(True)
        elif verb == "call":
            self.dial(**command)
        elif verb == "answer":
            answer(self.call, pj.PJSIP_SC_OK)
        elif verb == "hangup":
            self.call.hangup(pj.CallOpParam(True))
        else:
            tell("error", text=f"no such command `{verb}`")

    def run(self, commands):
        while True:
            self.endpoint.libHandleEvents(10)
            try:
                command = commands.get_nowait()
            except queue.Empty:
                continue
            if command is None or command.get("do") == "quit":
                return
            try:
                self.obey(command)
            except (pj.Error, AttributeError, TypeError) as problem:
                tell("error", text=getattr(problem, "reason", None) or str(problem))


def listen(commands):
    for line in sys.stdin:
        if line.strip():
            commands.put(json.loads(line))
    commands.put(None)


def main():
    commands = queue.Queue()
    phone = Phone(*sys.argv[1:])
    threading.Thread(target=listen, args=(commands,), daemon=True).start()
    phone.run(commands)
    OUTPUT.flush()
    # PJSIP's own farewell unregisters and may wait seconds for answers; the rehearsal does not need it.
    os._exit(0)


main()
