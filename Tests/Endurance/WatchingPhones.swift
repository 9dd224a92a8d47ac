import Foundation
import ScriptedSIP
import Synchronization

/// The phones under load: they subscribe, answer every NOTIFY, and take down what each told, on a thread of their own.
final class WatchingPhones: Sendable {
    /// What one subscription was told.
    struct Subscription: Sendable {
        var isAccepted = false
        /// NOTIFYs by what they told, before and after the change was acknowledged: by when the PBX sent them.
        var before = Told()
        var after = Told()
        /// When any state was told last, when the caller was, and when the status was first told without, by what was sent after the change.
        var stateAt: UInt64 = 0
        var callerAt: UInt64 = 0
        var statusAt: UInt64 = 0
        /// When its end was told first, and whether it was said to be a rejection.
        var endedAt: UInt64 = 0
        var isRejected = false
        fileprivate var askedAt: UInt64 = 0
    }

    /// NOTIFYs by what they told.
    struct Told: Sendable {
        var nothing = 0
        var status = 0
        var caller = 0

        mutating func add(_ content: LoadMessages.Content) {
            switch content {
            case .nothing: nothing += 1
            case .status: status += 1
            case .caller: caller += 1
            }
        }
    }

    private let plan: LoadPlan
    private let watchers: Confined<Watchers>
    private let subscriptions: Mutex<[Subscription]>
    /// NOTIFYs with a greater number were sent after the change was acknowledged.
    private let acknowledged = Atomic<Int>(.max)
    private let thread = LoadThread()

    init(_ plan: LoadPlan, _ watchers: Watchers) {
        self.plan = plan
        self.watchers = Confined(watchers)
        subscriptions = Mutex(Array(repeating: Subscription(), count: plan.subscriptions))
    }

    /// What each was told so far.
    var told: [Subscription] { subscriptions.withLock { $0 } }

    /// Says up to which NOTIFY of the PBX the old policy may have judged.
    func acknowledge(upTo number: Int) { acknowledged.store(number, ordering: .sequentiallyConsistent) }

    func start() { thread.start { [self] in run() } }

    func stop() { thread.stop() }

    private func run() {
        let phones = watchers.value.phones
        var isSubscribing = true
        while !thread.isStopped {
            if isSubscribing { isSubscribing = subscribe() }
            DatagramSocket.wait(for: phones, milliseconds: Limits.pollMilliseconds)
            for phone in phones {
                for _ in 0..<Limits.burstMax {
                    guard let bytes = phone.receiveNow() else { break }
                    take(Datagram(bytes: bytes), at: phone)
                }
            }
        }
    }

    /// Asks for the next that are not accepted, a few at a time; false when all are.
    private func subscribe() -> Bool {
        let now = Monotonic.now()
        var (open, due): ([Int], [Int]) = ([], [])
        subscriptions.withLock { subscriptions in
            for place in subscriptions.indices where !subscriptions[place].isAccepted {
                open.append(place)
                if now > subscriptions[place].askedAt + Limits.repeatNanoseconds {
                    subscriptions[place].askedAt = now
                    due.append(place)
                }
                if open.count == Limits.outstandingWhenFull { break }
            }
        }
        for place in due {
            let phone = plan.phone(of: place)
            let text = watchers.value.subscribe(phone, to: plan.name(of: place), call: "load-\(place)")
            let message = NumberedMessage(text)
            message.bytes.withUnsafeBytes {
                watchers.value.phones[phone].send($0, to: watchers.value.proxy.phoneSide)
            }
        }
        return !open.isEmpty
    }

    private func take(_ datagram: Datagram, at phone: DatagramSocket) {
        guard let place = datagram.number(after: "Call-ID: load-"), place < plan.subscriptions else { return }
        if datagram.begins("SIP/2.0 200") { return subscriptions.withLock { $0[place].isAccepted = true } }
        guard datagram.begins("NOTIFY"), let written = datagram.number(after: "CSeq: ") else { return }
        let now = Monotonic.now()
        let content = LoadMessages.content(of: datagram)
        let isEnd = datagram.has("Subscription-State: terminated")
        let isLate = written - NumberedMessage.first > acknowledged.load(ordering: .sequentiallyConsistent)
        subscriptions.withLock { subscriptions in
            if isLate { subscriptions[place].after.add(content) } else { subscriptions[place].before.add(content) }
            if content != .nothing { subscriptions[place].stateAt = now }
            if content == .caller { subscriptions[place].callerAt = now }
            if content == .status, subscriptions[place].statusAt == 0 { subscriptions[place].statusAt = now }
            if isEnd, subscriptions[place].endedAt == 0 {
                subscriptions[place].endedAt = now
                subscriptions[place].isRejected = datagram.has("reason=rejected")
            }
        }
        phone.send(ScriptedPBX.accept(datagram.text), to: watchers.value.proxy.phoneSide)
    }
}
