import Rehearsal
import Testing

@Suite struct CallerTests {
    private let caller = Caller()

    private func marks(_ text: String) -> [String] {
        caller.marks(in: WireMessage(direction: .received, text: text), calleeTag: "callee-77")
    }

    @Test func findsNothingInACleanMessage() {
        #expect(marks("NOTIFY sip:103@example.com SIP/2.0\r\n\r\n<state>early</state>") == [])
    }

    @Test func findsThePlainNumber() { #expect(marks("sip:15550199@example.com") == [caller.number]) }

    @Test func findsThePercentEncodedNumber() { #expect(marks("sip:%31%3555%30199@example.com") == [caller.number]) }

    @Test func findsTheNumberInBase64() { #expect(marks("x=MTU1NTAxOTk=") == [caller.number]) }

    @Test func findsTheCalleeTag() { #expect(marks("local-tag=\"callee-77\"") == ["callee-77"]) }
}
