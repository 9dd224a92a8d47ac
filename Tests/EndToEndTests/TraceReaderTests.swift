import Foundation
import Testing

@testable import Rehearsal

@Suite struct TraceReaderTests {
    private static let trace = """
        ----------------------------------------------- 2026-01-01 00:00:00.000000
        UDP message received [22] bytes :

        SIP/2.0 200 OK\r\nA: b\r\n
        a remark

        """

    @Test(arguments: 1...Self.trace.utf8.count)
    func findsMessageAndRemarkHoweverTheStreamIsCut(pieceBytes: Int) {
        let messages = Journal<WireMessage>()
        let remarks = Journal<String>()
        let reader = TraceReader(into: messages, remarks: remarks)
        var rest = Data(Self.trace.utf8)
        while !rest.isEmpty {
            reader.take(Data(rest.prefix(pieceBytes)))
            rest = Data(rest.dropFirst(pieceBytes))
        }

        #expect(messages.entries.map(\.text) == ["SIP/2.0 200 OK\r\nA: b\r\n"])
        #expect(messages.entries.map(\.direction) == [.received])
        #expect(remarks.entries.contains("a remark"))
    }
}
