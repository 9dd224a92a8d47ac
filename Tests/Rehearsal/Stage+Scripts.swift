/// What is played by SIPp.
extension Stage {
    /// A port whose flow is bound to this user by a REGISTER that the PBX accepted.
    public func registeredPort(_ user: String) async throws -> UInt16 {
        let port = try Ports.free()
        try await start("register", from: port, to: front, as: user).succeed()
        return port
    }

    /// A registered dialog watcher that has had its first NOTIFY.
    public func watch(_ watched: String, as user: String) async throws -> SIPpRun {
        let run = try await start("watch", from: registeredPort(user), to: front, as: user, ["watched": watched])
        return try await Self.notified(run, user)
    }

    /// A dialog watcher over a flow that is registered already. It has had its first NOTIFY, and refreshes its subscription once when a NOTIFY says that
    /// the phone rings.
    public func watchRefreshing(
        _ watched: String,
        as user: String,
        from port: UInt16,
        through node: Earshot? = nil
    ) async throws -> SIPpRun {
        let run = try start("watch-refresh", from: port, to: node?.address ?? front, as: user, ["watched": watched])
        return try await Self.notified(run, user)
    }

    /// The same watcher, when it has had its first NOTIFY.
    private static func notified(_ run: SIPpRun, _ user: String) async throws -> SIPpRun {
        _ = try await run.messages.first("the first NOTIFY to \(user)") { message in
            message.direction == .received && message.isRequest("NOTIFY")
        }
        return run
    }

    /// Asks once for a lamp over a flow that is registered already; the run fails unless the answer is yes.
    public func watchOnce(
        _ watched: String,
        as user: String,
        from port: UInt16,
        through node: Earshot? = nil
    ) throws -> SIPpRun {
        try start("watch-once", from: port, to: node?.address ?? front, as: user, ["watched": watched])
    }

    /// Waits until a node knows whose flow this is: it learned it from another node, which takes a moment. `user` may watch 105.
    public func wait(until node: Earshot, knows user: String, at port: UInt16) async throws {
        try await Patience.find("\(user) to be known at \(node.address)") { _ in
            try await watchOnce("105", as: user, from: port, through: node).exit() == 0 ? () : nil
        }
    }

    /// A phone that registers from this port, and has not yet.
    public func registering(_ user: String, from port: UInt16) throws -> SIPpRun {
        try start("register", from: port, to: front, as: user)
    }

    /// A registered dialog watcher who asks and must get 403; the run fails on any other answer.
    public func ask(
        _ watched: String,
        as user: String,
        from port: UInt16,
        expires: Int = 600,
        through node: Earshot? = nil
    ) async throws -> SIPpRun {
        let keys = ["watched": watched, "expires": "\(expires)"]
        return try start("watch-refused", from: port, to: node?.address ?? front, as: user, keys)
    }

    /// A call from outside, straight to the PBX, that the callee has to answer and to end.
    public func call(_ callee: String, by caller: Caller) throws -> SIPpRun {
        let keys = [
            "callee": callee, "caller": caller.number, "caller_name": caller.name, "caller_tag": caller.tag,
        ]
        return try start("caller", from: Ports.free(), to: pbx, as: "trunk", keys, callID: caller.callID)
    }

    /// What the PBX connects who listens to: SIPp with a scenario that does as it says.
    public func spy(_ scenario: String) throws -> SIPpRun {
        guard let kamailio else { throw RehearsalError.missing(what: "a PBX of our own", remedy: "do without `--pbx`") }
        return try start(scenario, from: kamailio.spyPort, to: pbx, as: "spy")
    }

    /// Publishes presence straight at the PBX: busy, with this note.
    public func publish(_ user: String, note: String) async throws {
        try await publish(user, document: "busy.xml", note: note)
    }

    /// Publishes this document of `fixtures/rehearsal/presence` straight at the PBX, in the place of an earlier one where that one's tag is given.
    ///
    /// Gives the tag that the PBX gave this one (RFC 3903 §11.3.1).
    @discardableResult
    public func publish(
        _ user: String,
        document: String,
        note: String,
        replacing tag: String? = nil
    ) async throws -> String? {
        let words = ["USER": user, "DOMAIN": Self.domain, "NOTE": note]
        let keys = [
            "document": try Place.filled("presence/\(document)", words),
            // A header that is there in any case: an empty line would end the head.
            "condition": tag.map { "SIP-If-Match: \($0)" } ?? "User-Agent: SIPp",
        ]
        let run = try start("publish", from: Ports.free(), to: pbx, as: user, keys)
        try await run.succeed()
        return run.received.last?.header("SIP-ETag")
    }

    /// Replaces the policy and returns when the new one is in force.
    ///
    /// The sign is on the wire: `witness` (a registered port of `user`) is refused 199, which the old policy allows.
    public func reload(_ policy: String, witness port: UInt16, of user: String) async throws {
        try await earshot?.usePolicy(policy)
        try await Patience.find("the new policy") { seen in
            let run = try await ask("199", as: user, from: port, expires: 0)
            seen = earshot?.log.entries.joined(separator: "\n") ?? ""
            return try await run.exit() == 0 ? () : nil
        }
    }

    func start(
        _ scenario: String,
        from port: UInt16,
        to remote: String,
        as user: String,
        _ keys: [String: String] = [:],
        callID: String? = nil
    ) throws -> SIPpRun {
        let run = try SIPpRun(
            scenario,
            from: port,
            to: remote,
            keys: keys.merging(["domain": Self.domain]) { given, _ in given },
            user: user,
            password: Self.password(user),
            callID: callID,
            on: ground
        )
        runs.append(run)
        return run
    }
}
