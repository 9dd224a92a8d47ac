/// The dialled strings that mean listening, or picking up a call or speaking into a room, on this PBX.
///
/// A code is matched against a dialled string in canonical form (`DialledUser`). A code without `{extension}` has no target that
/// can be judged when the call is set up, so it needs the right over every extension; so does one whose keys lead to other targets (`hops`).
public struct FeatureCodes: Sendable, Equatable {
    /// What dialling a code does.
    public enum Action: String, Sendable, CaseIterable {
        case listen
        case whisper
        case barge
        /// Takes somebody's call, and so learns who calls.
        case pickup
        /// Opens somebody's microphone.
        case intercom

        /// What it takes. Listening, whispering and barging are one right (keys turn one into another inside the call).
        var right: Right {
            switch self {
            case .listen, .whisper, .barge: .listening
            case .pickup, .intercom: .callers
            }
        }
    }

    /// The right that a code needs over its target.
    enum Right {
        /// `listen-whisper-barge`.
        case listening
        /// `connected-callers`, or to own the target.
        case callers
    }

    /// Whom a dialled code is about.
    public enum Target: Equatable, Sendable {
        case `extension`([UInt8])
        case everyone
    }

    /// What a dialled string means by one code.
    struct Match: Equatable {
        let right: Right
        var target: Target
    }

    /// What is made of a string that may be the beginning of a code, sent by a phone that dials digit by digit.
    public enum Overlap: String, Sendable, CaseIterable {
        /// It is what it is: no code. What is sent next is judged by itself.
        case pass
        /// It needs the right over every extension: the PBX may collect the rest where nobody sees it.
        case judge
    }

    /// The codes, in the order that they are tried.
    public let codes: [Code]
    /// What is made of the beginning of a code.
    public let overlap: Overlap

    /// A table; codes beyond the limit are the caller's mistake.
    public init(_ codes: [Code], overlap: Overlap = .pass) {
        precondition(codes.count <= Limits.featureCodesMax)
        self.codes = codes
        self.overlap = overlap
    }

    /// What each of the dialled forms means: every code that any of them matches, in no particular order.
    func matches(_ forms: [[UInt8]]) -> [Match] {
        var found: [Match] = []
        for form in forms.prefix(Limits.dialledFormsMax) {
            for code in codes { add(code, form, to: &found) }
            for code in Self.serviceURIs { add(code, form, to: &found) }
        }
        return found
    }

    private func add(_ code: Code, _ form: [UInt8], to found: inout [Match]) {
        guard let target = code.target(in: form) ?? (overlap == .judge && code.begins(with: form) ? .everyone : nil)
        else { return }
        let match = Match(right: code.action.right, target: target)
        if !found.contains(match) { found.append(match) }
    }

    /// The Request-URIs of Cisco's soft keys. They are no numbers that anybody could mean otherwise, so they count without being listed.
    ///
    /// Source: `chan_sip` as patched for Cisco phones (usecallmanager.nz) and CUCM's own trace; `cfwdall`, `park`, `meetme` and the
    /// like show nobody's call and are no codes.
    private static let serviceURIs: [Code] = [
        ("blfpickup-{extension}", Action.pickup), ("pickup", .pickup), ("gpickup", .pickup), ("opickup", .pickup),
        ("barge", .barge), ("cbarge", .barge),
    ].compactMap { Code(dial: $0.0, action: $0.1, after: "x-cisco-serviceuri-") }
}
