import AccessPolicy
import PolicyAdministration

/// One request for a page of an organisation: who asks, and the policy in force at that moment.
struct Visit: Sendable {
    let state: PolicyState
    let principal: Principal
    let organization: Organization
    let standing: Standing
    let strings: Strings
    let csrf: String
    let theme: Theme
    /// Whether only the inside of the page is wanted.
    let isPart: Bool
    let query: FormFields

    var name: String { organization.name.value }
    var paths: Paths { Paths(organization: name) }
    var isAdmin: Bool { standing >= .admin }

    /// A key of a part of this organisation.
    func key(_ kind: PolicyItem.Kind, _ name: String = "") -> PolicyItem.Key {
        PolicyItem.Key(organization: self.name, kind: kind, name: name)
    }

    /// The name of a user for people.
    func displayName(_ user: String) -> String { organization.user(user)?.displayName ?? user }

    /// Refuses who is less than that.
    func require(_ least: Standing) throws(PageError) {
        guard standing >= least else { throw .forbidden(strings.text("errors", "adminOnly")) }
    }
}
