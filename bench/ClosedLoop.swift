import Glibc
import Histogram
import ScriptedSIP

/// What one run came to.
struct LoopResult {
    var perSecond: Double
    /// Processor time of the program under test for one message, in microseconds.
    var processorMicroseconds: Double
    var lost: Int
    /// One-way time in nanoseconds.
    var latency: Histogram<UInt64>
}

/// Sends messages from one socket, waits for them at another, and keeps a fixed number on the way.
struct ClosedLoop {
    static let outstanding = 64

    let from: DatagramSocket
    let to: DatagramSocket
    let target: UInt16
    let process: ChildProcess

    /// Messages that have not come when the receiving socket gives up are lost; the run then goes on with new ones.
    func run(_ message: NumberedMessage, count: Int) -> LoopResult {
        var message = message
        var sentAt = [UInt64](repeating: 0, count: count)
        var latency = Histogram<UInt64>(highestTrackableValue: 10_000_000_000, numberOfSignificantValueDigits: .three)
        var (sent, arrived, lost) = (0, 0, 0)
        let processorBefore = process.processorNanoseconds()
        let start = Self.now()
        while arrived + lost < count {
            while sent < count, sent - arrived - lost < Self.outstanding {
                message.write(sent)
                sentAt[sent] = Self.now()
                message.bytes.withUnsafeBytes { from.send($0, to: target) }
                sent += 1
            }
            guard let datagram = to.receive() else {
                lost = sent - arrived
                continue
            }
            let at = Self.now()
            guard let number = NumberedMessage.number(in: datagram), number < sent, sentAt[number] > 0 else { continue }
            latency.record(at - sentAt[number])
            sentAt[number] = 0
            arrived += 1
        }
        let seconds = Double(Self.now() - start) / 1e9
        let processor = Double(process.processorNanoseconds() - processorBefore)
        return LoopResult(
            perSecond: Double(arrived) / seconds,
            processorMicroseconds: processor / 1_000 / Double(max(1, arrived)),
            lost: lost,
            latency: latency
        )
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
