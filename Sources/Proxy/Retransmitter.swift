import Enforcement
import NIOConcurrencyHelpers
import NIOCore

/// Repeats over UDP what came by a stream, until it is answered (RFC 3261 §17.1.1.2 timer A, §17.1.2.2 timer E, §17.2.1 timer G).
///
/// Shared by the event loops: the answer may come in on another than the request. Bounded; a request that does not fit is sent once.
final class Retransmitter: Sendable {
    private struct Entry {
        var bytes: ByteBuffer
        var destination: Destination
        var interval: TimeAmount
        var spent: TimeAmount
        var isProvisional: Bool
    }

    private let entries = NIOLockedValueBox<[Transaction: Entry]>([:])
    private let sockets = NIOLockedValueBox<[Worker.Socket: any Channel]>([:])

    /// T1, T2 and 64·T1 (RFC 3261 §17.1.1.1).
    private static let first = TimeAmount.milliseconds(500)
    private static let longest = TimeAmount.seconds(4)
    private static let whole = TimeAmount.seconds(32)

    /// A socket to repeat from; any loop's will do.
    func use(_ channel: any Channel, as socket: Worker.Socket) {
        sockets.withLockedValue { $0[socket] = channel }
    }

    /// Transactions that are being repeated.
    var count: Int { entries.withLockedValue { $0.count } }

    func start(_ bytes: ByteBuffer, to destination: Destination, for transaction: Transaction, on loop: any EventLoop) {
        let isNew = entries.withLockedValue { entries -> Bool in
            guard entries[transaction] == nil, entries.count < Limits.retransmissionsMax else { return false }
            entries[transaction] = Entry(
                bytes: bytes,
                destination: destination,
                interval: Self.first,
                spent: .zero,
                isProvisional: false
            )
            return true
        }
        if isNew { schedule(transaction, in: Self.first, on: loop) }
    }

    func settle(_ transaction: Transaction, isFinal: Bool) {
        entries.withLockedValue { entries in
            if isFinal || transaction.awaited == .anyResponse {
                entries[transaction] = nil
            } else {
                entries[transaction]?.isProvisional = true
            }
        }
    }

    private func schedule(_ transaction: Transaction, in delay: TimeAmount, on loop: any EventLoop) {
        loop.scheduleTask(in: delay) { self.fire(transaction, on: loop) }
    }

    private func fire(_ transaction: Transaction, on loop: any EventLoop) {
        let due = entries.withLockedValue { entries -> Entry? in
            guard var entry = entries[transaction] else { return nil }
            entry.spent = entry.spent + entry.interval
            // Timers B and F: after 64·T1 nobody waits any more.
            guard entry.spent < Self.whole else {
                entries[transaction] = nil
                return nil
            }
            let doubled = entry.interval + entry.interval
            entry.interval = transaction.awaited == .anyResponse ? doubled : min(doubled, Self.longest)
            if entry.isProvisional { entry.interval = Self.longest }
            entry.interval = min(entry.interval, Self.whole - entry.spent)
            entries[transaction] = entry
            return entry
        }
        guard let due else { return }
        let socket = Worker.Socket(side: due.destination.socket, isIPv4: due.destination.remote.isIPv4)
        let envelope = AddressedEnvelope(remoteAddress: due.destination.remote.socketAddress, data: due.bytes)
        sockets.withLockedValue { $0[socket] }?.writeAndFlush(envelope, promise: nil)
        schedule(transaction, in: due.interval, on: loop)
    }
}
