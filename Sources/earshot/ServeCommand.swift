import AccessPolicy
import Admin
import ArgumentParser
import CoreMetrics
import Enforcement
import Foundation
import Hummingbird
import Logging
import NIOCore
import PolicyStore
import Proxy
import ServiceLifecycle
import UnixSignals

/// `earshot serve`: the proxy, until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the proxy.",
        discussion: """
            SIGHUP, or a change of the policy file, loads the policy anew; a bad one is reported and the one in force stays. \
            SIGTERM finishes what was received and ends. Metrics and health are served on the admin address.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("Event loops; one for each processor when left out.", valueName: "count"))
    var loops: Int?

    func run() async throws {
        let logger = Logger(label: "earshot")
        let configuration = try Assembly.configuration(configurationOption)
        let file = try Assembly.policy(configuration)
        let keys = try secret(configuration)
        let settings = try Assembly.settings(configuration, keys: keys, policy: file)
        let lookup = PBXLookup(configuration)
        let pbx = PBXGroup(try await lookup.first())
        let store = try store(configuration, logger)
        let register = try register(store)
        let policy = file.with(register.standing, revision: 1)
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
        let audit: AuditLog
        do {
            audit = try AuditLog(path: configuration.auditPath, keys: keys, logger: logger)
        } catch {
            StandardError.print("`\(configuration.auditPath)` cannot be written: \(error)")
            throw ExitCode.failure
        }
        let record = PolicyRecord(audit)
        record.loaded(policy, from: configuration.policyPath, cause: "start")
        let publisher = SnapshotPublisher(policy)
        let certificates = try certificates(configuration)
        let proxy = ProxyService(
            listeners: .init(
                phones: try configuration.phoneSockets.map(Assembly.endpoint),
                pbx: try configuration.pbxSockets.map(Assembly.endpoint),
                streams: try configuration.streams.map(Assembly.endpoint),
                pbxStreams: try configuration.pbxStreams.map(Assembly.endpoint),
                origins: configuration.origins
            ),
            settings: settings,
            pbx: pbx,
            healthCheckSeconds: configuration.healthCheckSeconds,
            canaryDomain: Assembly.canaryDomain(configuration, policy),
            trust: try Assembly.trust(configuration),
            publisher: publisher,
            audit: audit,
            logger: logger,
            loops: loops ?? ProcessInfo.processInfo.activeProcessorCount,
            certificates: certificates,
            journal: StoreJournal(store: store, keys: settings.keys)
        )
        let reloader = PolicyReloader(
            path: configuration.policyPath,
            policy: policy,
            consents: register.standing,
            publisher: publisher,
            certificates: certificates,
            record: record,
            logger: logger
        )
        let consents = ConsentWatch(
            store: store,
            register: register,
            logger: logger,
            apply: { reloader.use($0) },
            announce: { news in
                news.log(to: logger)
                audit.note(news.event)
            }
        )
        let readiness = Readiness(proxy: proxy, reloader: reloader, consents: consents)
        let admin = AdminApplication(readiness: readiness, live: LiveView(proxy: proxy), metrics: metrics)
            .server(host: configuration.admin.host, port: configuration.admin.port, logger: logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    proxy, reloader, consents, PBXRefresher(lookup: lookup, proxy: proxy, logger: logger), admin,
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch let error as StoreError {
            StandardError.print(error.text)
            throw ExitCode.failure
        } catch let error as ListenError {
            StandardError.print("\(error); end what has it, or configure another address")
            throw ExitCode.failure
        } catch let error as IOError {
            let address = "http://\(configuration.admin.host):\(configuration.admin.port)"
            StandardError.print("`\(address)` cannot be listened on: \(error); configure another under `admin`")
            throw ExitCode.failure
        }
    }

    private func certificates(_ configuration: Configuration) throws -> TLSCertificates? {
        guard let tls = configuration.tls else { return nil }
        do {
            return try TLSCertificates(tls)
        } catch {
            let files = [tls.certificate, tls.key, tls.clientAuthorities].compactMap { $0 }.map { "`\($0)`" }
            StandardError.print("\(files.joined(separator: ", ")) cannot be used for TLS: \(error)")
            throw ExitCode.failure
        }
    }

    private func store(_ configuration: Configuration, _ logger: Logger) throws -> any Store {
        do throws(StoreError) {
            return try SQLiteStore(path: configuration.storePath, logger: logger)
        } catch {
            StandardError.print(error.text)
            throw ExitCode.failure
        }
    }

    private func register(_ store: any Store) throws -> ConsentRegister {
        do throws(StoreError) {
            return ConsentRegister(try store.consents(after: 0))
        } catch {
            StandardError.print(error.text)
            throw ExitCode.failure
        }
    }

    private func secret(_ configuration: Configuration) throws -> TokenKeys {
        do throws(SigningKeyFile.UnusableError) {
            return try SigningKeyFile.load(path: configuration.secretPath)
        } catch {
            StandardError.print(error.text)
            throw ExitCode.failure
        }
    }
}

/// What must hold before a load balancer sends phones here.
struct Readiness: ReadinessSource {
    let proxy: ProxyService
    let reloader: PolicyReloader
    let consents: ConsentWatch

    func checks() -> [ReadinessCheck] {
        let pbx = proxy.pbx
        return [
            ReadinessCheck(
                name: "sockets",
                ok: proxy.isServing,
                detail: proxy.isServing ? "bound" : "not bound yet, or being closed"
            ),
            ReadinessCheck(name: "pbx", ok: pbx.members.indices.contains(where: pbx.isUp), detail: pbxText(pbx)),
            ReadinessCheck(name: "canary", ok: true, detail: CanaryText.write(proxy)),
            ReadinessCheck(name: "policy", ok: true, detail: reloader.state),
            ReadinessCheck(name: "consents", ok: true, detail: consents.state()),
        ]
    }

    private func pbxText(_ pbx: PBXGroup) -> String {
        let problems = proxy.connectionProblems
        return pbx.members.enumerated()
            .map { index, member in
                if pbx.isUp(index) { return "\(member.endpoint.text) answers" }
                let reason = problems[member.endpoint].map { ": \($0)" } ?? ""
                return "\(member.endpoint.text) does not answer\(reason)"
            }
            .joined(separator: ", ")
    }
}
