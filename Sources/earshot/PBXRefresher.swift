import Logging
import Proxy
import ServiceLifecycle

/// Looks the PBXes up again when their records have run out. Whatever goes wrong, those that were found before are kept.
struct PBXRefresher: Service {
    let lookup: PBXLookup
    let proxy: ProxyService
    let logger: Logger

    func run() async throws {
        let rounds = AsyncStream<PBXLookup.Found>(unfolding: { await lookup.look() })
        for await found in rounds.cancelOnGracefulShutdown() {
            for problem in found.problems {
                logger.error("a pbx not found; what was known stays", metadata: ["problem": "\(problem)"])
            }
            if !found.members.isEmpty { proxy.replacePBXes(found.members) }
            guard let seconds = found.seconds else { break }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(seconds)) }
        }
        // Nothing can change any more; a service that returns would end the others.
        try? await gracefulShutdown()
    }
}
