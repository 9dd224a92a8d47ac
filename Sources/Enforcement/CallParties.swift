import SIPMessage

/// Names a call in this process: by its Call-ID and both tags, whoever of the two says them (RFC 3261 §12).
public struct CallKey: Sendable, Hashable {
    private let value: Int

    /// - Parameters:
    ///   - callID: the Call-ID.
    ///   - tag: the tag of one party.
    ///   - other: the tag of the other one.
    public init(callID: [UInt8], _ tag: [UInt8], _ other: [UInt8]) {
        var hasher = Hasher()
        hasher.combine(callID)
        let isInOrder = tag.lexicographicallyPrecedes(other)
        hasher.combine(isInOrder ? tag : other)
        hasher.combine(isInOrder ? other : tag)
        value = hasher.finalize()
    }
}

/// What a message has shown of a call.
public enum CallNews: Sendable, Equatable {
    /// Who made it.
    case caller(AddressOfRecord)
    /// Who answers it.
    case callee(AddressOfRecord)
    /// Its party has said, or was told, that it is over.
    case ended(AddressOfRecord)
}

/// Who has a call, as far as its parties are phones of ours.
///
/// Somebody may make a second call under the identifiers of another one, to be taken for its party. Then there are two callers or two callees of
/// one call, and nobody is believed to be a party of it.
public struct CallParties: Sendable, Equatable {
    private var caller: AddressOfRecord?
    private var callee: AddressOfRecord?
    private var isContested = false

    /// A call of which nothing is known.
    public init() {}

    /// Who was seen, whether believed or not.
    public var seen: [AddressOfRecord] { [caller, callee].compactMap { $0 } }

    /// Who is believed to be a party.
    public var believed: [AddressOfRecord] { isContested ? [] : seen }

    /// Takes in what a message has shown; that the call is over is the table's business.
    public mutating func merge(_ news: CallNews) {
        switch news {
        case .caller(let party): Self.merge(party, into: &caller, &isContested)
        case .callee(let party): Self.merge(party, into: &callee, &isContested)
        case .ended: break
        }
    }

    private static func merge(_ party: AddressOfRecord, into known: inout AddressOfRecord?, _ isContested: inout Bool) {
        if let known, known != party { isContested = true } else { known = party }
    }
}

extension Pipeline {
    /// Adds what a message that goes on shows of a call: an answer to its INVITE tells who has it, a BYE that it is over.
    func callNoted(_ outcome: Outcome, _ arrival: Arrival, isFromPBX: Bool) -> Outcome {
        guard arrival.isInDialog, case .forward? = outcome.actions.first else { return outcome }
        let news: CallNews
        switch arrival.message.startLine {
        case .request(.bye, _, _):
            guard let token = ownToken(in: arrival), token.kind == .call else { return outcome }
            news = .ended(token.watcher)
        case .response(let status, _) where arrival.fields.cseqMethod == .invite && (101..<300).contains(status):
            guard let token = recordedToken(in: arrival, ofCaller: isFromPBX), token.kind == .call,
                !token.watcher.user.isEmpty
            else { return outcome }
            news = isFromPBX ? .caller(token.watcher) : .callee(token.watcher)
        case .request, .response:
            return outcome
        }
        var outcome = outcome
        outcome.actions.append(.call(CallKey(callID: arrival.callID, arrival.fromTag, arrival.toTag), news))
        return outcome
    }
}
