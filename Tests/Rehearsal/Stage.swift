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

    let ground: Ground
    private var phones: [Phone] = []
    private var browsers: [Browser] = []
    var runs: [SIPpRun] = []
    private var heirs: [Earshot] = []

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
        let stage: Stage
        do {
            try await scripted?.start()
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
            await stage.printLastWords()
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
                pbx: [url] + site.morePBXes,
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
                await earshot?.end()
                await other?.end()
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

    /// Prints what the programs said last, for whoever has to find out why a scene failed.
    private func printLastWords() {
        var said = [
            ("kamailio", kamailio?.log.entries), ("earshot", earshot?.log.entries), ("the other", other?.log.entries),
        ]
        for (number, phone) in phones.enumerated() {
            let messages = phone.messages.entries.map { message in
                let fields = ["CSeq", "Call-ID"].map { "\($0): \(message.header($0) ?? "-")" }
                return ([message.direction.rawValue, message.startLine] + fields).joined(separator: " ")
            }
            said += [("phone \(number)", messages), ("phone \(number) of itself", phone.remarks.entries)]
        }
        for (name, lines) in said {
            for line in lines?.suffix(Limits.lastWords) ?? [] { print("\(name): \(line)") }
        }
    }

    private func stop() async {
        for run in runs { await run.stop() }
        for phone in phones { await phone.stop() }
        for browser in browsers { await browser.stop() }
        for heir in heirs { await heir.end() }
        await other?.end()
        await earshot?.end()
        await kamailio?.stop()
        await scripted?.stop()
    }

    /// Starts an Earshot on another machine, as it were, which has got the addresses of the one that was killed. The store is the same.
    public func heir() async throws -> Earshot {
        guard let earshot else { throw RehearsalError.missing(what: "an Earshot", remedy: "start one") }
        let heir = try Earshot(heirOf: earshot, in: "heir")
        heirs.append(heir)
        try await heir.start()
        return heir
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
        list: [String] = [],
        domain: String = domain,
        reconnects: Bool = true
    ) async throws -> Phone {
        let phone = try await connect(
            user,
            by: transport,
            at: place,
            make: make,
            list: list,
            domain: domain,
            reconnects: reconnects
        )
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
        origin: String = Earshot.origin,
        domain: String = domain,
        reconnects: Bool = true
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
        try phone.register(
            user: user,
            password: password,
            domain: domain,
            front: front,
            by: transport,
            reconnects: reconnects
        )
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
}
