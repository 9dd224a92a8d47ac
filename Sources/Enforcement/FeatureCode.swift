extension FeatureCodes {
    /// One code: literal bytes, then optionally an extension, then literal bytes again.
    public struct Code: Sendable, Equatable {
        /// What is dialled first, letters in lower case.
        let prefix: [UInt8]
        /// What ends it, and may be left out.
        let suffix: [UInt8]
        /// How long the extension is; nil when there is none.
        let extensionLength: ClosedRange<Int>?
        /// What it does.
        public let action: Action
        /// As the operator wrote it.
        public let dial: String
        /// Whether keys pressed in the call lead to other targets, so that the extension that was dialled says nothing.
        public let hops: Bool

        /// Reads `*33{extension}`, `88{extension:4}`, `555{extension:2-7}`, `*90{extension}#` or `555`. Nil when the braces are anything else,
        /// when there is nothing before them, or when it holds bytes that nobody can dial.
        public init?(dial: String, action: Action, hops: Bool = false) {
            self.init(dial: dial, action: action, hops: hops, after: "")
        }

        /// The same for what follows `start`, which may hold any bytes.
        init?(dial: String, action: Action, hops: Bool = false, after start: String) {
            self.dial = start + dial
            self.action = action
            self.hops = hops
            let bytes = Array(dial.utf8)
            guard self.dial.utf8.count <= Limits.dialledBytesMax, let first = bytes.first,
                first != UInt8(ascii: "{")
            else { return nil }
            let literal: ArraySlice<UInt8>
            if let open = bytes.firstIndex(of: UInt8(ascii: "{")) {
                guard let close = bytes.firstIndex(of: UInt8(ascii: "}")), close > open,
                    let length = Self.length(String(decoding: bytes[(open + 1)..<close], as: UTF8.self))
                else { return nil }
                (literal, suffix, extensionLength) = (bytes[..<open], Array(bytes[(close + 1)...]), length)
            } else {
                (literal, suffix, extensionLength) = (bytes[...], [], nil)
            }
            prefix = (Array(start.utf8) + literal).map(ASCII.lowercased)
            guard literal.allSatisfy({ Self.isDiallable($0) || !start.isEmpty && $0 == UInt8(ascii: "-") }),
                suffix.allSatisfy(Self.isDiallable)
            else { return nil }
        }

        private static func isDiallable(_ byte: UInt8) -> Bool {
            ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#")
        }

        /// What stands between the braces.
        private static func length(_ name: String) -> ClosedRange<Int>? {
            let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.first == "extension" else { return nil }
            guard parts.count == 2 else { return 1...Limits.dialledBytesMax }
            let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let low = ends.first ?? nil, let high = ends.last ?? nil, low >= 1, low <= high,
                high <= Limits.dialledBytesMax
            else { return nil }
            return low...high
        }

        /// Whom a dialled form is about by this code; nil when it is not this code.
        func target(in dialled: [UInt8]) -> Target? {
            guard startsWithPrefix(dialled) else { return nil }
            // A bare two-stage code prompts for the extension: no target yet, so it is about everyone.
            guard dialled.count > prefix.count else { return .everyone }
            guard let extensionLength else { return nil }
            var target = Array(dialled[prefix.count...])
            if !suffix.isEmpty, target.count > suffix.count, target.suffix(suffix.count) == suffix[...] {
                target.removeLast(suffix.count)
            }
            guard extensionLength.contains(target.count) else { return nil }
            return hops ? .everyone : .extension(target)
        }

        /// Whether dialling that string is dialling this code.
        public func isDialled(by text: String) -> Bool {
            target(in: Array(text.utf8)) != nil
        }

        /// Whether a form may be the beginning of this code: two characters at least, of which the first is one that no telephone number begins with.
        func begins(with dialled: [UInt8]) -> Bool {
            guard dialled.count >= 2, dialled.count < prefix.count,
                dialled[0] == UInt8(ascii: "*") || dialled[0] == UInt8(ascii: "#")
            else { return false }
            return zip(prefix, dialled).allSatisfy { $0 == ASCII.lowercased($1) }
        }

        private func startsWithPrefix(_ dialled: [UInt8]) -> Bool {
            guard dialled.count >= prefix.count else { return false }
            for index in prefix.indices where prefix[index] != ASCII.lowercased(dialled[index]) { return false }
            return true
        }
    }
}
