import Testing

@testable import Enforcement

@Suite struct ReasonPhraseTests {
    @Test func aKnownStatusHasItsPhrase() {
        #expect(ReasonPhrase.of(489) == "Bad Event")
    }

    @Test(arguments: [
        (199, "Early Dialog Terminated"), (299, "OK"), (499, "Bad Request"), (599, "Server Internal Error"),
    ])
    func anUnknownOneHasItsClasses(_ status: Int, _ phrase: String) {
        #expect(ReasonPhrase.of(status) == phrase)
    }

    @Test func whatIsNoStatusHasAWordToo() {
        #expect(ReasonPhrase.of(999) == "Unknown")
    }
}
