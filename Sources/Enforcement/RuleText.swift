/// What the rules that end up in the audit mean, in words. Where the policy can say more (of listening), it does.
enum RuleText {
    /// Words for the identifier of a rule; the identifier itself where there are none.
    static func words(_ rule: String) -> String {
        if let words = policy[rule] ?? identity[rule] ?? listening[rule] ?? requests[rule] { return words }
        if rule.hasPrefix(Judgement.failedClosed) {
            return "the document could not be read safely, so that the safest one of its kind was sent"
        }
        return rule
    }

    private static let policy = [
        "owner": "the watcher owns the extension",
        "status-everyone": "the extension's `status` is open to everyone",
        "status-named": "the extension's `status` names the watcher",
        "status-nobody": "the extension's `status` is open to nobody",
        "status-not-named": "the extension's `status` does not name the watcher",
        "opened-by-connected-callers": "the extension's `connected-callers` names the watcher, which opens the status",
        "callers-everyone": "the extension's `connected-callers` is open to everyone",
        "callers-named": "the extension's `connected-callers` names the watcher",
        "callers-nobody": "the extension's `connected-callers` is open to nobody",
        "callers-not-named": "the extension's `connected-callers` does not name the watcher",
        "listening-named": "`listen-whisper-barge` names the watcher",
        "listening-not-named": "`listen-whisper-barge` does not name the watcher",
        "listening-nobody": "`listen-whisper-barge` is open to nobody",
        "listening-disabled": "listening is switched off by the operator",
        "consent-missing": "no consent is recorded where one is required",
        "unidentified-watcher": "it is not known who watches",
        "other-organization": "the extension belongs to another organisation",
        "unknown-domain": "no organisation has the domain",
        "shadow": "the organisation's policy is not enforced",
    ]

    private static let identity = [
        "flow-not-registered": "nobody is registered over this flow",
        "from-is-not-the-flow": "From names somebody else than who is registered over this flow",
        "from-is-not-the-certificate": "From names somebody whom the certificate does not",
        "from-unknown-domain": "no organisation has From's domain",
        "credentials-of-another": "the credentials are somebody else's",
        "certificate-of-another": "the certificate is somebody else's",
        "certificate-expired": "the certificate has expired",
        "certificate-names-nobody": "the certificate names no address-of-record",
        "no-client-certificate": "no certificate was shown",
        "not-a-peer": "the sender is no listed server",
        "not-a-user": "the policy has no such user",
        "asserted-identity": "what the server asserts cannot be read or names nobody",
        "pbx-trusts-the-proxy": "the PBX takes anybody's word, and with `canary: enforce` that identifies nobody",
        "no-identity-method": "no way to identify anybody is configured",
        "digest-not-configured": "there are no secrets to check credentials by",
        "digest-challenge": "the sender was challenged and has not answered yet",
        "digest-stale": "the answer to the challenge came too late; the sender was challenged again",
        "digest-wrong": "the answer to the challenge is wrong",
        "digest-twice": "there is more than one answer to the challenge",
        "listening-requires-tls": "listening needs a client certificate",
        "listening-requires-stream": "listening needs a connection: TCP, TLS or WebSocket",
        "dialog-of-another": "the dialog is somebody else's",
    ]

    private static let listening = [
        "join": "`Join` would add the sender to a call",
        "dialled-user": "what was dialled hides a mark, or has a password",
        "request-uri-component": "what was dialled has headers, another method or another host in it",
        "no-dialog-of-ours": "the call that it claims to be in is none of ours",
        "max-forwards": "it was to go no further",
        "loop": "it has been here before",
        "target-mismatch": "Request-URI and To name two things, of which PBXes take one or the other",
        "unreadable-target": "what was dialled cannot be read as any PBX would",
        "refer-to-other-than-a-call": "Refer-To asks for something else than a call",
        "redirection-to-code": "the phone sends its caller to a feature code",
        "contact-is-a-code": "the phone registers a feature code as its place",
        "appearance-of-another": "the key of a line that is somebody else's",
        "replaces-in-a-dialog": "`Replaces` in a call that has been answered",
        "replaces-allowed": "the call is the sender's own, or the sender may see the callers of whose it is",
        "order-to-the-pbx": "a command to the PBX, which phones do not give",
        "code-by-message": "a PBX with a dial plan for messages could run the code",
        "order-to-record": "a command to record the call, which phones do not give",
        "info-outside-a-dialog": "keys pressed in a call that is not the sender's",
        "keys-on-a-listening-call": "keys could turn listening into barging, or to somebody else",
        "keys-by-notify": "a phone does not tell a PBX by NOTIFY which keys were pressed",
        "body-on-a-listening-call": "a body could turn listening into barging, or to somebody else",
        "session-of-keys-alone": "a session that has nothing but keys",
        "session-without-dialog": "a session outside any call",
        "unreadable-session-on-a-listening-call": "a session that cannot be read could hold keys",
        "transfer-of-a-listening-call": "who takes the call over would listen unseen",
        "replaces-a-listening-call": "who takes the place of one who listens would listen unseen",
        "listening-for-another": "whoever is sent to the code would listen unseen",
        "listening-unseen": "nothing was seen of the call for a day, so that it would be forgotten",
        "refer-on-a-listening-call": "whom a transfer leads to would be told to who may not see it",
        "no-pbx": "no PBX answers",
        "end-refused": "the right is gone, and the PBX refuses to end what it had allowed",
        "pbx-lost": "the PBX that has the call does not answer",
    ]

    private static let requests = [
        "command-from-phone": "a command that only a PBX may give a phone",
        "notify-from-phone": "a NOTIFY that no subscription asked for",
        "state-of-another": "PUBLISH of a state that is not the sender's own",
        "mailbox-of-another": "the mailbox is somebody else's",
        "owner-only": "only the owner of the extension may have this",
        "third-party-registration": "a registration of somebody else",
        "contact-is-not-a-phone": "the phone registers the PBX, us, or nothing that can be called as its place",
        "too-many-contacts": "a registration with more Contacts than are read",
        "transfer-status": "of a transfer's progress the status line is told, and no more",
        "refresh-of-another-subscription": "a refresh for something else than was subscribed to",
        "refresh-with-another-accept": "a refresh that asks for another type than was judged",
        "dialog-is-no-subscription": "a SUBSCRIBE in a dialog that is no subscription",
        "no-such-request-in-a-dialog": "such a request does not belong in a dialog",
        "list-member-unreadable": "a member of the list cannot be read",
        "list-indirect": "the list names members by way of another document",
        "list-broken": "the list cannot be read",
        "list-encoding": "the list is packed as nobody can read it",
        "list-too-long": "the list has more members than are judged",
        "unknown-package": "no event package of that name is known",
    ]
}
