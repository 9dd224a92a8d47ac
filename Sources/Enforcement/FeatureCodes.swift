/// The dialled strings that mean listening on this PBX.
///
/// A code is matched against a dialled string in canonical form (`DialledUser`). A code without `{extension}` has no target that
/// can be judged when the call is set up, so it needs the right over every extension.
public struct FeatureCodes: Sendable, Equatable {
    /// What dialling a code does. Listening, whispering and barging are one right (DTMF turns one into another inside the call).
    public enum Action: String, Sendable, CaseIterable {
        case listen
        case whisper
        case barge
    }

    /// Whom a dialled code is about.
    public enum Target: Equatable, Sendable {
        case `extension`([UInt8])
        case everyone
    }

    /// One code: literal bytes, then optionally an extension, then literal bytes again.
    public struct Code: Sendable, Equatable {
        let prefix: [UInt8]
        let suffix: [UInt8]
        let extensionDigits: ClosedRange<Int>?
        /// What it does.
        public let action: Action
        /// As the operator wrote it.
        public let dial: String

        /// Reads `*33{extension}`, `88{extension:4}`, `*90{extension}#` or `555`. Nil when the braces are anything else, when there is
        /// nothing before them, or when it holds bytes that nobody can dial.
        public init?(dial: String, action: Action) {
            self.dial = dial
            self.action = action
            let bytes = Array(dial.utf8)
            guard bytes.count <= Limits.dialledBytesMax, let first = bytes.first, first != UInt8(ascii: "{") else {
                return nil
            }
            guard let open = bytes.firstIndex(of: UInt8(ascii: "{")) else {
                guard bytes.allSatisfy(Self.isDiallable) else { return nil }
                (prefix, suffix, extensionDigits) = (bytes, [], nil)
                return
            }
            guard let close = bytes.firstIndex(of: UInt8(ascii: "}")), close > open else { return nil }
            let name = String(decoding: bytes[(open + 1)..<close], as: UTF8.self)
            guard let digits = Self.digits(of: name) else { return nil }
            (prefix, suffix, extensionDigits) = (Array(bytes[..<open]), Array(bytes[(close + 1)...]), digits)
            guard prefix.allSatisfy(Self.isDiallable), suffix.allSatisfy(Self.isDiallable) else { return nil }
        }

        private static func isDiallable(_ byte: UInt8) -> Bool {
            ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#")
        }

        private static func digits(of name: String) -> ClosedRange<Int>? {
            if name == "extension" { return 1...Limits.dialledBytesMax }
            guard name.hasPrefix("extension:"), let count = Int(name.dropFirst("extension:".count)),
                (1...Limits.dialledBytesMax).contains(count)
            else { return nil }
            return count...count
        }

        func target(in dialled: [UInt8]) -> Target? {
            guard let extensionDigits else { return dialled == prefix ? .everyone : nil }
            // A bare two-stage code prompts for the extension: no target yet, so it is about everyone.
            if dialled == prefix { return .everyone }
            guard dialled.starts(with: prefix), dialled.count > prefix.count else { return nil }
            var target = Array(dialled[prefix.count...])
            if !suffix.isEmpty, target.count > suffix.count, target.suffix(suffix.count) == suffix[...] {
                target.removeLast(suffix.count)
            }
            return extensionDigits.contains(target.count) ? .extension(target) : nil
        }
    }

    /// The codes, in the order that they are tried.
    public let codes: [Code]

    /// A table; codes beyond the limit are the caller's mistake.
    public init(_ codes: [Code]) {
        precondition(codes.count <= Limits.featureCodesMax)
        self.codes = codes
    }

    /// What each of the dialled forms means: every code that any of them matches, in no particular order.
    func matches(_ forms: [[UInt8]]) -> [Target] {
        var targets: [Target] = []
        for form in forms.prefix(Limits.dialledFormsMax) {
            for code in codes {
                if let target = code.target(in: form), !targets.contains(target) { targets.append(target) }
            }
        }
        return targets
    }
}
