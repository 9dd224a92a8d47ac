import AccessPolicy
import ArgumentParser
import CoreMetrics
import Enforcement
import Foundation
import Logging
import Proxy
import ServiceLifecycle

/// `earshot doctor`: whether what is around Earshot lets it do its work.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the PBXes and what surrounds Earshot.",
        discussion: """
            Asks every PBX from a free port of the address that faces it: whether it answers, and whether it refuses wrong \
            credentials. Exits with 1 when something must be mended. May be run beside a proxy that serves.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let policy = try Assembly.policy(configuration)
        var findings = [Finding.checked("configuration", "`\(configurationOption.config)` and the policy can be used")]
        findings += try await ask(configuration, policy)
        findings += Self.files(configuration)
        findings.append(
            .advised("firewall", "not seen from here: phones must reach this proxy only, not the ports of the PBX")
        )
        print(json ? Self.json(findings) : findings.map(\.line).joined(separator: "\n"))
        guard !findings.contains(where: \.isFailure) else { throw ExitCode.failure }
    }

    /// One thing that was looked at.
    struct Finding {
        enum Grade: String { case ok, warn, fail }

        let grade: Grade
        let name: String
        let text: String

        var isFailure: Bool { grade == .fail }
        var line: String {
            let word = grade.rawValue.uppercased().padding(toLength: 5, withPad: " ", startingAt: 0)
            return "\(word)\(name): \(text)"
        }

        static func checked(_ name: String, _ text: String) -> Finding { Finding(grade: .ok, name: name, text: text) }
        static func advised(_ name: String, _ text: String) -> Finding { Finding(grade: .warn, name: name, text: text) }
        static func failed(_ name: String, _ text: String) -> Finding { Finding(grade: .fail, name: name, text: text) }
    }

    private func ask(_ configuration: Configuration, _ policy: PolicySnapshot) async throws -> [Finding] {
        guard let keys = SigningKeyFile.ephemeral() else { throw ExitCode.failure }
        var quiet = Logger(label: "earshot")
        quiet.logLevel = .critical
        var asking = configuration
        asking.pbxListen = try await Self.besides(configuration.pbxSockets)
        asking.listen = asking.pbxListen
        asking.canary = .report
        let pbx = PBXGroup(try await PBXLookup(asking).first())
        let folder = FileManager.default.temporaryDirectory.appending(path: "earshot-doctor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let proxy = ProxyService(
            listeners: .init(
                phones: [],
                pbx: try asking.pbxSockets.map(Assembly.endpoint)
            ),
            settings: try Assembly.settings(asking, keys: keys, policy: policy),
            pbx: pbx,
            healthCheckSeconds: 1,
            canaryDomain: Assembly.canaryDomain(asking, policy),
            trust: try Assembly.trust(asking),
            publisher: SnapshotPublisher(policy),
            audit: try AuditLog(path: folder.appending(path: "audit.jsonl").path, keys: keys, logger: quiet),
            logger: quiet,
            loops: 1
        )
        let group = ServiceGroup(configuration: .init(services: [proxy], logger: quiet))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            // Two questions and their repetition for a PBX that is silent.
            for _ in 0..<50 {
                try await Task.sleep(for: .milliseconds(100))
                let found = proxy.canaryFindings.values
                let isKnown =
                    found.count == pbx.members.count
                    && found.allSatisfy {
                        $0.count == CanaryFinding.methods.count && !$0.values.contains(.silent)
                    }
                if proxy.isServing, isKnown { break }
            }
            let findings = Self.findings(proxy)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return findings
        }
    }

    /// The same addresses with ports that are free, beside those of a proxy that may be running.
    private static func besides(_ sockets: [Configuration.Address]) async throws -> [Configuration.Address] {
        var besides = sockets
        for (index, socket) in sockets.enumerated() {
            besides[index].port = try await Assembly.endpoint(socket).withFreePort().port
        }
        return besides
    }

    private static func findings(_ proxy: ProxyService) -> [Finding] {
        let group = proxy.pbx
        var findings: [Finding] = []
        for (index, pbx) in group.members.enumerated() {
            let name = "pbx \(pbx.endpoint.transport.name)://\(pbx.endpoint.text)"
            let problem = proxy.connectionProblems[pbx.endpoint].map { "cannot be reached by tls: \($0)" }
            findings.append(
                group.isUp(index)
                    ? .checked(name, "answers OPTIONS")
                    : .failed(name, problem ?? "does not answer OPTIONS; is it running, and may this address reach it?")
            )
            let found = proxy.canaryFindings[pbx.endpoint] ?? [:]
            let text = CanaryText.write(found)
            if found.values.contains(where: \.isTrust) {
                let remedy = "let it challenge requests from this address, or set `canary: enforce`"
                findings.append(.failed(name, "\(text); \(remedy)"))
            } else if found.values.contains(.silent) || found.isEmpty {
                findings.append(.advised(name, text))
            } else {
                findings.append(.checked(name, text))
            }
        }
        return findings
    }

    private static func files(_ configuration: Configuration) -> [Finding] {
        let path = configuration.secretPath
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            return [.advised("secret-file", "`\(path)` is not there yet; it is made at the first start")]
        }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        return [
            mode & 0o077 == 0
                ? .checked("secret-file", "`\(path)` is readable by its owner only")
                : .failed("secret-file", "`\(path)` can be read by others; run `chmod 600` on it")
        ]
    }

    private static func json(_ findings: [Finding]) -> String {
        let list = findings.map { finding in
            JSONText.Value.object([
                ("grade", .string(finding.grade.rawValue)), ("name", .string(finding.name)),
                ("text", .string(finding.text)),
            ])
        }
        let isWell = !findings.contains(where: \.isFailure)
        return JSONText.write(.object([("ok", .bool(isWell)), ("findings", .array(list))]))
    }
}
