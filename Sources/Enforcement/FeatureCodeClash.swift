/// Two codes of one table that some dialled string is both of.
public struct FeatureCodeClash: Equatable, Sendable {
    /// How they clash.
    public enum Kind: Equatable, Sendable {
        /// They are the same code.
        case same
        /// They are dialled in the same way and do different things.
        case otherAction
        /// The extension of the first may be what the second begins with: `*3{extension}` and `*33{extension}`.
        case prefix
    }

    /// The place in the table of the code that is eaten, or that comes later.
    public let later: Int
    /// The place of the other one.
    public let earlier: Int
    /// How they clash.
    public let kind: Kind

    /// Every clash, at the place of the later code and in order.
    public static func all(in codes: [FeatureCodes.Code]) -> [FeatureCodeClash] {
        var found: [FeatureCodeClash] = []
        for later in codes.indices.prefix(Limits.featureCodesMax) {
            for earlier in codes.indices.prefix(later) {
                guard let kind = kind(codes[earlier], codes[later]) else { continue }
                found.append(FeatureCodeClash(later: later, earlier: earlier, kind: kind))
            }
        }
        return found
    }

    private static func kind(_ one: FeatureCodes.Code, _ other: FeatureCodes.Code) -> Kind? {
        if one.prefix == other.prefix {
            if let lengths = one.extensionLength, let others = other.extensionLength, !lengths.overlaps(others) {
                return nil
            }
            if one.action != other.action { return .otherAction }
            // A code with an extension beside the same without one is no clash: `555` and `555{extension}`.
            return (one.extensionLength == nil) == (other.extensionLength == nil) ? .same : nil
        }
        return eats(one, other) || eats(other, one) ? .prefix : nil
    }

    /// Whether what the second is dialled with may be an extension of the first. What no extension begins with (`*`, `#`) tells them apart.
    private static func eats(_ one: FeatureCodes.Code, _ other: FeatureCodes.Code) -> Bool {
        guard let lengths = one.extensionLength, other.prefix.count > one.prefix.count,
            other.prefix.starts(with: one.prefix)
        else { return false }
        let rest = other.prefix.dropFirst(one.prefix.count)
        guard rest.allSatisfy(ASCII.isAlphanumeric) else { return false }
        let least = rest.count + (other.extensionLength?.lowerBound ?? 0)
        let most = rest.count + (other.extensionLength?.upperBound ?? 0)
        // The second dialled bare is in question too.
        return lengths.overlaps(least...most) || lengths.contains(rest.count)
    }
}
