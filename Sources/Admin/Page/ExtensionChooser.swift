import PolicyAdministration

/// The drop-down to choose an extension by.
struct ExtensionChooser {
    /// Where it looks for extensions, for a script.
    let findPath: String
    /// Where it looks for them without a script.
    let listPath: String
    /// What is chosen; empty for nothing.
    let chosen: String

    init(_ visit: Visit, chosen: String = "") {
        findPath = "\(visit.paths.base)/find/extensions"
        listPath = visit.paths.extensions
        self.chosen = chosen
    }
}
