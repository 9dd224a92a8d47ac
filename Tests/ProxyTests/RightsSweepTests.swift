import AccessPolicy
import NIOCore
import NIOEmbedded
import Testing

@testable import Enforcement
@testable import Proxy

/// When dialogs are looked at again, and at what pace. What comes of it is in WorkerRevocationTests.
@Suite struct RightsSweepTests {
    /// A sweep over made-up dialogs, on a clock of its own.
    final class Scene {
        let loop = EmbeddedEventLoop()
        var version = 1
        var dialogs: [Int: [LiveDialog]] = [:]
        /// How many messages the look at a dialog sends.
        var sends = 0
        var looked: [(LiveKey, NIODeadline)] = []
        var flushes = 0
        private(set) var sweep: RightsSweep?

        func start(_ share: RightsSweep.Share = .init(index: 0, count: 1)) {
            sweep = RightsSweep(
                share: share,
                loop: loop,
                version: { [unowned self] in version },
                dialogs: { [unowned self] in dialogs[$0] ?? [] },
                review: { [unowned self] in
                    looked.append(($0.key, loop.now))
                    return sends
                },
                flush: { [unowned self] in flushes += 1 }
            )
            sweep?.start()
        }

        func fill(_ count: Int, shards: Int = 1, kind: DialogToken.Kind = .subscription(.dialog)) {
            for number in 0..<count {
                dialogs[number % shards, default: []].append(RightsSweepTests.dialog(number, kind: kind))
            }
        }

        func run(_ milliseconds: Int64) { loop.advanceTime(by: .milliseconds(milliseconds)) }
    }

    static func dialog(_ number: Int, kind: DialogToken.Kind = .subscription(.dialog)) -> LiveDialog {
        let token = DialogToken(
            kind: kind,
            pbx: 1,
            phone: Endpoint(ipv4: 0xC000_0201, port: 5060),
            watcher: AddressOfRecord(user: [], host: []),
            resource: Array("sip:101@example.com".utf8)
        )
        return LiveDialog(
            callID: Array("\(number)".utf8),
            token: token,
            phone: LiveDialog.Party(),
            pbx: LiveDialog.Party(),
            since: Moment(unixSeconds: 0),
            until: Moment(unixSeconds: .max),
            disclosure: .full
        )
    }

    @Test func whatWasKeptIsLookedAtOnceAtTheStart() {
        let scene = Scene()
        scene.fill(3)
        scene.start()
        scene.run(50)
        #expect(scene.looked.count == 3)
    }

    @Test func nothingIsLookedAtWhileNothingChanges() {
        let scene = Scene()
        scene.fill(3)
        scene.start()
        scene.run(5_000)
        scene.looked = []
        scene.run(20_000)
        #expect(scene.looked.isEmpty)
    }

    @Test func aChangeIsSeenWithinAnInterval() {
        let scene = Scene()
        scene.fill(3)
        scene.start()
        scene.run(5_000)
        scene.looked = []
        scene.version = 2
        scene.run(51)
        #expect(scene.looked.count == 3)
    }

    /// INVARIANT: a dialog that comes into the table behind a pass, judged before the change, is looked at in the second one.
    @Test func whatCameBehindAPassIsLookedAtASecondLater() {
        let scene = Scene()
        scene.start()
        scene.run(5_000)
        scene.version = 2
        scene.run(60)
        scene.fill(1)
        scene.run(900)
        #expect(scene.looked.isEmpty)
        scene.run(200)
        #expect(scene.looked.count == 1)
    }

    @Test func whatGotNoAnswerIsTriedAgainNowAndThen() {
        let scene = Scene()
        scene.fill(1)
        scene.start()
        scene.run(5_000)
        scene.looked = []
        scene.run(30_000)
        #expect(scene.looked.count == 1)
    }

    @Test func aTurnIsBounded() {
        let scene = Scene()
        scene.fill(1_000)
        scene.start()
        scene.run(50)
        #expect(scene.looked.count == 256)
        scene.run(3)
        #expect(scene.looked.count == 1_000)
    }

    @Test func aTurnThatSendsIsShorterAndFlushedOnce() {
        let scene = Scene()
        scene.fill(1_000)
        scene.sends = 1
        scene.start()
        scene.run(50)
        #expect(scene.looked.count == 64)
        #expect(scene.flushes == 1)
    }

    @Test(arguments: [1, 2, 4])
    func noMoreIsSentThanAPBXCanTake(_ loops: Int) throws {
        let scene = Scene()
        scene.fill(10_000, shards: LiveTable.shardCount)
        scene.sends = 1
        scene.start(.init(index: 0, count: loops))
        scene.run(1_000)
        let times = scene.looked.map(\.1)
        #expect(times.count >= 10_000 / loops - LiveTable.shardCount * 2)
        let span = try #require(times.last) - (try #require(times.first))
        let perSecond = Int64(times.count * loops) * 1_000_000_000 / span.nanoseconds
        #expect(perSecond <= 20_500)
        #expect(span < .milliseconds(600))
    }

    @Test func everyShardIsSomebodys() {
        for count in [1, 2, 3, 7, 64] {
            let shards = (0..<count).flatMap { RightsSweep.Share(index: $0, count: count).shards }
            #expect(shards.sorted() == Array(0..<LiveTable.shardCount))
        }
    }

    @Test func aSecondChangeBeginsThePassAnew() {
        let scene = Scene()
        scene.fill(1_000)
        scene.start()
        scene.run(5_000)
        scene.looked = []
        scene.version = 2
        scene.run(50)
        let first = scene.looked.count
        #expect(first < 1_000)
        scene.version = 3
        scene.run(10)
        #expect(Set(scene.looked.dropFirst(first).map(\.0)).count == 1_000)
    }

    @Test(arguments: [DialogToken.Kind.subscription(.dialog), .listening])
    func changesWithoutEndPutNobodyOff(_ kind: DialogToken.Kind) {
        let scene = Scene()
        scene.fill(1_000, shards: 8, kind: kind)
        scene.start()
        scene.run(5_000)
        scene.looked = []
        for _ in 0..<100 {
            scene.version += 1
            scene.run(2)
        }
        #expect(Set(scene.looked.map(\.0)).count == 1_000)
    }

    @Test func callsComeFirst() {
        let scene = Scene()
        scene.fill(2_000, shards: 8)
        scene.dialogs[0, default: []].insert(Self.dialog(9_999, kind: .listening), at: 0)
        scene.start()
        scene.run(50)
        #expect(scene.looked.first?.0 == Self.dialog(9_999).key)
    }

    @Test func afterTheStopNothingIsLookedAt() {
        let scene = Scene()
        scene.fill(1_000)
        scene.start()
        scene.run(50)
        let before = scene.looked.count
        scene.sweep?.stop()
        scene.version = 2
        scene.run(60_000)
        #expect(scene.looked.count == before)
    }
}
