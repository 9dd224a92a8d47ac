import Dispatch
import NIOConcurrencyHelpers
import Testing

@testable import Enforcement
@testable import Proxy

/// The table itself: what it lists, what it forgets, and what it has no room for.
@Suite struct LiveTableTests {
    static let now = Moment(unixSeconds: 1_000)

    static func sighting(
        _ what: LiveSighting.What,
        _ number: Int,
        watcher: String = "w",
        kind: DialogToken.Kind? = .subscription(.dialog),
        ofListening: Bool = false,
        seconds: UInt32 = 100
    ) -> LiveSighting {
        let token = kind.map {
            DialogToken(
                kind: $0,
                pbx: 1,
                phone: Endpoint(ipv4: 1, port: 1),
                watcher: AddressOfRecord(user: Array(watcher.utf8), host: Array("example.com".utf8)),
                resource: Array("101".utf8)
            )
        }
        let callID = Array("\(number)".utf8)
        var sighting = LiveSighting(what, callID: callID, tag: [0x74], token: token, ofListening: ofListening)
        sighting.lifetime = seconds
        return sighting
    }

    static func later(_ seconds: Int64) -> Moment { Moment(unixSeconds: now.unixSeconds + seconds) }

    @Test func listsWhatIsSeen() {
        let table = LiveTable()
        let sighting = Self.sighting(.asked, 1)
        table.see(sighting, now: Self.now)
        #expect(table.dialog(sighting.key)?.stage == .asked)
        #expect(table.counts == (1, 0))
    }

    @Test func everyDialogIsInOneShard() {
        let table = LiveTable()
        for number in 0..<500 { table.see(Self.sighting(.told, number), now: Self.now) }
        let listed = (0..<LiveTable.shardCount).flatMap { table.dialogs(inShard: $0, now: Self.now) }
        #expect(Set(listed.map(\.callID)).count == 500)
        #expect(listed.count == 500)
    }

    @Test func forgetsWhatHasEnded() {
        let table = LiveTable()
        table.see(Self.sighting(.told, 1), now: Self.now)
        table.see(Self.sighting(.ended, 1, kind: nil), now: Self.now)
        #expect(table.counts == (0, 0))
    }

    @Test func aRefusalEndsOnlyWhatHasNotBegun() {
        let table = LiveTable()
        table.see(Self.sighting(.asked, 1), now: Self.now)
        table.see(Self.sighting(.told, 2), now: Self.now)
        for number in 1...2 { table.see(Self.sighting(.refused, number, kind: nil), now: Self.now) }
        #expect(table.counts == (1, 0))
    }

    @Test func dropsWhatHasExpired() {
        let table = LiveTable()
        table.see(Self.sighting(.told, 1, seconds: 10), now: Self.now)
        table.see(Self.sighting(.told, 2, seconds: 20), now: Self.now)
        let shards = 0..<LiveTable.shardCount
        #expect(shards.flatMap { table.dialogs(inShard: $0, now: Self.later(10)) }.count == 1)
        table.prune(now: Self.later(10))
        #expect(table.counts == (1, 0))
        table.prune(now: Self.later(20))
        #expect(table.counts == (0, 0))
    }

    @Test func oneWatcherHasNoMoreThanItsShare() {
        let table = LiveTable(capacity: .init(subscriptions: 10, listening: 10, perWatcher: 2))
        for number in 0..<5 { table.see(Self.sighting(.told, number), now: Self.now) }
        table.see(Self.sighting(.told, 9, watcher: "other"), now: Self.now)
        #expect(table.counts == (3, 0))
        table.see(Self.sighting(.ended, 0, kind: nil), now: Self.now)
        table.see(Self.sighting(.told, 4), now: Self.now)
        #expect(table.dialog(Self.sighting(.told, 4).key) != nil)
    }

    @Test func allHaveNoMoreThanThereIsRoomFor() {
        let table = LiveTable(capacity: .init(subscriptions: 3, listening: 10, perWatcher: 2))
        for number in 0..<5 { table.see(Self.sighting(.told, number, watcher: "\(number)"), now: Self.now) }
        #expect(table.counts == (3, 0))
    }

    @Test func subscriptionsTakeNoRoomFromListening() {
        let table = LiveTable(capacity: .init(subscriptions: 1, listening: 1, perWatcher: 1))
        table.see(Self.sighting(.told, 1), now: Self.now)
        #expect(!table.isFullOfListening)
        table.see(Self.sighting(.accepted, 2, kind: .listening), now: Self.now)
        #expect(table.counts == (1, 1))
        #expect(table.isFullOfListening)
    }

    /// Another subscription under its name is not taken in, and its end is no end.
    @Test func nothingTakesTheNameOfAListeningCall() {
        let table = LiveTable()
        table.see(Self.sighting(.accepted, 1, kind: .listening), now: Self.now)
        table.see(Self.sighting(.asked, 1), now: Self.now)
        table.see(Self.sighting(.refused, 1, kind: nil), now: Self.now)
        #expect(table.counts == (0, 1))
    }

    @Test func aListeningCallTakesTheNameOfASubscription() {
        let table = LiveTable()
        table.see(Self.sighting(.told, 1), now: Self.now)
        table.see(Self.sighting(.asked, 1, kind: .listening), now: Self.now)
        #expect(table.counts == (0, 1))
    }

