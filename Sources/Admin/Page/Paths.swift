import Foundation

/// Addresses of the pages. Every part is escaped, so that a name may hold anything.
struct Paths {
    /// `/o/{organisation}`
    let base: String

    init(organization: String) { base = "/o/\(Self.segment(organization))" }

    var extensions: String { "\(base)/extensions" }
    var bulk: String { "\(base)/bulk" }
    var roles: String { "\(base)/roles" }
    var users: String { "\(base)/users" }
    var live: String { "\(base)/live" }
    var audit: String { "\(base)/audit" }
    var consents: String { "\(base)/consents" }
    var history: String { "\(base)/history" }
    var settings: String { "\(base)/settings" }

    func extensionPage(_ number: String) -> String { "\(extensions)/\(Self.segment(number))" }
    func rolePage(_ name: String) -> String { "\(roles)/\(Self.segment(name))" }
    /// Who is in a role, to be looked at over another page.
    func roleTree(_ name: String) -> String { "\(rolePage(name))/tree" }
    func userPage(_ name: String) -> String { "\(users)/\(Self.segment(name))" }
    func revisionPage(_ number: Int64) -> String { "\(history)/\(number)" }
    func why(_ watcher: String, _ number: String) -> String {
        "\(base)/why?watcher=\(Self.escaped(watcher))&extension=\(Self.escaped(number))"
    }

    /// A name as a piece of a path. Browsers resolve `.` and `..`, however they are written, so that a `~` comes before a dot.
    static func segment(_ name: String) -> String {
        (name.hasPrefix(".") || name.hasPrefix("~") ? "~" : "") + escaped(name)
    }

    /// The name of a piece of a path; nil for what is no UTF-8.
    static func name(_ segment: String) -> String? {
        segment.removingPercentEncoding.map { $0.hasPrefix("~") ? String($0.dropFirst()) : $0 }
    }

    /// The value of a query, with everything escaped but letters, digits and `-._`.
    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
}
