import Foundation
import FoundationNetworking
import Synchronization

/// The proxy itself, started as an operator would start it.
public final class Earshot: Sendable {
    /// Where phones reach it, `host:port`.
    public let address: String
    /// Where phones reach it by TLS, `host:port`.
    public let secureAddress: String
    /// Where pages reach it by WebSocket over TLS, `host:port`.
    public let webAddress: String
    /// Where the PBX reaches it by TLS, `host:port`.
    public let securePBXListen: String
    /// Where its admin page is, `host:port`.
    public let admin: String
    /// Who signs its certificate, and those of phones that it believes.
    public let authority: CertificateAuthority
    /// What it logs, on both outputs.
    public let log = Journal<String>()

    let ground: Ground
    /// What it has of the ground.
    let folder: String
    private let isPolicyStored: Bool
    private let isAdminSecure: Bool
    let child: Mutex<Child?> = Mutex(nil)

    /// Writes the configuration; `start()` starts the program.
    init(
        address: String,
        secureAddress: String,
        webAddress: String? = nil,
        admin: String,
        pbx: [String],
        pbxListen: String,
        policy: String,
        site: Site = Site(),
        in folder: String = "earshot",
        on ground: Ground
    ) throws {
        self.folder = folder
        self.address = address
        self.secureAddress = secureAddress
        self.webAddress = try webAddress ?? "\(Ports.host):\(Ports.free())"
        securePBXListen = try "\(Ports.host):\(Ports.free())"
        self.admin = admin
        self.ground = ground
        isPolicyStored = site.policyStore != nil
        isAdminSecure = site.isAdminSecure
        let directory = ground.directory.appending(path: folder)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        authority = try CertificateAuthority(in: directory)
        _ = try authority.issue("tls", ["DNS:earshot.example", "IP:127.0.0.1", "IP:::1"])
        let text = try Place.filled(
            "earshot.yaml.template",
            [
                "FRONT": address, "SECURE_FRONT": secureAddress, "WEB_FRONT": self.webAddress, "ORIGIN": Self.origin,
                "PBX": pbx.map { Self.entry($0, site.pbxSettings) }.joined(separator: ", "),
                "PBX_LISTEN": "\"udp://\(pbxListen)\", \"tls://\(securePBXListen)\"",
                "ADMIN": "\(site.isAdminSecure ? "https" : "http")://\(admin)",
                "IDENTITY": site.identity, "SETTINGS": site.settings,
                "POLICY": site.policySource ?? site.policyStore.map { "store: \"\($0)\"" } ?? "policy: policy.yaml",
                "AUDIT": site.audit,
                "CLIENT_CA": site.identity.contains("tls") ? ", client-ca: authority.pem" : "",
                "PBX_CA": site.features.contains(.tls) ? ", pbx-ca: \(Self.pbxAuthority(site))" : "",
            ]
        )
        try ground.write(text, to: "\(folder)/earshot.yaml")
        let users = Stage.users.map { "\($0),\(Stage.domain),\(Stage.password($0))" }
        try ground.write((["username,domain,password"] + users).joined(separator: "\n"), to: "\(folder)/subscriber.csv")
        try writePolicy(policy)
    }

