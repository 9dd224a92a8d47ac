import AccessPolicy
import Enforcement
import Foundation
import Logging
import Proxy
import Rehearsal

/// The real proxy, sockets and all, in this process, so that a policy can be published and the moment at which that is acknowledged be known.
struct RunningProxy: Sendable {
    /// A run that could not be begun, or not be ended.
    struct FailedError: Error, CustomStringConvertible {
        let description: String
    }

    /// Puts policies in force.
    let publisher: SnapshotPublisher
    /// The port for phones.
    let phoneSide: UInt16
    /// The port that faces the PBX.
    let pbxSide: UInt16

    /// Runs the proxy before the PBX at that port, with `scene` on a thread of its own, and ends it.
    static func with<Result: Sendable>(
        _ first: PolicySnapshot,
        pbx: UInt16,
        loops: Int,
        _ scene: @escaping @Sendable (RunningProxy) throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "earshot-endurance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let running = RunningProxy(
            publisher: SnapshotPublisher(first),
            phoneSide: try Ports.free(),
            pbxSide: try Ports.free()
        )
        let service = try running.service(pbx: pbx, loops: loops, audit: folder.appending(path: "audit.jsonl").path)
        let serving = Task { try await service.run() }
        do {
            for _ in 0..<Limits.startTenths where !service.isServing { try await Task.sleep(for: .milliseconds(100)) }
            guard service.isServing else { throw FailedError(description: "the proxy does not serve") }
            let result = try await onThread { try scene(running) }
            serving.cancel()
            try await serving.value
            return result
        } catch {
            serving.cancel()
            _ = try? await serving.value
            throw error
        }
    }

    private func service(pbx: UInt16, loops: Int, audit: String) throws -> ProxyService {
        guard let keys = TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]) else {
            throw FailedError(description: "no keys")
        }
        var logger = Logger(label: "endurance")
        logger.logLevel = .warning
        let loopback: UInt32 = 0x7F00_0001
        let settings = Settings(
            addresses: OwnAddresses(
                phone: OwnAddress(host: Ports.host, port: phoneSide),
                pbx: OwnAddress(host: Ports.host, port: pbxSide)
            ),
            keys: keys
        )
        return ProxyService(
            listeners: .init(
                phones: [Endpoint(ipv4: loopback, port: phoneSide)],
                pbx: [Endpoint(ipv4: loopback, port: pbxSide)]
            ),
            settings: settings,
            pbx: PBXGroup([Endpoint(ipv4: loopback, port: pbx)]),
            healthCheckSeconds: 3600,
            publisher: publisher,
            audit: try AuditLog(path: audit, keys: keys, logger: logger),
            logger: logger,
            loops: loops
        )
    }

    /// Runs what blocks where it holds up no task.
    private static func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
