/// Finds out where a SIP URI leads (RFC 3263 §4). Safe to be asked from anywhere at once; keeps nothing between questions.
public final class TargetResolver: Sendable {
    private let service: any NameService

    /// A resolver that asks these name servers, each an address with or without a port, or those of the system when nil.
    ///
    /// - Parameter timeout: for the answers of one step. There are three at the most (NAPTR, SRV, addresses), each with all its questions at once.
    public convenience init(servers: [String]? = nil, timeout: Duration = .seconds(2)) {
        self.init(service: DNS(servers: servers, timeout: timeout))
    }

    init(service: any NameService) {
        self.service = service
    }

    /// Where a target is, in the order to try, the lots of RFC 2782 drawn anew.
    ///
    /// Never blocks the caller's thread. A resolver does one thing at a time; others wait. Throws when there is no address, with the reason. An
    /// answer that is missing is an error only where nothing else was found: who has targets from before should keep them then.
    public func resolve(_ target: Target) async throws(ResolutionError) -> Resolution {
        var generator = SystemRandomNumberGenerator()
        return try await resolve(target, using: &generator)
    }

    /// The same, with lots drawn by that generator.
    public func resolve(
        _ target: Target,
        using generator: inout some RandomNumberGenerator
    ) async throws(ResolutionError) -> Resolution {
        if target.isLiteral {
            return Lookup.direct(target, at: [target.host], ttlSeconds: Limits.ttlSeconds.upperBound)
        }
        // What the operator has written into the hosts file is meant.
        let listed = await service.listed(target.host)
        if !listed.isEmpty {
            return Lookup.direct(target, at: listed, ttlSeconds: Limits.ttlSeconds.lowerBound)
        }
        var lookup = Lookup(target)
        var step = lookup.begin()
        while true {
            switch step {
            case .ask(let questions): step = lookup.take(await service.ask(questions), using: &generator)
            case .done(let resolution): return resolution
            case .failed(let error): throw error
            }
        }
    }
}
