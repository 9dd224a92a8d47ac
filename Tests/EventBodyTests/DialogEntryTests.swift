import Testing

@testable import EventBody

@Suite struct DialogEntryTests {
    @Test func stateBeforeThePartiesIsFinal() {
        var dialog = DialogEntry(id: nil, direction: nil)
        dialog.settle(.early)
        dialog.hasParty = true
        dialog.settle(.terminated)
        #expect(dialog.state == .early)
    }

    @Test func lastStateAfterThePartiesCounts() {
        var dialog = DialogEntry(id: nil, direction: nil)
        dialog.hasParty = true
        dialog.settle(.terminated)
        dialog.settle(.early)
        #expect(dialog.state == .early)
    }
}
