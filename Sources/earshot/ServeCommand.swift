import AccessPolicy
import Admin
import ArgumentParser
import BlockingWork
import CoreMetrics
import Enforcement
import Foundation
import Hummingbird
import Logging
import NIOCore
import PolicyAdministration
import PolicyStore
import Proxy
import ServiceLifecycle
import SignIn
import UnixSignals

/// `earshot serve`: the proxy, until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the proxy.",
        discussion: """
            SIGHUP, or a change of the policy, loads the policy anew; a bad one is reported and the one in force stays. \
            SIGTERM finishes what was received and ends. Metrics and health are served on the admin address.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("Event loops; one for each processor when left out.", valueName: "count"))
    var loops: Int?

    func run() async throws {
        let logger = Logger(label: "earshot")
        let configuration = try Assembly.configuration(configurationOption)
        let store = try configuration.store.open(node: configuration.nodeName, logger: logger)
        let keySource = SigningKeySource(path: configuration.secretPath, store: store.keyStore)
        let start = Int64(Date().timeIntervalSince1970)
        let (signing, keys) = try secret(keySource, now: start)
        let register = ConsentRegister(try store.consents(after: 0))
        let news = StoreNews(store)
        let (source, ticks) = configuration.policySource(store, news)
        // A server may take its time, which no thread of the tasks is to wait for.
        let loaded = try await Blocking.run { () throws(PolicyLoadError) in
            try source.load(register.standing, revision: 1)
        }
        let policy = loaded.snapshot
        let settings = try Assembly.settings(configuration, keys: keys, policy: policy)
        let lookup = PBXLookup(configuration)
        let pbx = PBXGroup(try await lookup.first())
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
        let audit = try audit(configuration, store, keys, logger)
        let record = PolicyRecord(audit)
        record.loaded(policy, file: loaded.file, cause: loaded.origin.map { "start, \($0)" } ?? "start")
        let publisher = SnapshotPublisher(policy)
        let certificates = try certificates(configuration)
        let ring = KeyRing(keys)
        let journal = StoreJournal(store: store, keys: ring)
        let proxy = ProxyService(
            listeners: try listeners(configuration),
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
            keys: ring,
            journal: journal
        )
        let keyWatch = KeyWatch(
            source: keySource,
            keys: signing,
            now: start,
            ticks: store.keyStore == nil ? .every(.seconds(2)) : news.ticks(of: .keys),
            logger: logger,
            apply: { keys in
                ring.publish(keys)
                audit.use(keys)
            }
        )
        let reloader = PolicyReloader(
            source: source,
            policy: loaded,
            consents: register.standing,
            publisher: publisher,
            certificates: certificates,
            record: record,
            ticks: ticks,
            logger: logger
        )
        let consents = ConsentWatch(
            store: store,
            register: register,
            ticks: news.ticks(of: .consents),
            logger: logger,
            apply: { reloader.use($0) },
            announce: { news in
                news.log(to: logger)
                audit.note(news.event)
            }
        )
        let nodes = nodes(configuration, news, journal, proxy, logger)
        // The others know of this node before it has anything.
        nodes?.beat()
        let readiness = Readiness(proxy: proxy, reloader: reloader, consents: consents, nodes: nodes)
        let signIns = SignInRecord(logger, now: AdminClock.system.now) { audit.note($0) }
        let desk = try Assembly.desk(configuration, store: store, keys: ring) { signIns.note($0) }
        let administration = PolicyAdministration(reloader.bulletin, store: store) { reloader.bringUpToDate() }
        let application = AdminApplication(
            readiness: readiness,
            live: LiveView(proxy: proxy),
            metrics: metrics,
            policy: reloader.bulletin,
            api: api(configuration, administration, store, desk, proxy),
            pages: try pages(configuration, administration, store, proxy)
        )
        let admin = try admin(application, configuration, certificates, logger)
        try Assembly.announceFirstLink(desk, logger: logger)
        let refresher = PBXRefresher(lookup: lookup, proxy: proxy, logger: logger)
        let services: [any Service] = [proxy, news, reloader, consents, keyWatch, refresher, admin]
        try await serve(services + (nodes.map { [$0] } ?? []), configuration, logger)
    }

    /// What goes between nodes, where there may be several.
    private func nodes(
        _ configuration: Configuration,
        _ news: StoreNews,
        _ journal: StoreJournal,
        _ proxy: ProxyService,
        _ logger: Logger
    ) -> NodeWatch? {
        guard configuration.store.isShared else { return nil }
        let ticks = news.ticks(of: .bindings)
        let name = configuration.nodeName
        return NodeWatch(name: name, journal: journal, proxy: proxy, ticks: ticks, logger: logger)
    }

    /// The policy for programs.
    private func api(
        _ configuration: Configuration,
        _ administration: PolicyAdministration,
        _ store: any Store,
        _ desk: SignInDesk,
        _ proxy: ProxyService
    ) -> API {
        API(
            administration,
            store: store,
            desk: desk,
            live: LiveView(proxy: proxy),
            audit: configuration.auditSearch(store),
            featureCodes: FeatureCodeList(
                configuration.featureCodes.map {
                    FeatureCodeList.Code(dial: $0.dial, action: $0.action.rawValue, hops: $0.hops)
                }
            )
        )
    }

    /// Serves until it is told to end, or says why it cannot.
    private func serve(_ services: [any Service], _ configuration: Configuration, _ logger: Logger) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch let error as ListenError {
            throw CommandError("\(error); end what has it, or configure another address")
        } catch let error as IOError {
            let scheme = configuration.isAdminSecure ? "https" : "http"
            let address = "\(scheme)://\(configuration.admin.host):\(configuration.admin.port)"
            throw CommandError("`\(address)` cannot be listened on: \(error); configure another under `admin`")
        }
    }

    /// The administrator's screen.
    private func pages(
        _ configuration: Configuration,
        _ administration: PolicyAdministration,
        _ store: any Store,
        _ proxy: ProxyService
    ) throws -> PageRoutes {
        try PageRoutes(
            PageSources(
                administration: administration,
                store: store,
                live: LiveView(proxy: proxy),
                audit: configuration.auditSearch(store),
                now: AdminClock.system.now
            )
        )
    }

    /// The admin address's server, with the certificate of the listeners as it is at the time.
    private func admin(
        _ application: AdminApplication,
        _ configuration: Configuration,
        _ certificates: TLSCertificates?,
        _ logger: Logger
    ) throws -> any Service {
        let (host, port) = (configuration.admin.host, configuration.admin.port)
        guard configuration.isAdminSecure, let certificates else {
            return try application.server(host: host, port: port, tls: nil, logger: logger)
        }
        return try application.server(host: host, port: port, tls: { certificates.served }, logger: logger)
    }

    private func listeners(_ configuration: Configuration) throws -> ProxyService.Listeners {
        ProxyService.Listeners(
            phones: try configuration.phoneSockets.map(Assembly.endpoint),
            pbx: try configuration.pbxSockets.map(Assembly.endpoint),
            streams: try configuration.streams.map(Assembly.endpoint),
            pbxStreams: try configuration.pbxStreams.map(Assembly.endpoint),
            origins: configuration.origins
        )
    }

    private func audit(
        _ configuration: Configuration,
        _ store: any Store,
        _ keys: TokenKeys,
        _ logger: Logger
    ) throws -> AuditLog {
        do {
            guard !configuration.isAuditInStore else {
                let sink = StoreAuditSink(store: store, node: configuration.nodeName, logger: logger)
                let start = try sink.start()
                return AuditLog(sink, ending: start.ending, head: start.head, keys: keys, logger: logger)
            }
            return try AuditLog(path: configuration.auditPath, keys: keys, logger: logger)
        } catch {
            let path = configuration.isAuditInStore ? configuration.store.name : configuration.auditPath
            throw CommandError("`\(path)` cannot be written: \(error); check the folder and its owner")
        }
    }

    private func certificates(_ configuration: Configuration) throws -> TLSCertificates? {
        guard let tls = configuration.tls else { return nil }
        do {
            return try TLSCertificates(tls)
        } catch {
            let files = [tls.certificate, tls.key, tls.clientAuthorities].compactMap { $0 }.map { "`\($0)`" }
            let names = files.joined(separator: ", ")
            let advice = "name PEM files that go together under `tls`"
            throw CommandError("\(names) cannot be used for TLS: \(error); \(advice)")
        }
    }

    private func secret(_ source: SigningKeySource, now: Int64) throws -> (SigningKeys, TokenKeys) {
        let signing = try source.load()
        guard let keys = signing.tokenKeys(at: now) else {
            throw CommandError("there is no signing key of 32 bytes; see `earshot keys list`")
        }
        return (signing, keys)
    }
}