    /// What changed after each sighting, in a word.
    private func changes(_ sightings: [LiveSighting], in table: LiveTable = LiveTable()) -> [String] {
        var noted: [String] = []
        for sighting in sightings {
            table.see(sighting, now: Self.now) { change in
                switch change {
                case .keep(let dialog): noted.append("keep \(dialog.shift)")
                case .forget: noted.append("forget")
                case .bind, .unbind, .drop: noted.append("binding")
                }
            }
        }
        return noted
    }

    /// A sighting that does not bring the call's token.
    static func ofCall(_ what: LiveSighting.What) -> LiveSighting { sighting(what, 1, kind: nil, ofListening: true) }

    @Test func aListeningCallIsKeptFromItsAnswerToItsEnd() {
        let noted = changes([
            Self.sighting(.asked, 1, kind: .listening), Self.ofCall(.accepted), Self.ofCall(.passed),
            Self.ofCall(.ended),
        ])
        #expect(noted == ["keep 0", "keep 0", "forget"])
    }

    @Test func aCallThatWasRefusedWasNeverKept() {
        #expect(changes([Self.sighting(.asked, 1, kind: .listening), Self.ofCall(.refused)]) == [])
    }

    @Test(arguments: [.ended, .refused, .unended, .ending(shift: 3), .told] as [LiveSighting.What])
    func whatIsSeenOfASubscriptionUnderItsNameDoesNotTouchACall(_ what: LiveSighting.What) {
        let table = LiveTable()
        table.see(Self.sighting(.asked, 1, kind: .listening), now: Self.now)
        let call = table.dialog(Self.ofCall(.ended).key)
        table.see(Self.sighting(what, 1, kind: nil, seconds: 1), now: Self.now)
        #expect(table.dialog(Self.ofCall(.ended).key) == call)
        #expect(table.counts == (0, 1))
    }

    /// Two loops may have found the last room at once.
    @Test func aCallThatWasLetInIsListedWhereThereIsNoRoom() {
        let table = LiveTable(capacity: .init(listening: 1))
        for number in 1...3 { table.see(Self.sighting(.asked, number, kind: .listening), now: Self.now) }
        table.see(Self.sighting(.accepted, 4, kind: .listening), now: Self.now)
        table.see(Self.sighting(.passed, 5, kind: .listening), now: Self.now)
        #expect(table.counts == (0, 4))
    }

    @Test func whatHasExpiredIsNotTakenForWhatBeginsAnew() {
        let table = LiveTable()
        for what in [LiveSighting.What.asked, .accepted] {
            table.see(Self.sighting(what, 1, kind: .listening), now: Self.now)
        }
        table.see(Self.sighting(.asked, 1, kind: .listening), now: Self.later(200))
        #expect(table.dialog(Self.ofCall(.ended).key)?.stage == .asked)
        #expect(table.counts == (0, 1))
    }

    @Test func aSubscriptionIsKeptOnceItsNumbersAreMoved() {
        let noted = changes([
            Self.sighting(.asked, 1), Self.sighting(.accepted, 1, kind: nil),
            Self.sighting(.refreshing(shift: 1), 1, kind: nil), Self.sighting(.told, 1, kind: nil),
            Self.sighting(.passed, 1, kind: nil), Self.sighting(.ended, 1, kind: nil),
        ])
        #expect(noted == ["keep 1", "keep 1", "forget"])
    }

    @Test func whatWasKeptIsThereAfterARestart() {
        let table = LiveTable()
        table.see(Self.sighting(.accepted, 1, kind: .listening), now: Self.now)
        table.see(Self.sighting(.told, 2), now: Self.now)
        let kept = table.kept(now: Self.now)
        #expect(kept.count == 1)
        let next = LiveTable()
        next.restore(kept, now: Self.later(50))
        #expect(next.counts == (0, 1))
        #expect(next.kept(now: Self.later(50)) == kept)
        let late = LiveTable()
        late.restore(kept, now: Self.later(100))
        #expect(late.counts == (0, 0))
    }

    /// Two loops see the messages of one dialog at once; none of the numbers is lost, and the counts are right in the end.
    @Test func takesInWhatTwoLoopsSee() {
        let table = LiveTable()
        let rounds: UInt32 = 2_000
        DispatchQueue.concurrentPerform(iterations: 4) { loop in
            for round in 1...rounds {
                var sighting = Self.sighting(.told, Int(round) % 50, watcher: "\(round % 50)")
                if loop % 2 == 0 { sighting.phone.cseq = round } else { sighting.pbx.cseq = round }
                table.see(sighting, now: Self.now)
                _ = table.dialog(sighting.key)
                if round % 500 == 0 { table.prune(now: Self.now) }
            }
        }
        #expect(table.counts == (50, 0))
        let listed = (0..<LiveTable.shardCount).flatMap { table.dialogs(inShard: $0, now: Self.now) }
        #expect(listed.compactMap(\.phone.cseq).max() == rounds)
        #expect(listed.compactMap(\.pbx.cseq).max() == rounds)
        table.prune(now: Self.later(1_000))
        #expect(table.counts == (0, 0))
    }
}
