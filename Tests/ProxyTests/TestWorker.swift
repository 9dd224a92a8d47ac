import AccessPolicy
import AuditTrail
import Enforcement
import Logging
import NIOCore

@testable import Proxy

/// A worker, over an empty policy if nothing else is said, for the handlers' tests.
enum TestWorker {
    struct NoKeysError: Error {}

    static func make(
        loop: any EventLoop,
        connections: ConnectionTable,
        bindings: BindingTable? = nil,
        journal: JournalWriter? = nil,
        publisher: SnapshotPublisher? = nil,
        featureCodes: FeatureCodes = FeatureCodes([]),
        audit: AuditLog? = nil,
        retransmitter: Retransmitter = Retransmitter()
    ) throws -> Worker {
        let keys = try keys()
        let settings = Settings(
            addresses: OwnAddresses(
                phone: OwnAddress(host: "192.0.2.1", port: 5060),
                pbx: OwnAddress(host: "192.0.2.1", port: 5062)
            ),
            keys: keys,
            featureCodes: featureCodes
        )
        let snapshot = try PolicyCompiler.compile(PolicyModel(file: "test", organizations: []), revision: 1)
        return Worker(
            settings: settings,
            reader: SnapshotReader(publisher ?? SnapshotPublisher(snapshot)),
            bindings: bindings ?? BindingTable(connections: connections),
            audit: audit ?? self.audit(MemorySink(), keys),
            metrics: ProxyMetrics(),
            clock: WallClock(),
            journal: journal,
            connections: connections,
            retransmitter: retransmitter,
            pbxes: pbxes(settings),
            loop: loop
        )
    }

    static func audit(_ sink: MemorySink, _ keys: TokenKeys) -> AuditLog {
        AuditLog(sink, ending: AuditEnding(), head: [], keys: keys, logger: Logger(label: "test"))
    }

    static func keys() throws -> TokenKeys {
        guard let keys = TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]) else {
            throw NoKeysError()
        }
        return keys
    }

    private static func pbxes(_ settings: Settings) -> PBXes {
        let directory = PBXDirectory(PBXGroup([Endpoint(ipv4: 0xC000_020A, port: 5060)]))
        let prober = PBXProber(
            directory: directory,
            addresses: settings.addresses,
            interval: .seconds(2),
            metrics: ProxyMetrics(),
            logger: Logger(label: "test")
        )
        return PBXes(
            directory: directory,
            connector: PBXConnector(directory: directory, trust: nil, logger: Logger(label: "test")),
            prober: prober,
            canary: nil
        )
    }
}
