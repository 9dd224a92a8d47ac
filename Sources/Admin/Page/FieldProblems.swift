import AccessPolicy
import PolicyAdministration

/// What is wrong with an edit, at the field that it is about.
struct FieldProblems {
    private let texts: [String]

    /// - Parameter error: nil when nothing is wrong. A conflict is no problem of a field.
    init(_ error: PolicyEditError?, _ strings: Strings) {
        switch error {
        case .invalid(let problems): texts = problems.map(\.text)
        case .forbidden(let text), .unavailable(let text): texts = [text]
        case .readOnly: texts = [strings.text("errors", "readOnly")]
        case .conflict, nil: texts = []
        }
    }

    var isEmpty: Bool { texts.isEmpty }

    /// Everything that is wrong.
    var all: [String] { texts }

    /// What is wrong with one setting.
    func text(at setting: Setting) -> String? {
        let own = texts.filter { Self.isAbout($0, setting) }
        return own.isEmpty ? nil : own.joined(separator: "; ")
    }

    /// What is wrong with no setting in particular.
    var others: [String] { texts.filter { text in !Setting.allCases.contains { Self.isAbout(text, $0) } } }

    /// The compiler begins with the name of what it is about.
    private static func isAbout(_ text: String, _ setting: Setting) -> Bool {
        text.contains("`\(setting.rawValue)`")
    }
}
