import SIPMessage

/// The user part of a resource or of a dialled URI, in every form in which a PBX may read it.
///
/// Which form the PBX uses depends on its make (`TargetProfile`) and configuration (cut at `;` or not, visual separators kept or not),
/// so each is judged and the strictest answer counts.
struct DialledUser: Equatable {
    /// The user part with its escapes decoded once.
    let canonical: [UInt8]
    /// All the forms, the canonical one first, or none of a host that is no number; bounded by `Limits.dialledFormsMax`.
    let forms: [[UInt8]]
    /// The host that the user part names, instead of the one that follows it; nil when it names none.
    let host: [UInt8]?

    /// From a user part whose escapes have been decoded.
    init(unescaped: [UInt8], for profile: TargetProfile) {
        canonical = unescaped
        var forms = [unescaped]
        if unescaped.allSatisfy(Self.isPlain) {
            host = nil
        } else {
            Self.addForms(of: unescaped, for: profile, to: &forms)
            host = profile.host(in: unescaped)
        }
        self.forms = forms
    }

    /// The host of a URI that has no user part, which some PBXes take for a number. One with dots is none.
    init(host: [UInt8]) {
        (canonical, forms, self.host) = (host, host.allSatisfy(ASCII.isAlphanumeric) ? [host] : [], nil)
    }

    /// The user part of a SIP or tel URI. Nil when it has none or its escapes are not allowed.
    init?(of uri: SIPURI, in message: SIPMessage, for profile: TargetProfile) {
        guard let unescaped = unescapedUser(uri, in: message) else { return nil }
        guard !unescaped.isEmpty, unescaped.count <= Limits.dialledBytesMax else { return nil }
        self.init(unescaped: unescaped, for: profile)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_")
    }

    private static func addForms(of user: [UInt8], for profile: TargetProfile, to forms: inout [[UInt8]]) {
        // chan_sip decodes what it has decoded once more (`%252A`), and looks for that as well.
        let decoded = ASCII.unescaped(user)
        let uncut = decoded == user ? [user] : [user, decoded]
        for base in uncut + uncut.map({ Array($0.prefix { !isEnd($0) }) }) {
            let bare = base.filter { !isVisualSeparator($0) }
            for form in [base, bare, withoutTrailingHash(bare)] { add(form, to: &forms) }
            for form in [base, bare, withoutTrailingHash(bare)] {
                for name in profile.names(in: form) {
                    add(name, to: &forms)
                    add(withoutTrailingHash(name), to: &forms)
                }
            }
        }
    }

    private static func add(_ form: [UInt8], to forms: inout [[UInt8]]) {
        guard !form.isEmpty, forms.count < Limits.dialledFormsMax, !forms.contains(form) else { return }
        forms.append(form)
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ";") || byte == UInt8(ascii: "@")
    }

    // RFC 3966 §5.1.1, and the space that some phones leave in.
    private static func isVisualSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: " "): true
        default: false
        }
    }

    private static func withoutTrailingHash(_ user: [UInt8]) -> [UInt8] {
        var user = user
        while user.last == UInt8(ascii: "#") { user.removeLast() }
        return user
    }
}
