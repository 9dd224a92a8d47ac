import AdministeredStore
import HTTPTypes
import HummingbirdCore
import NIOCore
import PolicyAdministration
import Synchronization
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

    @Test func whoAsksForTheHeadersAloneOpensNoStream() async throws {
        let api = try APIStage().api
        let uri = APIStage.home + "/live/events"
        let routes = try #require(api.routes(of: uri))
        let head = HTTPRequest(method: .head, scheme: nil, authority: nil, path: uri)
        for _ in 0...APILimits.streamsOfOneMax {
            let request = Request(head: head, body: .init(buffer: ByteBuffer()))
            let response = await api.respond(to: request, routes, APICaller(principal: .alice)) { _ in }
            #expect(response.status == .ok && response.headers[.contentType] == "text/event-stream")
            #expect(response.body.contentLength == 0)
        }
    }

    /// What a reader was sent.
    private final class Sent: Sendable {
        let texts = Mutex<[String]>([])
    }

    /// Reads so many events and then no more.
    private struct Reader: ResponseBodyWriter {
        let sent: Sent
        var most = Int.max

        mutating func write(_ buffer: ByteBuffer) async throws {
            let count = sent.texts.withLock { texts in
                texts.append(String(buffer: buffer))
                return texts.count
            }
            // Until it is cancelled.
            if count > most { try await Task.sleep(for: .seconds(3_600)) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            sent.texts.withLock { $0.append("end") }
        }
    }

    /// A call that ends with the third look, and a right that ends so many looks later.
    private final class Scene: Sendable {
        let looks = Mutex(0)

        func stream(looks most: Int, patience: Duration = .seconds(10)) -> LiveStream {
            LiveStream(
                poll: {
                    let look = self.looks.withLock { looks in
                        looks += 1
                        return looks
                    }
                    return look < 3 ? list("a") : list("b")
                },
                isAllowed: { self.looks.withLock { $0 } < most },
                pause: .zero,
                patience: patience
            )
        }
    }

    @Test func aStreamTellsWhatThereIsWhatChangesAndEndsWithTheRight() async throws {
        let sent = Sent()
        try await Scene().stream(looks: 40).write(to: Reader(sent: sent))
        let texts = sent.texts.withLock { $0 }
        #expect(texts.first?.hasPrefix("event: snapshot\ndata: {\"live\":[{") == true)
        #expect(texts.dropFirst().first?.hasPrefix("event: change\ndata: {\"started\":[{") == true)
        #expect(texts.filter { $0 == ": still here\n\n" }.count == 2)
        #expect(texts.last == "end" && texts.count == 5)
    }

    @Test func aReaderThatStopsReadingIsLeft() async throws {
        let stream = Scene().stream(looks: .max, patience: .milliseconds(20))
        await #expect(throws: LiveStream.SlowReaderError.self) {
            try await stream.write(to: Reader(sent: Sent(), most: 1))
        }
    }
}
