import Foundation

/// A real PBX: Kamailio as registrar, proxy and presence server, with all its state in memory.
public final class Kamailio: Sendable {
    /// A request that Kamailio received, before it did anything with it.
    public struct Request: Sendable, Equatable {
        /// The method, such as `SUBSCRIBE`.
        public let method: String
        /// Address and port of the sender.
        public let source: String
        /// The Call-ID.
        public let callID: String
        /// How it came: `udp`, `tcp` or `tls`.
        public let transport: String
        /// The number of its CSeq.
        public let number: String
    }

    /// What it may do besides; each is the name by which its configuration asks for it.
    public enum Feature: String, Sendable, CaseIterable {
        /// Asks for the password at SUBSCRIBE and INVITE too.
        case challenges = "WITH_AUTH"
        /// Listens by TCP at the same port.
        case tcp = "WITH_TCP"
        /// Listens by TLS, and is reached by that.
        case tls = "WITH_TLS"
        /// Sends requests of its own over the connection that the other side opened, where that asks for it by `alias` (RFC 5923).
        case aliases = "WITH_ALIASES"
        /// Connects who dials `*33` and an extension to what `Stage.spy` starts.
        case spies = "WITH_SPY"
    }

    /// Where it listens, `host:port`.
    public let address: String
    /// Where it listens by TLS, `localhost:port`.
    public let secureAddress: String
    /// Where it sends who dials `*33` and an extension, if it is to.
    let spyPort: UInt16
    /// What it logs.
    public let log = Journal<String>()
    /// What it received.
    public let requests = Journal<Request>()

    /// Every NOTIFY that it sent: the Call-ID, and what it said of the subscription.
    public let notices = Journal<(callID: String, state: String)>()

    private let ground: Ground
    private let child: Child

    /// The name of who signs its certificate.
    static let authority = "pbx-authority"

    /// Starts Kamailio and waits until it answers an OPTIONS.
    ///
    /// `passwords` are the users' by name; with `subscribeFrom` a SUBSCRIBE from any other address is refused.
    init(
        domain: String,
        passwords: [String: String],
        subscribeFrom: String?,
        site: Site,
        on ground: Ground
    ) async throws {
        self.ground = ground
        let port = try Ports.free()
        address = "\(Ports.host):\(port)"
        let securePort = try Ports.free()
        secureAddress = "localhost:\(securePort)"
        spyPort = try Ports.free()
        let directory = ground.directory.appending(path: "pbx")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        guard FileManager.default.fileExists(atPath: Place.tables.path) else {
            throw RehearsalError.missing(what: Place.tables.path, remedy: "run `make deps`")
        }
        try FileManager.default.copyItem(at: Place.tables, to: directory.appending(path: "db"))
        if site.features.contains(.tls) {
            _ = try CertificateAuthority(Self.authority, in: directory).issue("tls", site.pbxNames)
        }
        let users = passwords.sorted { $0.key < $1.key }.map { "    $sht(users=>\($0.key)) = \"\($0.value)\";" }
        let text = try Place.filled(
            "kamailio.cfg.template",
            [
                "DIR": directory.path, "PORT": "\(port)", "DOMAIN": domain, "DEBUG": "1",
                "USERS": users.joined(separator: "\n"), "SUBSCRIBE_FROM": subscribeFrom ?? "",
                "SUBSCRIPTION_SECONDS": "\(site.subscriptionSeconds)", "SECURE_PORT": "\(securePort)",
                "SPY_PORT": "\(spyPort)",
            ]
        )
        try ground.write(text, to: "pbx/kamailio.cfg")
        let reader = LineReader(onEnd: { [log, requests, notices] in
            log.close(); requests.close(); notices.close()
        }) { [log, requests, notices] line in
            log.append(line)
            if let found = line.firstMatch(of: /: told (\S+) that it is (.+)/) {
                notices.append((String(found.1), String(found.2)))
            }
            if let request = Request(logged: line) { requests.append(request) }
        }
        child = try Child(
            Place.kamailio(),
            [
                "-f", directory.appending(path: "kamailio.cfg").path, "-DD", "-E", "-Y", directory.path,
                "-P", directory.appending(path: "pid").path, "-w", directory.path, "-m", "64", "-M", "8",
            ] + site.features.flatMap { ["-A", $0.rawValue] },
            leash: ground.leash,
            onErrors: { reader.take($0) }
        )
        do {
            try await probe(within: Limits.start)
        } catch {
            await stop()
            let said = log.entries.joined(separator: "\n")
            throw RehearsalError.late(waitedFor: "kamailio", seen: "\(error)\n\(said)")
        }
    }

    /// Sends an OPTIONS and waits for its answer; SIPp repeats it until then.
    @discardableResult
    private func probe(within limit: Duration) async throws -> String {
        let callID = "probe-\(UUID().uuidString)"
        let run = try SIPpRun("options", from: Ports.free(), to: address, keys: [:], callID: callID, on: ground)
        do {
            try await run.succeed(within: limit)
        } catch {
            await run.stop()
            throw error
        }
        return callID
    }

    /// Returns when everything that was sent to Kamailio before this call stands in `requests`.
    ///
    /// Kamailio has one worker, so a request that it has seen comes after all that were sent earlier.
    public func fence() async throws {
        let callID = try await probe(within: Limits.wire)
        _ = try await requests.first("the probe in the log of kamailio") { $0.callID == callID }
    }

    /// How many requests with this method, and with this Call-ID if given, it received; one that was repeated is one. Call `fence()` first.
    public func count(_ method: String, callID: String? = nil) -> Int {
        let found = requests.entries.filter { $0.method == method && (callID == nil || $0.callID == callID) }
        return Set(found.map { [$0.callID, $0.number] }).count
    }

    /// Ends Kamailio and its workers.
    public func stop() async { await child.stop() }
}

extension Kamailio.Request {
    /// Reads `… saw METHOD from SOURCE call CALL-ID to URI by TRANSPORT number CSEQ`.
    init?(logged line: String) {
        guard let start = line.firstRange(of: ": saw ") else { return nil }
        let words = line[start.upperBound...].split(separator: " ")
        guard words.count >= 11, words[1] == "from", words[3] == "call", words[7] == "by", words[9] == "number" else {
            return nil
        }
        self.init(
            method: String(words[0]),
            source: String(words[2]),
            callID: String(words[4]),
            transport: String(words[8]),
            number: String(words[10])
        )
    }
}
