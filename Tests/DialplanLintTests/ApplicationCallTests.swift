import Testing

@testable import DialplanLint

/// Applications and their arguments.
@Suite struct ApplicationCallTests {
    private func names(_ text: String) -> [String] { ApplicationCall.calls(in: text).map(\.name) }

    @Test(arguments: [
        ("ChanSpy", ""), (" CHANSPY ( PJSIP/1 )", " PJSIP/1 "), ("ChanSpy(${DB(a/b)},q)", "${DB(a/b)},q"),
        ("ChanSpy(x", "x"),
    ])
    func argumentsEndAtTheLastParenthesis(_ text: String, _ arguments: String) {
        #expect(ApplicationCall.calls(in: text) == [ApplicationCall(name: "chanspy", arguments: arguments)])
    }

    @Test(arguments: [
        ("a,b,c", "a", "b,c"), ("${X(1,2)},q", "${X(1,2)}", "q"), ("\"a,b\",c", "\"a,b\"", "c"), (" a ", "a", ""),
    ])
    func theFirstCommaOutsideOfBracketsSplits(_ text: String, _ first: String, _ rest: String) {
        let split = ApplicationCall(name: "x", arguments: text).split
        #expect(split.first == first)
        #expect(split.rest == rest)
    }

    @Test func whatAnApplicationCallsIsFoundInIt() {
        #expect(names("ExecIf($[1]?ChanSpy(a):ExtenSpy(b@c))") == ["execif", "chanspy", "extenspy"])
        #expect(names("TryExec(Exec(ChanSpy(a)))") == ["tryexec", "exec", "chanspy"])
    }

    @Test func whatIsOnlySaidIsNotCalled() {
        #expect(names("NoOp(ChanSpy(a))") == ["noop"])
    }
}
