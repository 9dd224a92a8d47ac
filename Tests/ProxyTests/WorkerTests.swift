import AccessPolicy
import Enforcement
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Proxy

/// What a worker does about a registration while the journal writes it.
@Suite struct WorkerTests {
    static let phone = Endpoint(ipv4: 0xC000_0201, port: 40_000)
    static let pbx = Endpoint(ipv4: 0xC000_020A, port: 5060)
    static let alice = AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8))

    static let register = """
        REGISTER sip:example.com SIP/2.0\r
        Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bK-1;rport\r
        Max-Forwards: 70\r
        From: <sip:alice@example.com>;tag=1\r
        To: <sip:alice@example.com>\r
        Call-ID: register@192.0.2.1\r
        CSeq: 1 REGISTER\r
        Contact: <sip:alice@192.0.2.1:40000>;expires=600\r
        Content-Length: 0\r
        \r

        """

    /// A worker with both its sockets, on a loop of its own.
    struct Bench {
        let journal = TestJournal()
        let table = BindingTable()
        let writer: JournalWriter
        let loop: NIOAsyncTestingEventLoop
        let toPhone: NIOAsyncTestingChannel
        let toPBX: NIOAsyncTestingChannel
        private let worker: NIOLoopBound<Worker>

        init(publisher: SnapshotPublisher? = nil, featureCodes: FeatureCodes = FeatureCodes([])) async throws {
            let (table, loop) = (table, NIOAsyncTestingEventLoop())
            let writer = JournalWriter(journal, logger: Logger(label: "test")) {
                table.kept(now: Moment(unixSeconds: 0))
            }
            let (toPhone, toPBX) = (NIOAsyncTestingChannel(loop: loop), NIOAsyncTestingChannel(loop: loop))
            worker = try await loop.executeInContext {
                let worker = try TestWorker.make(
                    loop: loop,
                    connections: ConnectionTable(),
                    bindings: table,
                    journal: writer,
                    publisher: publisher,
                    featureCodes: featureCodes
                )
                worker.attach(toPhone, as: .init(side: .phone, isIPv4: true))
                worker.attach(toPBX, as: .init(side: .pbx, isIPv4: true))
                return NIOLoopBound(worker, eventLoop: loop)
            }
            (self.writer, self.loop, self.toPhone, self.toPBX) = (writer, loop, toPhone, toPBX)
        }

        func receive(_ text: String, from remote: Endpoint, on side: Side) async throws {
            try await loop.executeInContext { [worker] in
                worker.value.receive(ByteBuffer(string: text), from: remote, on: side)
                worker.value.readComplete()
            }
        }

        func close(_ remote: Endpoint) async throws {
            try await loop.executeInContext { [worker] in worker.value.closed(remote, on: .phone) }
        }

        /// The PBX's 200 to the REGISTER of alice's phone, received.
        func accept(from phone: Endpoint = WorkerTests.phone) async throws {
            try await receive(WorkerTests.register, from: phone, on: .phone)
            let sent = try await toPBX.waitForOutboundWrite(as: AddressedEnvelope<ByteBuffer>.self)
            let kept = String(buffer: sent.data).split(separator: "\r\n").filter { line in
                ["Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:"].contains { line.hasPrefix($0) }
            }
            let answer = ["SIP/2.0 200 OK"] + kept + ["Content-Length: 0", "", ""]
            try await receive(answer.joined(separator: "\r\n"), from: WorkerTests.pbx, on: .pbx)
        }

        /// The next message to the phone.
        func answer() async throws -> String {
            String(buffer: try await toPhone.waitForOutboundWrite(as: AddressedEnvelope<ByteBuffer>.self).data)
        }

        func isSilent() async throws -> Bool {
            try await toPhone.readOutbound(as: AddressedEnvelope<ByteBuffer>.self) == nil
        }
    }

    @Test func the200IsForwardedOnlyWhenTheBindingIsWritten() async throws {
        let bench = try await Bench()
        bench.journal.holdUp()
        try await bench.accept()
        #expect(bench.table.count == 1)
        #expect(try await bench.isSilent())

        bench.journal.letGo()
        #expect(try await bench.answer().hasPrefix("SIP/2.0 200 OK"))
        #expect(bench.journal.calls.count == 1)
        await bench.writer.close()
    }

    @Test func aJournalThatFailsStillForwards() async throws {
        let bench = try await Bench()
        bench.journal.setBroken(true)
        try await bench.accept()
        #expect(try await bench.answer().hasPrefix("SIP/2.0 200 OK"))
        #expect(bench.table.count == 1)
        #expect(bench.journal.calls.isEmpty)
        await bench.writer.close()
    }

    @Test func aJournalThatHangsIsNotWaitedForLong() async throws {
        let bench = try await Bench()
        bench.journal.holdUp()
        try await bench.accept()
        await bench.loop.advanceTime(by: .milliseconds(Limits.journalMilliseconds - 1))
        #expect(try await bench.isSilent())
        await bench.loop.advanceTime(by: .milliseconds(1))
        #expect(try await bench.answer().hasPrefix("SIP/2.0 200 OK"))
        bench.journal.letGo()
        await bench.writer.close()
        #expect(try await bench.isSilent())
    }

    @Test func whatTeachesNothingIsForwardedAtOnce() async throws {
        let bench = try await Bench()
        bench.journal.holdUp()
        try await bench.receive(Self.register, from: Self.phone, on: .phone)
        let sent = try await bench.toPBX.readOutbound(as: AddressedEnvelope<ByteBuffer>.self)
        #expect(sent.map { String(buffer: $0.data).hasPrefix("REGISTER") } == true)
        bench.journal.letGo()
        await bench.writer.close()
    }

    @Test func a200ForAConnectionThatHasEndedBindsNobody() async throws {
        let bench = try await Bench()
        try await bench.accept(from: Self.phone.by(.tcp))
        await bench.writer.close()
        #expect(bench.table.count == 0)
        #expect(bench.journal.changes.count == 2)
        #expect(bench.journal.changes.last.map { if case .drop = $0 { true } else { false } } == true)
    }

    @Test func theEndOfAConnectionIsWritten() async throws {
        let bench = try await Bench()
        let stream = Self.phone.by(.tcp)
        let binding = BindingTableTests.binding(Self.alice, 1, at: stream, until: .max)
        bench.table.bind(binding, now: BindingTableTests.at(0))
        try await bench.close(stream)
        await bench.writer.close()
        #expect(bench.table.count == 0)
        #expect(bench.journal.calls == [.write([.drop(Self.alice, contact: 1)])])
    }
}
