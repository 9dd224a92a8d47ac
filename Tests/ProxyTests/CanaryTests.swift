import Enforcement
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import Testing

@testable import Proxy

@Suite struct CanaryTests {
    /// A canary and its PBX, in memory.
    private final class World {
        static let pbx = Endpoint(ipv4: 0xC000_020A, port: 5060)

        let loop = EmbeddedEventLoop()
        let directory = PBXDirectory(PBXGroup([World.pbx]))
        private let canary: Canary
        private let written = NIOLockedValueBox<[String]>([])
        private var answered = 0

        init() {
            canary = Canary(
                directory: directory,
                addresses: OwnAddresses(
                    phone: OwnAddress(host: "192.0.2.1", port: 5060),
                    pbx: OwnAddress(host: "192.0.2.1", port: 5062)
                ),
                domain: "example.com",
                metrics: ProxyMetrics(),
                logger: Logger(label: "test")
            )
            let written = written
            canary.start(on: loop) { bytes, _ in written.withLockedValue { $0.append(String(buffer: bytes)) } }
            loop.run()
        }

        /// What was sent, in order.
        var sent: [String] { written.withLockedValue { $0 } }

        /// What the canary found.
        var found: [String: CanaryFinding] { canary.findings[Self.pbx] ?? [:] }

        /// The PBX answers what it was sent since the last time, by these statuses; as if it were for another method when that is said.
        func answer(_ statuses: [String: Int], to other: String? = nil) {
            let fresh = sent.dropFirst(answered)
            answered = sent.count
            for text in fresh {
                let method = String(text.prefix { $0 != " " })
                guard let status = statuses[method],
                    let callID = text.split(separator: "Call-ID: ").last?.prefix(while: { $0 != "\r\n" })
                else { continue }
                canary.answered(
                    OwnAnswer(
                        callID: String(callID),
                        cseq: 1,
                        method: other ?? method,
                        status: status,
                        to: "<sip:x@example.com>;tag=p"
                    )
                )
            }
        }
    }

    /// A canary whose PBX answers INVITE and SUBSCRIBE with these statuses; what it was sent, in order, and what the canary found.
    static func run(_ statuses: [String: Int]) -> (sent: [String], found: [String: CanaryFinding], isTrusting: Bool) {
        let world = World()
        world.answer(statuses)
        world.loop.advanceTime(by: .seconds(3))
        return (world.sent, world.found, world.directory.current.hasTrusting)
    }

    static func methods(_ sent: [String]) -> [String] { sent.map { String($0.prefix { $0 != " " }) } }

    @Test(arguments: [401, 403, 407])
    func aChallengeIsWhatIsWanted(_ status: Int) {
        let (sent, found, isTrusting) = Self.run(["INVITE": status, "SUBSCRIBE": status])
        #expect(found == ["INVITE": .challenged, "SUBSCRIBE": .challenged])
        #expect(!isTrusting)
        #expect(Self.methods(sent) == ["SUBSCRIBE", "INVITE", "ACK"])
    }

    @Test(arguments: [200, 202, 404, 480, 484, 486, 489])
    func anyOtherLookIntoTheRequestIsTrust(_ status: Int) {
        let (_, found, isTrusting) = Self.run(["INVITE": 401, "SUBSCRIBE": status])
        #expect(found["SUBSCRIBE"] == .trusted(status: status))
        #expect(isTrusting)
    }

    @Test func aCallThatIsTakenIsEndedAtOnce() {
        let (sent, found, _) = Self.run(["INVITE": 200, "SUBSCRIBE": 401])
        #expect(found["INVITE"] == .trusted(status: 200))
        #expect(Self.methods(sent) == ["SUBSCRIBE", "INVITE", "ACK", "BYE"])
        #expect(sent[2].contains("To: <sip:x@example.com>;tag=p\r\n"))
    }

    @Test func aCallThatRingsIsCancelled() {
        let (sent, found, _) = Self.run(["INVITE": 180, "SUBSCRIBE": 401])
        #expect(found["INVITE"] == .trusted(status: 180))
        #expect(Self.methods(sent).contains("CANCEL"))
    }

    @Test func silenceAndTroubleSayNothing() {
        let (sent, found, isTrusting) = Self.run(["SUBSCRIBE": 503])
        #expect(found == ["INVITE": .silent, "SUBSCRIBE": .silent])
        #expect(!isTrusting)
        // The unanswered one is sent once more, in case it was lost.
        #expect(Self.methods(sent) == ["SUBSCRIBE", "INVITE", "INVITE"])
    }

    @Test func aPBXThatWasDownIsAskedAgainSoon() {
        let world = World()
        world.loop.advanceTime(by: .seconds(3))
        #expect(world.found == ["INVITE": .silent, "SUBSCRIBE": .silent])
        world.answer([:])
        world.loop.advanceTime(by: .seconds(27))
        world.answer(["INVITE": 401, "SUBSCRIBE": 200])
        #expect(world.found == ["INVITE": .challenged, "SUBSCRIBE": .trusted(status: 200)])
        #expect(world.directory.current.hasTrusting)
    }

    @Test func aPBXThatIsNewIsAskedSoon() {
        let world = World()
        world.answer(["INVITE": 401, "SUBSCRIBE": 401])
        world.directory.update { $0 = $0.replacing([PBX(Endpoint(ipv4: 0xC000_020B, port: 5060))]) }
        let before = world.sent.count
        world.loop.advanceTime(by: .seconds(30))
        #expect(Self.methods(Array(world.sent.dropFirst(before))) == ["SUBSCRIBE", "INVITE"])
        #expect(world.found == [:])
    }

    @Test func aPBXThatHasAnsweredIsAskedEveryHour() {
        let world = World()
        world.answer(["INVITE": 401, "SUBSCRIBE": 401])
        let before = world.sent.count
        world.loop.advanceTime(by: .seconds(3_599))
        #expect(world.sent.count == before)
        world.loop.advanceTime(by: .seconds(1))
        world.answer(["INVITE": 401, "SUBSCRIBE": 200])
        #expect(world.directory.current.hasTrusting)
    }

    @Test func anAnswerThatIsLateCountsToo() {
        let world = World()
        world.loop.advanceTime(by: .seconds(5))
        world.answer(["INVITE": 480, "SUBSCRIBE": 401])
        #expect(world.found == ["INVITE": .trusted(status: 480), "SUBSCRIBE": .challenged])
    }

    @Test func aCallThatIsCancelledStaysWhatItWas() {
        let world = World()
        world.answer(["INVITE": 180])
        world.answer(["CANCEL": 401], to: "INVITE")
        #expect(world.found["INVITE"] == .trusted(status: 180))
    }

    @Test func theCredentialsAreWrongAndTheUserNobody() {
        let invite = Self.run([:]).sent.first { $0.hasPrefix("INVITE") }
        #expect(invite?.contains("response=\"00000000000000000000000000000000\"") == true)
        #expect(invite?.contains("INVITE sip:earshot-canary@example.com SIP/2.0\r\n") == true)
    }
}
