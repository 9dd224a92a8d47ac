import NIOCore

/// Whether one PBX answers, from when it was asked and when it answered. A value: time comes in as an argument.
///
/// Two questions in a row without an answer take a PBX down, two answers in a row bring it up again, so that one lost datagram changes nothing.
struct PBXHealth {
    /// What is to be done now.
    enum Step: Equatable {
        case nothing
        /// Ask, with a new Call-ID.
        case ask
        /// Send the same question again; a datagram may have been lost.
        case repeatQuestion
    }

    private let interval: TimeAmount
    private var asked: NIODeadline?
    private var isRepeated = false
    private var due: NIODeadline
    private var misses = 0
    private var answers = 0
    /// Whether it is taken to answer.
    private(set) var isUp = true

    /// T1 (RFC 3261 §17.1.1.1): when the question is repeated.
    private static let repeatAfter = TimeAmount.milliseconds(500)
    /// When a question has failed.
    private static let patience = TimeAmount.seconds(1)
    private static let missesToFall = 2
    private static let answersToRise = 2

    /// Asked first at `start`, and then at every interval.
    init(interval: TimeAmount, start: NIODeadline) {
        self.interval = interval
        due = start
    }

    /// Time has passed.
    mutating func tick(_ now: NIODeadline) -> Step {
        if let asked {
            if now - asked >= Self.patience {
                failed(now)
            } else if now - asked >= Self.repeatAfter, !isRepeated {
                isRepeated = true
                return .repeatQuestion
            } else {
                return .nothing
            }
        }
        guard now >= due else { return .nothing }
        asked = now
        isRepeated = false
        return .ask
    }

    /// The PBX has answered, if only to say that it cannot serve (503).
    mutating func answered(_ status: Int, _ now: NIODeadline) {
        guard asked != nil, status >= 200 else { return }
        guard status != 503 else { return failed(now) }
        asked = nil
        misses = 0
        answers += 1
        if answers >= Self.answersToRise { isUp = true }
        due = now + (isUp ? interval : Self.patience)
    }

    /// The question could not be sent, or has had no answer.
    mutating func failed(_ now: NIODeadline) {
        asked = nil
        answers = 0
        misses = min(misses + 1, Self.missesToFall)
        if misses >= Self.missesToFall { isUp = false }
        due = isUp ? now : now + interval
    }
}
