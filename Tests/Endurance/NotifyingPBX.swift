import Foundation
import ScriptedSIP
import Synchronization

/// A PBX that keeps its subscriptions and tells their state all the time, on a thread of its own.
///
/// As FreeSWITCH does, it goes on when a NOTIFY is answered with 481; only a SUBSCRIBE with Expires 0 ends a subscription, and its last NOTIFY tells
/// the state once more.
final class NotifyingPBX: Sendable {
    /// What others may ask about it meanwhile.
    struct Count: Sendable {
        /// Subscriptions that it has.
        var live = 0
        /// When there was last one less.
        var endedAt: UInt64 = 0
        /// SUBSCRIBEs that ended one, those that were repeated included.
        var ends = 0
        /// SUBSCRIBEs in a dialog that went on.
        var refreshes = 0
    }

    private struct Dialog {
        var notify: NumberedMessage
        var last: NumberedMessage
        var isLive = true
        /// The number of the last NOTIFY while it is not answered, when it is sent again, and after how long once more (RFC 3261 §17.1.2.2, timer E).
        var unanswered: Int?
        var repeatAt: UInt64 = 0
        var pause = Limits.repeatNanoseconds
    }

    private let plan: LoadPlan
    private let socket: Confined<DatagramSocket>
    private let proxy: RunningProxy
    private let count = Mutex(Count())
    private let numbers = Atomic<Int>(0)
    private let thread = LoadThread()

    init(_ plan: LoadPlan, at socket: DatagramSocket, proxy: RunningProxy) {
        self.plan = plan
        self.socket = Confined(socket)
        self.proxy = proxy
    }

    /// How it stands.
    var counted: Count { count.withLock { $0 } }

    /// The number of the last NOTIFY that was sent.
    var lastNumber: Int { numbers.load(ordering: .sequentiallyConsistent) }

    func start() { thread.start { [self] in run() } }

    func stop() { thread.stop() }

    private func run() {
        var dialogs = [Dialog?](repeating: nil, count: plan.subscriptions)
        var (next, sent, start, repeated) = (0, 0, Monotonic.now(), Monotonic.now())
        var isComplete = false
        while !thread.isStopped {
            DatagramSocket.wait(for: [socket.value], milliseconds: Limits.pollMilliseconds)
            for _ in 0..<Limits.burstMax {
                guard let bytes = socket.value.receiveNow() else { break }
                take(Datagram(bytes: bytes), &dialogs)
            }
            let now = Monotonic.now()
            // Of its own accord it tells nothing before everybody has subscribed.
            if !isComplete {
                isComplete = counted.live == plan.subscriptions
                start = now
            }
            let due = Int(Double(now - start) / 1e9 * Double(plan.notifiesPerSecond)) - sent
            for _ in 0..<min(max(due, 0), Limits.burstMax) {
                sent += 1
                let found = (0..<dialogs.count).lazy.map { (next + $0) % dialogs.count }
                    .first { dialogs[$0]?.isLive == true }
                guard let found else { break }
                next = found + 1
                if let number = dialogs[found].map({ _ in takeNumber() }) {
                    dialogs[found]?.notify.write(number)
                    dialogs[found].map { send($0.notify) }
                }
            }
            if due > Limits.burstMax { (start, sent) = (now, 0) }
            if now > repeated + Limits.repeatNanoseconds / 5 {
                repeated = now
                for place in dialogs.indices { sendAgain(&dialogs[place], now) }
            }
        }
    }

    private func sendAgain(_ dialog: inout Dialog?, _ now: UInt64) {
        guard var ended = dialog, ended.unanswered != nil, now > ended.repeatAt else { return }
        ended.pause = min(ended.pause * 2, Limits.repeatNanosecondsMax)
        ended.repeatAt = now + ended.pause
        send(ended.last)
        dialog = ended
    }

    private func takeNumber() -> Int { numbers.add(1, ordering: .sequentiallyConsistent).newValue }

    private func send(_ message: NumberedMessage) {
        message.bytes.withUnsafeBytes { socket.value.send($0, to: proxy.pbxSide) }
    }

    private func take(_ datagram: Datagram, _ dialogs: inout [Dialog?]) {
        if datagram.begins("OPTIONS") {
            return socket.value.send(ScriptedPBX.accept(datagram.text), to: proxy.pbxSide)
        }
        guard let place = datagram.number(after: "Call-ID: load-"), dialogs.indices.contains(place) else { return }
        guard datagram.begins("SUBSCRIBE") else {
            let answered = datagram.number(after: "CSeq: ").map { $0 - NumberedMessage.first }
            if dialogs[place]?.unanswered == answered { dialogs[place]?.unanswered = nil }
            return
        }
        let (text, own) = (datagram.text, "sip:pbx@127.0.0.1:\(socket.value.port)")
        let expires = datagram.number(after: "Expires: ") ?? 3_600
        socket.value.send(ScriptedPBX.accept(text, ["Expires: \(expires)"], contact: own), to: proxy.pbxSide)
        if dialogs[place] == nil {
            let name = plan.name(of: place)
            let body = LoadMessages.document(of: name, version: NumberedMessage.placeholder)
            let notify = ScriptedPBX.notify(text, from: socket.value.port, body: body)
            let state = "terminated;reason=timeout"
            let last = ScriptedPBX.notify(text, from: socket.value.port, state: state, body: body)
            dialogs[place] = Dialog(notify: notify, last: last)
            count.withLock { $0.live += 1 }
        } else if expires == 0 {
            count.withLock { $0.ends += 1 }
            return end(&dialogs[place])
        } else if datagram.has("tag=pbx1") {
            count.withLock { $0.refreshes += 1 }
        }
        guard dialogs[place]?.isLive == true else { return }
        let number = takeNumber()
        dialogs[place]?.notify.write(number)
        dialogs[place].map { send($0.notify) }
    }

    private func end(_ dialog: inout Dialog?) {
        guard var ended = dialog, ended.isLive else { return }
        let number = takeNumber()
        ended.isLive = false
        ended.unanswered = number
        ended.repeatAt = Monotonic.now() + ended.pause
        ended.last.write(number)
        send(ended.last)
        dialog = ended
        count.withLock { count in
            count.live -= 1
            count.endedAt = Monotonic.now()
        }
    }
}
