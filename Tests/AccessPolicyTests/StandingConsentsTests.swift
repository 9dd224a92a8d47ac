import AccessPolicy
import Testing

@Suite struct StandingConsentsTests {
    private var consents = StandingConsents()

    init() { consents.give(for: "101", of: "Example Ltd", owner: "alice") }

    @Test func aConsentStandsForItsExtension() {
        #expect(consents.stands(for: "101", of: "Example Ltd", owner: "alice"))
        #expect(!consents.stands(for: "102", of: "Example Ltd", owner: "alice"))
        #expect(!consents.stands(for: "101", of: "Other", owner: "alice"))
        #expect(consents.count == 1)
    }

    @Test mutating func namesAreComparedWithoutCase() {
        consents.give(for: "Hall", of: "Example Ltd", owner: nil)
        #expect(consents.stands(for: "HALL", of: "EXAMPLE ltd", owner: nil))
        #expect(consents.stands(for: "101", of: "example ltd", owner: "Alice"))
    }

    @Test func aConsentIsNotTheNextOwners() {
        #expect(!consents.stands(for: "101", of: "Example Ltd", owner: "bob"))
        #expect(!consents.stands(for: "101", of: "Example Ltd", owner: nil))
    }

    @Test mutating func aConsentForNobodysExtensionIsNotItsFirstOwners() {
        consents.give(for: "hall", of: "Example Ltd", owner: nil)
        #expect(!consents.stands(for: "hall", of: "Example Ltd", owner: "alice"))
    }

    @Test mutating func aWithdrawnConsentStandsNoLonger() {
        consents.withdraw(for: "101", of: "EXAMPLE LTD")
        #expect(!consents.stands(for: "101", of: "Example Ltd", owner: "alice"))
        #expect(consents == StandingConsents())
    }

    @Test mutating func withdrawingEndsEveryConsentForTheExtension() {
        consents.give(for: "101", of: "Example Ltd", owner: "bob")
        consents.withdraw(for: "101", of: "Example Ltd")
        #expect(!consents.stands(for: "101", of: "Example Ltd", owner: "alice"))
        #expect(!consents.stands(for: "101", of: "Example Ltd", owner: "bob"))
    }

    @Test mutating func aConsentCanBeGivenAgain() {
        consents.withdraw(for: "101", of: "Example Ltd")
        consents.give(for: "101", of: "Example Ltd", owner: "alice")
        #expect(consents.stands(for: "101", of: "Example Ltd", owner: "alice"))
    }
}