    /// Another machine that has got the addresses of this one and nothing else: all of the configuration but the name.
    init(heirOf other: Earshot, in folder: String) throws {
        self.folder = folder
        (address, secureAddress, webAddress) = (other.address, other.secureAddress, other.webAddress)
        (securePBXListen, admin, authority) = (other.securePBXListen, other.admin, other.authority)
        (ground, isPolicyStored, isAdminSecure) = (other.ground, other.isPolicyStored, other.isAdminSecure)
        let directory = ground.directory.appending(path: folder)
        try FileManager.default.copyItem(at: ground.directory.appending(path: other.folder), to: directory)
        let file = directory.appending(path: "earshot.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try ground.write(text + "node: \(folder)\n", to: "\(folder)/earshot.yaml")
    }

    /// Where the pages are from that may connect by WebSocket.
    public static let origin = "https://phone.example"

    private static func entry(_ pbx: String, _ settings: String) -> String {
        settings.isEmpty ? "\"\(pbx)\"" : "{uri: \"\(pbx)\", \(settings)}"
    }

    private static func pbxAuthority(_ site: Site) -> String {
        site.trustsPBX ? "../pbx/\(Kamailio.authority).pem" : "authority.pem"
    }

    /// A page of its admin address, once it is as wanted.
    @discardableResult
    public func page(
        _ path: String,
        within limit: Duration = Limits.wire,
        where isWanted: (String) -> Bool
    ) async throws -> String {
        guard let url = URL(string: "http://\(admin)\(path)") else { throw URLError(.badURL) }
        return try await Patience.find("\(path) as wanted", within: limit) { seen in
            guard let answer = try? await URLSession.shared.data(from: url) else { return nil }
            seen = String(decoding: answer.0, as: UTF8.self)
            return isWanted(seen) ? seen : nil
        }
    }

    /// Another certificate in place of its own, of the same authority and with these names, each as `DNS:…`, and says so with SIGHUP.
    public func renewCertificate(_ names: [String]) throws {
        _ = try authority.issue("tls", names)
        child.withLock { $0 }?.send(SIGHUP)
    }

    /// The whole answer to a GET of the admin address by TLS, its certificate checked; empty when there is none.
    ///
    /// - Parameter name: what the certificate must be for; the address when nil.
    public func secureAnswer(_ path: String, of name: String? = nil) async throws -> String {
        try await ground.end(
            of: Place.program("openssl", ["/usr/bin/openssl"], remedy: "run `make deps`"),
            [
                "s_client", "-connect", admin, "-CAfile", authority.credential.certificate, "-verify_return_error",
                "-quiet",
            ] + (name.map { ["-verify_hostname", $0] } ?? ["-verify_ip", Ports.host]),
            saying: ["GET \(path) HTTP/1.1", "Host: \(admin)", "Connection: close", ""].map { $0 + "\r" }
        ).text
    }

    /// Asks `earshot live --json` with these options until the answer is wanted; gives that answer.
    public func live(_ options: [String], where isWanted: (String) -> Bool) async throws -> String {
        try await Patience.find("live \(options) as wanted") { seen in
            seen = try await run(["live", "--json"] + options).text
            return isWanted(seen) ? seen : nil
        }
    }

    /// The link by which the first operator sets a password, as the last start has printed it.
    public var operatorLink: String? {
        log.entries.last { $0.contains("/sign-in/link/") }?.split(separator: " ").last.map(String.init)
    }

    /// Runs `earshot doctor --json` on its configuration, beside it. Gives the exit status and what was printed.
    public func doctor() async throws -> (status: Int32, text: String) { try await run(["doctor", "--json"]) }

    /// Runs a command with these words on its configuration, and ends it with SIGKILL after so long if it runs still. Gives the exit status, and what was printed.
    public func run(_ words: [String], killedAfter limit: Duration) async throws -> (status: Int32, text: String) {
        let ending = try await ground.end(of: Place.earshot(), words + ["--config", configurationPath], killing: limit)
        return (ending.status, ending.text)
    }

    /// Runs a command with these words on its configuration, beside it, with a line for its input if it reads one. Gives the exit status and what was printed.
    public func run(_ words: [String], saying line: String? = nil) async throws -> (status: Int32, text: String) {
        let ending = try await ground.end(
            of: Place.earshot(),
            words + ["--config", configurationPath],
            saying: line.map { [$0] } ?? []
        )
        for line in ending.errors { log.append(line) }
        return (ending.status, ending.text)
    }

    /// Replaces the policy file by a fixture; the running proxy sees a changed file.
    public func writePolicy(_ fixture: String) throws {
        let text = try String(contentsOf: Place.fixtures.appending(path: fixture), encoding: .utf8)
        try ground.write(text, to: "\(folder)/policy.yaml")
    }

    /// Has a fixture put in force: by the policy file, or where the store holds the policy by an import.
    public func usePolicy(_ fixture: String) async throws {
        try writePolicy(fixture)
        if isPolicyStored { try await importPolicy() }
    }

    /// Replaces a piece of the policy file. Gives the time just before that.
    @discardableResult
    public func changePolicy(_ old: String, to new: String) throws -> ContinuousClock.Instant {
        let text = try String(contentsOf: URL(filePath: policyPath), encoding: .utf8)
        guard text.contains(old) else { throw RehearsalError.missing(what: old, remedy: "mend the test") }
        let now = ContinuousClock.now
        try ground.write(text.replacing(old, with: new), to: "\(folder)/policy.yaml")
        return now
    }

    /// Puts the policy file into the store. Gives what was printed.
    @discardableResult
    public func importPolicy(by author: String = "rehearsal") async throws -> String {
        let (status, text) = try await run(["policy", "import", policyPath, "--author", author])
        guard status == 0 else { throw RehearsalError.missing(what: "an import: \(text)", remedy: "see the log") }
        return text
    }

    private var configurationPath: String { ground.directory.appending(path: "\(folder)/earshot.yaml").path }

    /// Where its policy file is.
    public var policyPath: String { ground.directory.appending(path: "\(folder)/policy.yaml").path }

    /// Starts the program and waits until it listens.
    public func start() async throws {
        if isPolicyStored { try await importPolicy() }
        try await startAgain()
    }

    /// Starts the program with the policy that is there, and waits until it listens.
    public func startAgain() async throws {
        let output = LineReader { [log] in log.append($0) }
        let errors = LineReader { [log] in log.append($0) }
        let started = try Child(
            Place.earshot(),
            ["serve", "--config", configurationPath],
            leash: ground.leash,
            onOutput: { output.take($0) },
            onErrors: { errors.take($0) }
        )
        child.withLock { $0 = started }
        let deadline = ContinuousClock.now + Limits.start
        while try await !isListening() {
            guard started.exits.count == 0, ContinuousClock.now < deadline else {
                let said = log.entries.joined(separator: "\n")
                await end()
                throw RehearsalError.late(waitedFor: "earshot to listen", seen: said)
            }
            try await Task.sleep(for: Limits.retry)
        }
    }

    /// Whether it listens. Its PBX may be one that it will not speak to, so that it is never ready for phones.
    private func isListening() async throws -> Bool {
        if isAdminSecure { return try await secureAnswer("/readyz").hasPrefix("HTTP/1.1 200") }
        guard let url = URL(string: "http://\(admin)/readyz"),
            let answer = try? await URLSession.shared.data(from: url),
            let page = try? JSONSerialization.jsonObject(with: answer.0) as? [String: Any],
            let checks = page["checks"] as? [[String: Any]]
        else { return false }
        return checks.contains { $0["name"] as? String == "sockets" && $0["ok"] as? Bool == true }
    }

    /// Ends the program as a crash would, with SIGKILL.
    public func crash() async throws { try await child.withLock { $0 }?.crash() }

    /// Stops the program where it is, so that what is sent to it waits.
    public func pause() { child.withLock { $0 }?.send(SIGSTOP) }

    /// Lets it go on.
    public func resume() { child.withLock { $0 }?.send(SIGCONT) }

    /// Ends the program as an operator would, with SIGTERM. Throws `RehearsalError.late` where it had to be killed.
    public func stop() async throws {
        guard let child = child.withLock({ $0 }), await !child.stop(within: Limits.end) else { return }
        throw RehearsalError.late(waitedFor: "earshot to stop", seen: log.entries.suffix(5).joined(separator: "\n"))
    }

    /// Ends the program when nobody needs it any more, whatever becomes of it.
    func end() async { await child.withLock { $0 }?.stop() }
}
