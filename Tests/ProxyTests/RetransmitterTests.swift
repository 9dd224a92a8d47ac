import Enforcement
import NIOCore
import NIOEmbedded
import Testing

@testable import Proxy

@Suite struct RetransmitterTests {
    /// Seconds after the start at which a request is sent again, with responses in between.
    static func repeats(
        _ awaited: Transaction.Awaited,
        responses: [(second: Double, isFinal: Bool)] = []
    ) throws -> [Double] {
        let channel = EmbeddedChannel()
        let loop = channel.embeddedEventLoop
        let retransmitter = Retransmitter()
        retransmitter.use(channel, as: .init(side: .pbx, isIPv4: true))
        let peer = Endpoint(ipv4: 0xC000_020A, port: 5060)
        let transaction = Transaction(peer: peer, name: [1], cseq: 1, awaited: awaited)
        let destination = Destination(.pbx, peer)
        retransmitter.start(ByteBuffer(string: "x"), to: destination, for: transaction, on: loop)
        var times: [Double] = []
        for tick in 1...400 {
            let second = Double(tick) / 10
            for response in responses where response.second == second {
                retransmitter.settle(transaction, isFinal: response.isFinal)
            }
            loop.advanceTime(by: .milliseconds(100))
            while try channel.readOutbound(as: AddressedEnvelope<ByteBuffer>.self) != nil { times.append(second) }
        }
        #expect(retransmitter.count == 0)
        return times
    }

    @Test func anInviteIsRepeatedAtTimerA() throws {
        #expect(try Self.repeats(.anyResponse) == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5])
    }

    @Test func othersAreRepeatedAtTimerE() throws {
        #expect(try Self.repeats(.finalResponse) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5])
    }

    @Test func anyResponseEndsAnInvite() throws {
        #expect(try Self.repeats(.anyResponse, responses: [(2, false)]) == [0.5, 1.5])
    }

    @Test func aFinalResponseEndsOthers() throws {
        #expect(try Self.repeats(.finalResponse, responses: [(2, true)]) == [0.5, 1.5])
    }

    @Test func aProvisionalResponseSlowsOthersDown() throws {
        #expect(try Self.repeats(.finalResponse, responses: [(1, false)]).prefix(4) == [0.5, 1.5, 5.5, 9.5])
    }

    @Test func aFinalResponseIsRepeatedAtTimerGUntilItsACK() throws {
        #expect(try Self.repeats(.ack) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5])
        #expect(try Self.repeats(.ack, responses: [(2, true)]) == [0.5, 1.5])
    }
}
