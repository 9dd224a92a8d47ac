/// The files of `Resources`, under the names that the build gives them.
enum PageFiles {
    static var style: [UInt8] { PackageResources.page_css }
    static var script: [UInt8] { PackageResources.page_js }
    static var icon: [UInt8] { PackageResources.icon_svg }
    static var strings: [UInt8] { PackageResources.strings_json }

    /// By the names under which they name each other.
    static var templates: [(name: String, bytes: [UInt8])] {
        [
            ("account", PackageResources.account_mustache),
            ("answers", PackageResources.answers_mustache),
            ("audience", PackageResources.audience_mustache),
            ("audit", PackageResources.audit_mustache),
            ("bulk", PackageResources.bulk_mustache),
            ("can", PackageResources.can_mustache),
            ("chooser", PackageResources.chooser_mustache),
            ("conflict", PackageResources.conflict_mustache),
            ("consents", PackageResources.consents_mustache),
            ("editor", PackageResources.editor_mustache),
            ("error", PackageResources.error_mustache),
            ("extension", PackageResources.extension_mustache),
            ("extensions", PackageResources.extensions_mustache),
            ("frame", PackageResources.frame_mustache),
            ("history", PackageResources.history_mustache),
            ("inside", PackageResources.inside_mustache),
            ("layout", PackageResources.layout_mustache),
            ("link", PackageResources.link_mustache),
            ("live", PackageResources.live_mustache),
            ("meaning", PackageResources.meaning_mustache),
            ("members", PackageResources.members_mustache),
            ("node", PackageResources.node_mustache),
            ("organizations", PackageResources.organizations_mustache),
            ("pager", PackageResources.pager_mustache),
            ("problems", PackageResources.problems_mustache),
            ("removal", PackageResources.removal_mustache),
            ("revision", PackageResources.revision_mustache),
            ("rights", PackageResources.rights_mustache),
            ("role", PackageResources.role_mustache),
            ("roles", PackageResources.roles_mustache),
            ("savebar", PackageResources.savebar_mustache),
            ("settings", PackageResources.settings_mustache),
            ("sign-in", PackageResources.sign_in_mustache),
            ("switch", PackageResources.switch_mustache),
            ("tree", PackageResources.tree_mustache),
            ("user", PackageResources.user_mustache),
            ("users", PackageResources.users_mustache),
            ("who", PackageResources.who_mustache),
            ("why", PackageResources.why_mustache),
        ]
    }
}
