import PolicyAdministration

/// What stands around every page.
struct Layout {
    /// An entry of the navigation.
    struct Item {
        let href: String
        let label: String
        let isCurrent: Bool
    }

    /// What the page is called, in the window's title.
    let title: String
    /// The organisation; nil where there is none.
    let organization: String?
    /// Where the organisation begins.
    let home: String
    let items: [Item]
    /// Who has signed in; nil for nobody.
    let who: String?
    /// Whether there are organisations to choose from.
    let isOperator: Bool
    let csrf: String
    let theme: Theme
    let style: String
    let script: String
    let icon: String
    /// What was done just before; nil for nothing.
    let done: Done?
    /// Whether only the inside is wanted, for a window over another page.
    let isPart: Bool
}

/// Dark or light, as somebody has chosen. Templates see stored properties only.
struct Theme: Sendable, Equatable {
    /// `auto`, `dark` or `light`.
    let name: String
    /// What the switch changes to.
    let next: String
    let isDark: Bool
    let isLight: Bool
    let isAuto: Bool

    /// The name of the cookie that keeps it.
    static let cookie = "earshot-theme"

    /// A theme; that of the system for what is none.
    init(_ text: String?) {
        (isDark, isLight) = (text == "dark", text == "light")
        isAuto = !isDark && !isLight
        (name, next) = isDark ? ("dark", "light") : isLight ? ("light", "auto") : ("auto", "dark")
    }
}

/// Where somebody is.
enum Section: String, CaseIterable {
    case extensions, bulk, roles, users, live, audit, consents, history, settings

    /// The least that one must be to go there.
    var least: Standing {
        switch self {
        case .extensions, .live, .consents: .user
        case .bulk, .roles, .users, .audit, .history, .settings: .admin
        }
    }

    func path(_ paths: Paths) -> String { "\(paths.base)/\(rawValue)" }
}
