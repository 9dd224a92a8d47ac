import AccessPolicy
import AdministeredStore
import PolicyFile
import PolicyStore
import Testing

@testable import PolicyAdministration

/// Who may change what: every kind of person and every kind of change.
@Suite struct StandingTests {
    private static let people: [(String, Principal)] = [
        ("operator", .root), ("admin", .alice), ("owner", .bob), ("locked owner", .carol), ("other admin", .eve),
        ("gone", Principal(.user(organization: "Example Ltd", name: "gone"))),
    ]

    /// What is changed, and who may.
    private static let changes: [(String, @Sendable (inout Organization) -> Void, Set<String>)] = [
        ("listening", { $0.listening = .disabled }, ["operator"]),
        ("mode", { $0.mode = .shadow }, ["operator"]),
        ("domains", { $0.domains.append("more.example") }, ["operator"]),
        ("defaults", { $0.defaults.status = Located(.nobody) }, ["operator", "admin"]),
        ("statuses", { $0.statuses.append("At lunch") }, ["operator", "admin"]),
        ("consent", { $0.consent = .required }, ["operator", "admin"]),
        ("a user", { $0.users.append(User("dave")) }, ["operator", "admin"]),
        ("a user's extensions", { $0.users[1].extensions = ["102", "200"] }, ["operator", "admin"]),
        ("a role", { $0.roles[1].members.append(Member(.user, "bob")) }, ["operator", "admin"]),
        (
            "the own extension", { $0.extensions.append(ExtensionSettings("102", status: Located(.nobody))) },
            ["operator", "admin", "owner"]
        ),
        (
            "a lock on the own extension", { $0.extensions.append(ExtensionSettings("102", managed: .admin)) },
            ["operator", "admin"]
        ),
        (
            "a consent of the own extension", { $0.extensions.append(ExtensionSettings("102", consent: .required)) },
            ["operator", "admin"]
        ),
        ("a locked extension", { $0.extensions[2].status = Located(.nobody) }, ["operator", "admin"]),
        ("a locked extension, taken out", { $0.extensions.remove(at: 2) }, ["operator", "admin"]),
        ("nobody's extension", { $0.extensions[1].status = Located(.nobody) }, ["operator", "admin"]),
        ("another's extension", { $0.extensions[0].status = nil }, ["operator", "admin"]),
    ]

    @Test(arguments: changes.indices, people.indices)
    func onlyWhoMayChangesIt(_ change: Int, _ person: Int) throws {
        let (what, alter, allowed) = Self.changes[change]
        let (who, principal) = Self.people[person]
        let desk = try Desk()
        let state = desk.administration.state
        var changed = state.model.organizations[0]
        alter(&changed)
        let edit = PolicyEdit(from: state, to: changed)
        #expect(!edit.put.isEmpty || !edit.removed.isEmpty, "\(what) is no change")
        var isAllowed = true
        do throws(PolicyEditError) {
            _ = try desk.administration.save(edit, by: principal, now: 0)
        } catch {
            guard case .forbidden = error else { throw error }
            isAllowed = false
        }
        #expect(isAllowed == allowed.contains(who), "\(what) by \(who)")
        #expect(try desk.store.policyRevision() == (isAllowed ? 2 : 1))
    }

    @Test(arguments: people.indices)
    func onlyTheOperatorAddsAndRemovesOrganizations(_ person: Int) throws {
        let (who, principal) = Self.people[person]
        let desk = try Desk()
        let new = PolicyItem(Organization(name: "New Ltd"))
        let old = desk.administration.state.model.items.map(\.key).filter { $0.organization == "Example Ltd" }
        for isRemoved in [false, true] {
            let state = desk.administration.state
            let edit = PolicyEdit(put: isRemoved ? [] : [new], removed: isRemoved ? old : [], of: state)
            let made = (try? desk.administration.save(edit, by: principal, now: 0)) != nil
            #expect(made == (who == "operator"))
        }
    }

    @Test func whatMayBeSeenIsTheOwnAndAnAdminsAll() throws {
        let state = try Desk().administration.state
        func seen(_ principal: Principal) -> [String] {
            ["99", "101", "102", "200"].filter { state.maySee($0, of: "Example Ltd", principal) }
        }
        #expect(seen(.root) == ["99", "101", "102", "200"])
        #expect(seen(.alice) == ["99", "101", "102", "200"])
        #expect(seen(.bob) == ["102"])
        #expect(seen(.carol) == ["99"])
        #expect(seen(.eve) == [])
    }

    @Test func anAdminIsWhoeverTheRoleNamesThroughRoles() throws {
        let state = try Desk().administration.state
        #expect(state.standing(of: .alice, in: "Example Ltd") == .admin)
        #expect(state.standing(of: .bob, in: "Example Ltd") == .user)
        #expect(state.standing(of: .eve, in: "Example Ltd") == .stranger)
        #expect(state.standing(of: .root, in: "Example Ltd") == .operator)
    }
}

extension PolicyEdit {
    /// The edit that makes another of the first organisation.
    fileprivate init(from state: PolicyState, to new: Organization) {
        let (before, after) = (
            PolicyModel(organizations: [state.model.organizations[0]]).items, PolicyModel(organizations: [new]).items
        )
        let keys = Set(after.map(\.key))
        self.init(
            put: after.filter { !before.contains($0) },
            removed: before.map(\.key).filter { !keys.contains($0) },
            of: state
        )
    }
}
