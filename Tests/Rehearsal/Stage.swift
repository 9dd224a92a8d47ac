import Foundation

/// Everything one rehearsal needs: a PBX, Earshot before it unless phones go to the PBX directly, and phones.
///
/// `with` ends every program that was started here, also when the rehearsal fails.
public actor Stage {
    /// The domain of all users.
    public static let domain = "example.com"
    /// The users of the sample organisation; 199 has no phone.
    public static let users = ["101", "102", "103", "104", "105"]

    /// Who stands between the phones and the PBX.
    public enum Front: Sendable {
        /// Earshot at this site, with this policy fixture, on a given port if that is free.
        case earshot(policy: String, port: UInt16? = nil, site: Site = Site())
        /// Nobody: what phones would see without Earshot.
        case nobody
    }

    /// The password of a user.
    public static func password(_ user: String) -> String { "secret-\(user)" }

    /// The PBX that was started here; nil when it is somebody else's.
    public nonisolated let kamailio: Kamailio?
    /// Where the PBX is, `host:port`.
    public nonisolated let pbx: String
    /// The proxy; nil when phones go to the PBX directly.
    public nonisolated let earshot: Earshot?
    /// The proxy beside it, if there is one, with the same policy and store.
    public nonisolated let other: Earshot?
    /// Where phones register, `host:port`.
    public nonisolated let front: String

    /// A PBX that is played by a script; nil when there is a real one.
    public nonisolated let scripted: ScriptedPBX?

    private let ground: Ground
    private var phones: [Phone] = []
    private var browsers: [Browser] = []
    private var runs: [SIPpRun] = []

    /// Builds a stage, runs `scene` on it, and ends every program whatever happens.
    ///
    /// With `script`, the PBX is a `ScriptedPBX` that does what this fixture says once it was subscribed to.
    public static func with<Result: Sendable>(
        _ front: Front,
        pbx: String? = nil,
        script: String? = nil,
        _ scene: @Sendable (Stage) async throws -> Result
    ) async throws -> Result {
        let ground = try Ground()
        defer { ground.remove() }
        let scripted = try script.map { try ScriptedPBX(transport: "udp", host: Ports.host, then: $0, on: ground) }
        try scripted?.start()
        let stage: Stage
        do {
            stage = try await Stage(front, pbx: pbx, scripted: scripted, on: ground)
        } catch {
            await scripted?.stop()
            throw error
        }
        do {
            let result = try await scene(stage)
            await stage.stop()
            return result
        } catch {
            await stage.stop()
            throw error
        }
    }

    private init(_ front: Front, pbx: String?, scripted: ScriptedPBX?, on ground: Ground) async throws {
        self.ground = ground
        self.scripted = scripted
        let listen = "\(Ports.host):\(try Ports.free())"
        let passwords = Dictionary(uniqueKeysWithValues: Self.users.map { ($0, Self.password($0)) })
        var guarded: String?
        var site = Site()
        if case .earshot(_, _, let given) = front { (guarded, site) = (listen, given) }
        // Connections come from any port.
        if site.features.contains(.tls) || site.hasSecondNode { guarded = nil }
        if let pbx = pbx ?? scripted?.address {
            kamailio = nil
            self.pbx = pbx
        } else {
            let started = try await Kamailio(
                domain: Self.domain,
                passwords: passwords,
                subscribeFrom: guarded,
                site: site,
                on: ground
            )
            kamailio = started
            self.pbx = started.address
        }
        switch front {
        case .nobody:
            (earshot, other) = (nil, nil)
            self.front = self.pbx
        case .earshot(let policy, let port, let site):
            self.front = "\(site.host):\(try Ports.free(preferred: port))"
            var url = "udp://\(self.pbx)"
            if let kamailio, site.features.contains(.tls) { url = "tls://\(kamailio.secureAddress)" }
            earshot = try Earshot(
                address: self.front,
                secureAddress: "\(site.host):\(try Ports.free(preferred: port == nil ? nil : 5061))",
                webAddress: "\(site.host):\(try Ports.free(preferred: port == nil ? nil : 5443))",
                admin: "\(Ports.host):\(try Ports.free(preferred: port == nil ? nil : 8080))",
                pbx: [url],
                pbxListen: listen,
                policy: policy,
                site: site,
                on: ground
            )
            other = try site.hasSecondNode ? Self.second([url], policy, site, on: ground) : nil
            do {
                try await earshot?.start()
                try await other?.start()
            } catch {
                await earshot?.stop()
                await kamailio?.stop()
                throw error
            }
        }
    }

    private static func second(_ pbx: [String], _ policy: String, _ site: Site, on ground: Ground) throws -> Earshot {
        try Earshot(
            address: "\(site.host):\(try Ports.free())",
            secureAddress: "\(site.host):\(try Ports.free())",
            admin: "\(Ports.host):\(try Ports.free())",
            pbx: pbx,
            pbxListen: "\(Ports.host):\(try Ports.free())",
            policy: policy,
            site: site,
            in: "second",
            on: ground
        )
    }

    private func stop() async {
        for run in runs { await run.stop() }
        for phone in phones { await phone.stop() }
        for browser in browsers { await browser.stop() }
        await other?.stop()
        await earshot?.stop()
        await kamailio?.stop()
        await scripted?.stop()
    }

    /// A browser, with nothing loaded.
    public func browser() async throws -> Browser {
        let browser = try await Browser(on: ground)
        browsers.append(browser)
        return browser
    }

    /// A phone, registered through the front. Linphone watches the members of a list, if given, by one subscription.
    public func phone(
        _ user: String,
        by transport: Phone.Transport = .udp,
        at place: PhonePlace = PhonePlace(),
        make: Phone.Make? = nil,
        list: [String] = []
    ) async throws -> Phone {
        let phone = try await connect(user, by: transport, at: place, make: make, list: list)
        try await phone.registered()
        return phone
    }

    /// A phone that tries to register; what comes of it is told by its events.
    public func connect(
        _ user: String,
        by transport: Phone.Transport = .udp,
        at place: PhonePlace = PhonePlace(),
        make: Phone.Make? = nil,
        list: [String] = [],
        password: String? = nil,
        origin: String = Earshot.origin
    ) async throws -> Phone {
        let program =
            try make.map { try console($0, at: place) + list } ?? command(transport, at: place, origin: origin)
        let phone = try await Phone(place.prefix + program, on: ground)
        phones.append(phone)
        let front =
            switch transport {
            case .udp, .tcp: front
            case .tls: earshot?.secureAddress ?? front
            case .wss, .browser: earshot?.webAddress ?? front
            }
        let password = password ?? Self.password(user)
        try phone.register(user: user, password: password, domain: Self.domain, front: front, by: transport)
        return phone
    }

    private func command(_ transport: Phone.Transport, at place: PhonePlace, origin: String) throws -> [String] {
        let python = [try Place.python().path, "-u"]
        let page = ["--origin", origin, "--certificate", earshot?.authority.credential.certificate ?? ""]
        switch transport {
        case .udp where place.address.contains(":"): return python + [Place.webPhone.path, "--udp"]
        case .udp, .tcp, .tls:
            let shown = place.certificate.map { [$0.certificate, $0.key] } ?? []
            return python + [Place.phone.path, place.address] + shown
        case .wss: return python + [Place.webPhone.path] + page
        case .browser:
            let profile = ground.directory.appending(path: "browser-\(phones.count)").path
            return try python + [Place.webPhone.path] + page
                + ["--browser", Place.browser().path, "--profile", profile]
        }
    }

    private func console(_ make: Phone.Make, at place: PhonePlace) throws -> [String] {
        let directory = ground.directory.appending(path: "\(make.rawValue)-\(phones.count)").path
        return try [Place.python().path, "-u", Place.client.path, Place.console(make).path, place.address, directory]
    }

    /// A port whose flow is bound to this user by a REGISTER that the PBX accepted.
    public func registeredPort(_ user: String) async throws -> UInt16 {
        let port = try Ports.free()
        try await start("register", from: port, to: front, as: user).succeed()
        return port
    }

    /// A registered dialog watcher that has had its first NOTIFY.
    public func watch(_ watched: String, as user: String) async throws -> SIPpRun {
        let run = try await start("watch", from: registeredPort(user), to: front, as: user, ["watched": watched])
        _ = try await run.messages.first("the first NOTIFY to \(user)") { message in
            message.direction == .received && message.isRequest("NOTIFY")
        }
        return run
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

    /// A phone that registers from this port, and has not yet.
    public func registering(_ user: String, from port: UInt16) throws -> SIPpRun {
        try start("register", from: port, to: front, as: user)
    }

    /// A registered dialog watcher who asks and must get 403; the run fails on any other answer.
    public func ask(_ watched: String, as user: String, from port: UInt16, expires: Int = 600) async throws -> SIPpRun {
        try start("watch-refused", from: port, to: front, as: user, ["watched": watched, "expires": "\(expires)"])
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
        let deadline = ContinuousClock.now + Limits.wire
        while ContinuousClock.now < deadline {
            let run = try await ask("199", as: user, from: port, expires: 0)
            if try await run.exit() == 0 { return }
        }
        throw RehearsalError.late(waitedFor: "the new policy", seen: earshot?.log.entries.joined(separator: "\n") ?? "")
    }

    private func start(
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
