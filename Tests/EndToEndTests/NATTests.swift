import Rehearsal
import Testing

/// Phones behind a real NAT, whose ports change.
@Suite(
    .serialized,
    .timeLimit(.minutes(2)),
    .enabled(if: NAT.obstacle == nil, Comment(rawValue: NAT.obstacle ?? "a NAT can be made here"))
)
struct NATTests {
    @Test func aSubscriptionLivesItsWholeLife() async throws {
        try await NAT.with { nat in
            let site = SubscriptionLife.site(host: nat.outside)
            try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
                let watcher = try await SubscriptionLife(stage: stage, place: nat.phonePlace).play()

                #expect(Self.isSeen(watcher, at: nat.ports))
                #expect(watcher.messages.entries.first?.header("Contact")?.contains("@192.0.2.2:") == true)
            }
        }
    }

    @Test func aPhoneIsFoundAtItsNewPortOnceItRegisters() async throws {
        try await behindAMovingNAT { life, watcher, subscribe, nat in
            let (mark, before) = (watcher.messages.count, nat.ports)
            try await nat.move()
            try await watcher.registerAgain()
            #expect(Self.isSeen(watcher, at: nat.ports, from: mark, by: "REGISTER"))
            #expect(!nat.ports.overlaps(before))
            #expect(Self.contacts(of: watcher).count == 1)
            try await life.lamp(at: watcher)
            try await life.refresh(of: subscribe, at: watcher, from: mark)
            try await life.end(of: subscribe, at: watcher)
        }
    }

    @Test func aRefreshFromAPortThatNobodyRegisteredIsRefused() async throws {
        try await behindAMovingNAT { _, watcher, _, nat in
            try await nat.move()
            let mark = watcher.messages.count
            let refresh = try await watcher.request("SUBSCRIBE", .sent, from: mark) { $0.tag("To") != nil }

            #expect(try await watcher.answer(to: refresh).isResponse(403))
        }
    }

    /// Subscribes, gets a lamp at the first port, and plays the scene.
    private func behindAMovingNAT(
        _ scene: @Sendable (SubscriptionLife, Phone, WireMessage, NAT) async throws -> Void
    ) async throws {
        try await NAT.with { nat in
            // So long that the phone refreshes when all is moved, and not while.
            let site = SubscriptionLife.site(host: nat.outside, seconds: 12)
            try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
                let life = SubscriptionLife(stage: stage, place: nat.phonePlace)
                let (watcher, subscribe) = try await life.begin()
                #expect(Self.isSeen(watcher, at: nat.ports))
                try await scene(life, watcher, subscribe, nat)
            }
        }
    }

    /// Whether Earshot says that all the phone's requests, or those of this method, came from these ports (RFC 3581).
    private static func isSeen(
        _ phone: Phone,
        at ports: ClosedRange<Int>,
        from mark: Int = 0,
        by method: String = ""
    ) -> Bool {
        let answers = phone.messages.entries.dropFirst(mark).filter { message in
            message.direction == .received && message.isFinalResponse
                && message.header("CSeq")?.hasSuffix(method) == true
        }
        let seen = answers.map { $0.header("Via")?.firstMatch(of: /;rport=(\d+)/).flatMap { Int($0.1) } ?? 0 }
        return !seen.isEmpty && seen.allSatisfy(ports.contains)
    }

    private static func contacts(of phone: Phone) -> Set<String> {
        let registers = phone.messages.entries.filter { $0.direction == .sent && $0.isRequest("REGISTER") }
        return Set(registers.compactMap { $0.header("Contact") })
    }
}
