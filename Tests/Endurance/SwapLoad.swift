import AccessPolicy
import Chance
import ScriptedSIP

/// Sends, reads and judges every answer, on one thread.
final class SwapLoad {
    /// How much is sent.
    enum Pace {
        /// A fixed number on the way, always.
        case full
        /// So many a second.
        case perSecond(Double)
    }

    private struct Sent {
        var number = -1
        var kind = SwapMessages.Kind.notifyList
        var oldest = 0
        var at: UInt64 = 0
        var isOpen = false
    }

    private let watchers: Watchers
    private var messages: SwapMessages
    private var random: SeededRandom
    private let ledger: EpochLedger
    private let sockets: [DatagramSocket]
    /// What was sent last, by number.
    private var ring = [Sent](repeating: Sent(), count: 1 << 14)
    private var next = 0
    private var oldestOpen = 0
    private var outstanding = 0
    private var tally = SwapTally()

    init(_ watchers: Watchers, seed: UInt64, ledger: EpochLedger) throws {
        self.watchers = watchers
        messages = try SwapMessages(watchers)
        random = SeededRandom(seed: seed)
        self.ledger = ledger
        sockets = [watchers.pbx] + watchers.phones
    }

    /// Sends until it is said to be done, and reads until everything is answered or lost.
    func run(_ pace: Pace, until isDone: (SwapTally) -> Bool) -> SwapTally {
        tally = SwapTally()
        let start = Monotonic.now()
        var isSending = true
        while isSending || outstanding > 0 {
            let now = Monotonic.now()
            if isSending {
                tally.seconds = Double(now - start) / 1e9
                isSending = !isDone(tally)
            }
            if isSending { send(pace, now) }
            DatagramSocket.wait(for: sockets, milliseconds: Limits.pollMilliseconds)
            for index in sockets.indices {
                for _ in 0..<Limits.burstMax {
                    guard let bytes = sockets[index].receiveNow() else { break }
                    take(Datagram(bytes: bytes), isAtPBX: index == 0)
                }
            }
            expire(now)
        }
        return tally
    }

    private func send(_ pace: Pace, _ now: UInt64) {
        switch pace {
        case .full:
            while outstanding < Limits.outstandingWhenFull { sendOne(now) }
        case .perSecond(let rate):
            let due = tally.seconds * rate
            while Double(tally.sent) < due, outstanding < Limits.outstandingMax { sendOne(now) }
        }
    }

    private func sendOne(_ now: UInt64) {
        let index = random.below(messages.samples.count)
        let sample = messages.samples[index]
        messages.samples[index].message.write(next)
        ring[next & (ring.count - 1)] = Sent(
            number: next,
            kind: sample.kind,
            oldest: ledger.oldest,
            at: now,
            isOpen: true
        )
        let isNotify = if case .subscribe = sample.kind { false } else { true }
        let socket = isNotify ? watchers.pbx : watchers.phones[sample.phone]
        let target = isNotify ? watchers.proxy.pbxSide : watchers.proxy.phoneSide
        messages.samples[index].message.bytes.withUnsafeBytes { socket.send($0, to: target) }
        next += 1
        outstanding += 1
        tally.sent += 1
    }

    private func take(_ datagram: Datagram, isAtPBX: Bool) {
        if datagram.begins("SUBSCRIBE"), isAtPBX {
            // The proxy's own requests have no phone's Via.
            guard let number = datagram.number(after: "z9hG4bKsw") else { return answerOwn(datagram) }
            return judge(number, in: datagram) { kind in
                if case .subscribe(let member) = kind { .member(member, isRefused: false) } else { nil }
            }
        }
        if isAtPBX { return datagram.begins("OPTIONS") ? answerOwn(datagram) : () }
        guard let number = datagram.number(after: "CSeq: ") else { return tally.add(unexpected: datagram) }
        judge(number, in: datagram) { kind in
            if case .subscribe(let member) = kind {
                return datagram.begins("SIP/2.0 403") ? .member(member, isRefused: true) : nil
            }
            return datagram.begins("NOTIFY") ? SwapMessages.answer(datagram, to: kind) : nil
        }
    }

    private func answerOwn(_ datagram: Datagram) {
        tally.own += 1
        let answer = ScriptedPBX.accept(
            datagram.text,
            ["Expires: 3600"],
            contact: "sip:pbx@127.0.0.1:\(watchers.pbx.port)"
        )
        watchers.pbx.send(answer, to: watchers.proxy.pbxSide)
    }

    private func judge(_ written: Int, in datagram: Datagram, _ answer: (SwapMessages.Kind) -> EpochAnswer?) {
        let number = written - NumberedMessage.first
        let place = number & (ring.count - 1)
        guard number >= 0, ring[place].number == number else { return tally.add(unexpected: datagram) }
        let newest = ledger.newest
        if ring[place].isOpen {
            ring[place].isOpen = false
            outstanding -= 1
        }
        guard let answer = answer(ring[place].kind) else { return tally.add(unexpected: datagram) }
        tally.add(answer, of: ring[place].oldest...max(newest, ring[place].oldest))
        ledger.countAnswer()
    }

    /// What has been on the way for too long is lost.
    private func expire(_ now: UInt64) {
        while oldestOpen < next {
            let place = oldestOpen & (ring.count - 1)
            if ring[place].number == oldestOpen, ring[place].isOpen {
                guard now > ring[place].at + Limits.lostNanoseconds else { return }
                ring[place].isOpen = false
                outstanding -= 1
                tally.lost += 1
            }
            oldestOpen += 1
        }
    }
}
