/// How CSeq numbers of a phone are moved toward the PBX, because of requests of our own in between: up to where which shift held.
///
/// A repetition keeps the number that its request had; whatever comes after a request of ours has a larger one than that.
struct NumberShift: Sendable, Equatable {
    private struct Step: Sendable, Equatable {
        /// The phone's highest number when a request of ours was made.
        let last: UInt32
        /// What its numbers up to there were moved by.
        let shift: UInt32
    }

    /// The oldest first.
    private var steps: [Step] = []
    /// What numbers are moved by from here on.
    private(set) var current: UInt32 = 0

    init() {}

    /// What was kept of it: old repetitions are not told apart any more.
    init(_ shift: UInt32) { current = shift }

    /// Moves what the phone sends after its number `last` by so much.
    mutating func move(to shift: UInt32, after last: UInt32) {
        guard shift != current else { return }
        if steps.last?.last != last {
            steps.append(Step(last: last, shift: current))
            if steps.count > Limits.shiftStepsMax { steps.removeFirst() }
        }
        current = shift
    }

    /// What that number of the phone is moved by.
    func shift(of number: UInt32) -> UInt32 {
        steps.first { number <= $0.last }?.shift ?? current
    }
}

extension LiveDialog {
    /// The highest CSeq number that may be written (RFC 3261 §8.1.1.5).
    static let numberMax: UInt32 = 0x7FFF_FFFF
    /// A number that nobody has come to by counting, with some room above it.
    static let numberUnheardOf: UInt32 = 0x7FFF_FF00

    /// The number that a request of the phone has toward the PBX.
    func number(towardPBX number: UInt32) -> UInt32 {
        let (moved, isTooLarge) = number.addingReportingOverflow(shifts.shift(of: number))
        return isTooLarge || moved > Self.numberMax ? number : moved
    }

    /// The number of a request of our own on the phone's behalf, and by how much the phone's later ones are moved then. Where nothing is known of
    /// its numbers, or none is left, one that is larger than any that it can have sent.
    var nextNumber: (number: UInt32, shift: UInt32) {
        guard let cseq = phone.cseq, let (number, shift) = following(cseq) else { return (Self.numberUnheardOf, shift) }
        return (number, shift)
    }

    /// The number of a BYE of our own toward the PBX. Where one has not ended the call, the PBX may have seen higher numbers than we have.
    var endNumber: UInt32 {
        guard endings > 0 else { return nextNumber.number }
        return min(Self.numberUnheardOf + min(endings - 1, 0xFF), Self.numberMax)
    }

    private func following(_ cseq: UInt32) -> (UInt32, UInt32)? {
        let next = UInt64(shift) + 1
        let number = UInt64(cseq) + next
        // As many again must be left for the phone.
        return number < UInt64(Self.numberUnheardOf) ? (UInt32(number), UInt32(next)) : nil
    }
}
