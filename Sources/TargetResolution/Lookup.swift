/// The way from a target to its addresses (RFC 3263 §4), as a machine that says what to ask next. It asks nobody itself.
struct Lookup {
    /// What comes next.
    enum Step: Equatable {
        /// Ask these, and tell the answers in the same order.
        case ask([Question])
        case done(Resolution)
        case failed(ResolutionError)
    }

    private enum Stage {
        case naptr
        case srv([TargetTransport])
        case addresses([Candidate])
    }

    /// A name that is to be asked for its addresses, with what is known already.
    private struct Candidate {
        let host: String
        let transport: TargetTransport
        let port: UInt16
        var priority: UInt16 = 0
        var weight: UInt16 = 0
    }

    private let target: Target
    private var stage = Stage.naptr
    private var asked: [Question] = []
    /// The lowest lifetime of the records used so far.
    private var ttlSeconds = Limits.ttlSeconds.upperBound

    /// The way to a target whose host is a name.
    init(_ target: Target) {
        self.target = target
    }

    /// A target that needs no questions, because its addresses are known.
    static func direct(_ target: Target, at addresses: [String], ttlSeconds: UInt32) -> Resolution {
        let transport = target.defaultTransport
        let port = target.port ?? transport.defaultPort
        let targets = addresses.prefix(Limits.targetsMax).map {
            ResolvedTarget(transport: transport, address: $0, port: port)
        }
        return Resolution(targets, ttlSeconds: ttlSeconds)
    }

    /// The first step.
    mutating func begin() -> Step {
        if target.port != nil { return askForTarget() }
        if let transport = target.transport { return askForServices([transport]) }
        return ask([Question(name: target.host, kind: .naptr)], .naptr)
    }

    /// The step after these answers, one for each question.
    mutating func take(_ answers: [Answer], using generator: inout some RandomNumberGenerator) -> Step {
        switch stage {
        case .naptr: takeNAPTR(answers.first ?? .failure(.unusable))
        case .srv(let transports): takeSRV(Array(zip(transports, answers)), using: &generator)
        case .addresses(let candidates): takeAddresses(candidates, Array(zip(asked, answers)))
        }
    }

    private mutating func ask(_ questions: [Question], _ stage: Stage) -> Step {
        self.stage = stage
        asked = questions
        return .ask(questions)
    }

    private func fail(_ cause: ResolutionError.Cause) -> Step { .failed(ResolutionError(cause, target.host)) }
}

// NAPTR and SRV.
extension Lookup {
    /// The services that the domain names, in its order; where it names none that we know, all that there may be.
    private mutating func takeNAPTR(_ answer: Answer) -> Step {
        switch answer {
        // Going on without would let whoever drops answers choose the transport.
        case .failure(let cause): return fail(cause)
        case .nothing: return askForServices(allowed)
        case .records(let records, let ttl):
            let usable = records.compactMap(service).sorted { one, other in
                (one.record.order, one.record.preference) < (other.record.order, other.record.preference)
            }
            guard !usable.isEmpty else { return askForServices(allowed) }
            ttlSeconds = min(ttlSeconds, ttl)
            return ask(
                usable.map { Question(name: $0.record.replacement, kind: .srv) },
                .srv(usable.map(\.transport))
            )
        }
    }

    private var allowed: [TargetTransport] { target.isSecure ? [.tls] : [.udp, .tcp, .tls] }

    /// A record that leads to SRV records (flag `s`) of a service that we know.
    private func service(_ record: DNSRecord) -> (record: NAPTRRecord, transport: TargetTransport)? {
        guard case .naptr(let record) = record, record.flags == "s",
            HostName.normal(record.replacement) != nil,
            let transport = allowed.first(where: { $0.naptrService == record.service })
        else { return nil }
        return (record, transport)
    }

    private mutating func askForServices(_ transports: [TargetTransport]) -> Step {
        ask(transports.map { Question(name: $0.srvPrefix + target.host, kind: .srv) }, .srv(transports))
    }

    private mutating func takeSRV(
        _ answers: [(TargetTransport, Answer)],
        using generator: inout some RandomNumberGenerator
    ) -> Step {
        var candidates: [Candidate] = []
        var failure: ResolutionError.Cause?
        var isRefused = false
        for (transport, answer) in answers {
            switch answer {
            case .failure(let cause): failure = failure ?? cause
            case .nothing: break
            case .records(let records, let ttl):
                let services = records.compactMap { if case .srv(let record) = $0 { record } else { nil } }
                if services.contains(where: { $0.target.isEmpty }) { isRefused = true }
                let usable = services.filter { $0.port > 0 && HostName.normal($0.target) != nil }
                if !usable.isEmpty { ttlSeconds = min(ttlSeconds, ttl) }
                candidates += ServiceOrder.order(usable, using: &generator).map {
                    Candidate(
                        host: $0.target,
                        transport: transport,
                        port: $0.port,
                        priority: $0.priority,
                        weight: $0.weight
                    )
                }
            }
        }
        guard candidates.isEmpty else { return askForAddresses(Array(candidates.prefix(Limits.srvRecordsMax))) }
        if let failure { return fail(failure) }
        return isRefused ? fail(.notOffered) : askForTarget()
    }
}

// Addresses.
extension Lookup {
    /// The name itself, where the port is given or there are no SRV records.
    private mutating func askForTarget() -> Step {
        let transport = target.defaultTransport
        let port = target.port ?? transport.defaultPort
        return askForAddresses([Candidate(host: target.host, transport: transport, port: port)])
    }

    private mutating func askForAddresses(_ candidates: [Candidate]) -> Step {
        var questions: [Question] = []
        for candidate in candidates where !questions.contains(where: { $0.name == candidate.host }) {
            questions += [RecordKind.a, .aaaa].map { Question(name: candidate.host, kind: $0) }
        }
        return ask(questions, .addresses(candidates))
    }

    private mutating func takeAddresses(_ candidates: [Candidate], _ answers: [(Question, Answer)]) -> Step {
        var targets: [ResolvedTarget] = []
        for candidate in candidates {
            for (question, answer) in answers where question.name == candidate.host {
                guard case .records(let records, let ttl) = answer else { continue }
                ttlSeconds = min(ttlSeconds, ttl)
                for case .address(let address) in records {
                    let found = ResolvedTarget(
                        transport: candidate.transport,
                        address: address,
                        port: candidate.port,
                        priority: candidate.priority,
                        weight: candidate.weight
                    )
                    let isNew = !targets.contains { $0.isSamePlace(as: found) }
                    if isNew, targets.count < Limits.targetsMax { targets.append(found) }
                }
            }
        }
        return targets.isEmpty ? .failed(Self.reason(answers)) : .done(Resolution(targets, ttlSeconds: ttlSeconds))
    }

    /// Why no name had an address: what may pass first, then what is nearest to an address.
    private static func reason(_ answers: [(Question, Answer)]) -> ResolutionError {
        for case (let question, .failure(let cause)) in answers { return ResolutionError(cause, question.name) }
        for (absence, cause) in [
            (Answer.Absence.aliasWithoutEnd, ResolutionError.Cause.aliasWithoutEnd), (.noSuchRecords, .noAddress),
        ] {
            if let answer = answers.first(where: { $0.1 == .nothing(absence) }) {
                return ResolutionError(cause, answer.0.name)
            }
        }
        return ResolutionError(.noSuchName, answers.first?.0.name ?? "")
    }
}

extension ResolvedTarget {
    fileprivate func isSamePlace(as other: ResolvedTarget) -> Bool {
        transport == other.transport && address == other.address && port == other.port
    }
}
