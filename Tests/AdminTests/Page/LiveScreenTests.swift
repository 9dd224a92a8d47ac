import AdministeredStore
import PolicyAdministration
import Testing

@testable import Admin

/// What the live page shows, and when it is told to look again.
@Suite struct LiveScreenTests {
    private static func list(_ entries: LiveList.Entry...) -> LiveList { LiveList(live: entries, truncated: false) }

    @Test func theFirstListAndEveryOtherOneAreToldOf() {
        let one = Self.list(PageStage.entry("carol", "102", .listening))
        let other = Self.list(PageStage.entry("alice", "102", .listening))
        #expect(LiveLook.event(nil, one) == "retry: 1000\nevent: change\ndata: 1\n\n")
        #expect(LiveLook.event(one, other) != nil)
        #expect(LiveLook.event(one, Self.list()) != nil)
        #expect(LiveLook.event(one, one) == nil)
    }

    @Test func whatIsOnlyRenewedIsNotToldOf() {
        let one = PageStage.entry("carol", "102", .subscription)
        var (renewed, narrowed) = (one, one)
        renewed.expires = "2027-01-01T00:00:00Z"
        narrowed.disclosure = "status"
        #expect(LiveLook.event(Self.list(one), Self.list(renewed)) == nil)
        #expect(LiveLook.event(Self.list(one), Self.list(narrowed)) != nil)
    }

    @Test func nothingOfTheListStandsInAnEvent() {
        let event = LiveLook.event(nil, Self.list(PageStage.entry("carol", "102", .listening)))
        #expect(event?.contains("carol") == false && event?.contains("102") == false)
    }

    @Test(arguments: [(Principal.alice, ["99", "102"]), (.bob, ["102"]), (.carol, ["99"]), (.eve, [])])
    func everybodySeesTheOwnExtensionsAndAnAdminAll(_ person: Principal, _ numbers: [String]) throws {
        let stage = try PageStage()
        stage.api.live.show(
            PageStage.entry("alice", "99", .listening),
            PageStage.entry("alice", "102", .subscription)
        )
        let look = try LiveLook(stage.pages.desk.sources, stage.visit(as: person))
        #expect(look.list().live.map(\.target) == numbers)
        #expect(look.isAllowed == (person.identity != Principal.eve.identity))
    }

    @Test func aStreamIsRefusedToWhomThePageWouldBe() async throws {
        let stage = try PageStage()
        #expect(try await stage.get("live/events", as: nil).status == 303)
        #expect(try await stage.get("live/events", as: .eve).status == 404)
    }
}

extension PageStage {
    /// A visit of somebody, whatever they may.
    func visit(as principal: Principal) throws -> Visit {
        let state = api.administration.state
        return Visit(
            state: state,
            principal: principal,
            organization: try #require(state.organization("Example Ltd")),
            standing: state.standing(of: principal, in: "Example Ltd"),
            strings: pages.desk.look.strings,
            csrf: "",
            theme: Theme(nil),
            isPart: false,
            query: FormFields("")
        )
    }
}
