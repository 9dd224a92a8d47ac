import HTTPTypes
import PolicyAdministration
import Testing

@testable import Admin

@Suite struct LiveStreamTests {
    private static func list(_ calls: String...) -> LiveList {
        LiveList(
            live: calls.map { call in
                var entry = LiveListTests.entry(LiveQuery())
                entry.callID = call
                return entry
            },
            truncated: false
        )
    }

    @Test func aChangeIsWhatStartedAndWhatEnded() {
        let change = LiveStream.change(from: Self.list("a", "b"), to: Self.list("b", "c"))
        #expect(change?["started"]?.values?.compactMap { $0["call-id"] } == ["c"])
        #expect(change?["ended"]?.values?.compactMap { $0["call-id"] } == ["a"])
    }

    @Test func whatIsOnlyRenewedIsNoChange() {
        var later = Self.list("a")
        later.live[0].expires = "2027-01-01T00:00:00Z"
        #expect(LiveStream.change(from: Self.list("a"), to: later) == nil)
        later.live[0].disclosure = "none"
        #expect(LiveStream.change(from: Self.list("a"), to: later) != nil)
    }

    @Test func streamsAreBounded() {
        let streams = StreamCount()
        for _ in 0..<APILimits.streamsOfOneMax { #expect(streams.open(for: .alice)) }
        #expect(!streams.open(for: .alice))
        #expect(streams.open(for: .bob))
        streams.close(for: .alice)
        #expect(streams.open(for: .alice))
        let others = (0..<APILimits.streamsMax).filter {
            streams.open(for: Principal(.operator(name: "\($0)")))
        }
        #expect(others.count == APILimits.streamsMax - APILimits.streamsOfOneMax - 1)
    }

    @Test(arguments: [(Principal?.some(.bob), 403), (.some(.eve), 404), (nil, 401)])
    func onlyAnAdminFollows(_ principal: Principal?, _ status: Int) async throws {
        #expect(try await APIStage().ask(.get, APIStage.home + "/live/events", by: principal).status == status)
    }
}
