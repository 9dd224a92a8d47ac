import AccessPolicy
import PolicyFile
import PolicyStore
import Synchronization

/// The policy for those who look at it and change it while the proxy runs: the point at which policies are administered.
///
/// Looking never blocks. Calls that change something do: they come from a thread that may wait.
public final class PolicyAdministration: Sendable {
    /// An edit that nobody has made yet.
    public struct Preview: Sendable {
        /// The policy as it would be.
        public let state: PolicyState
        private let before: PolicySnapshot
        /// The only extensions that it is about, if it is about nothing else.
        private let alone: [String: Set<String>]?

        init(_ state: PolicyState, before: PolicySnapshot, _ alone: [String: Set<String>]?) {
            (self.state, self.before, self.alone) = (state, before, alone)
        }

        /// Whose rights it changes in one organisation, in numbers: name by name it would be slow, and large where everybody loses everything.
        public func summary(of organization: String, namesMax: Int) -> [RightsSummary] {
            let only = alone.map { $0[organization] ?? [] }
            return before.rightsSummary(to: state.snapshot, of: organization, in: only, namesMax: namesMax)
        }
    }

    /// Edits that meet others are tried again this often.
    private static let triesMax = 5

    private let bulletin: PolicyBulletin
    /// Made when they are asked for; those of the policy in force.
    private let directories = Mutex<[Spelling: (of: UInt64, Directory)]>([:])
    private let store: any Store
    private let bringUpToDate: @Sendable () -> Void

    /// The administration of the policy that is in force.
    ///
    /// - Parameters:
    ///   - store: where changes are made.
    ///   - bringUpToDate: puts in force what the store has, and has posted it when it returns.
    public init(
        _ bulletin: PolicyBulletin,
        store: any Store,
        bringUpToDate: @escaping @Sendable () -> Void
    ) {
        (self.bulletin, self.store, self.bringUpToDate) = (bulletin, store, bringUpToDate)
    }

    /// The policy in force.
    public var state: PolicyState { bulletin.state }

    /// Whom an organisation of the policy in force has; nil when there is no such organisation.
    public func directory(of organization: String) -> Directory? {
        let state = state
        let revision = state.snapshot.revision
        let spelling = Spelling(organization)
        if let known = directories.withLock({ $0[spelling] }), known.of == revision { return known.1 }
        guard let source = state.organization(organization) else { return nil }
        let directory = Directory(source)
        directories.withLock { known in
            known = known.filter { $0.value.of == revision }
            known[spelling] = (revision, directory)
        }
        return directory
    }

    /// What an edit would come to, for somebody who may make it.
    public func preview(_ edit: PolicyEdit, by principal: Principal) throws(PolicyEditError) -> Preview {
        let state = state
        // What has become of its base is for whoever saves it.
        let candidate = try candidate(edit, state, principal, compared: [edit.seen])
        return Preview(candidate, before: state.snapshot, edit.extensionsAlone)
    }

    /// Makes an edit. When it returns the policy with the edit is in force here, unless the store could not be asked again.
    ///
    /// Where somebody was faster it goes on over what they made, unless that is a part that the edit was made of: then it is a conflict.
    ///
    /// - Parameter now: seconds since 1970-01-01 UTC.
    /// - Returns: the revision that it made; that which is in force when everything was so already.
    public func save(_ edit: PolicyEdit, by principal: Principal, now: Int64) throws(PolicyEditError) -> Int64 {
        for _ in 0..<Self.triesMax {
            if let revision = try attempt(edit, over: state, by: principal, now: now) { return revision }
        }
        throw Self.crowded
    }

    /// Makes an edit that means the same over any policy, such as to throw a switch: where somebody was faster it is made anew out of what they made.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970-01-01 UTC.
    ///   - edit: makes it out of the policy in force; whatever it throws is thrown.
    /// - Returns: as ``save(_:by:now:)``.
    public func save(
        by principal: Principal,
        now: Int64,
        _ edit: (PolicyState) throws -> PolicyEdit
    ) throws -> Int64 {
        for _ in 0..<Self.triesMax {
            let state = state
            if let revision = try attempt(edit(state), over: state, by: principal, now: now) { return revision }
        }
        throw Self.crowded
    }

    private static let crowded = PolicyEditError.unavailable("others change the policy all the time; try again")

    /// Makes an edit over a policy; nil when somebody was faster, and what they made is in force.
    private func attempt(
        _ edit: PolicyEdit,
        over state: PolicyState,
        by principal: Principal,
        now: Int64
    ) throws(PolicyEditError) -> Int64? {
        guard let revision = state.revision else { throw .readOnly }
        _ = try candidate(edit, state, principal, compared: [edit.seen, edit.base])
        let change = PolicyChange(
            put: edit.put,
            removed: edit.removed,
            author: principal.author,
            comment: edit.comment,
            time: now
        )
        if let problem = change.problem { throw .invalid([PolicyProblem(file: "", line: 0, text: problem)]) }
        switch try made(change, on: revision) {
        case .made(let number):
            bringUpToDate()
            return number
        case .same: return revision
        case .conflict:
            bringUpToDate()
            guard self.state.revision != revision else {
                throw .unavailable("the policy in the store is another than the one in force; see `/readyz`")
            }
            return nil
        }
    }

    /// The policy with an edit in it, if it may be made.
    private func candidate(
        _ edit: PolicyEdit,
        _ state: PolicyState,
        _ principal: Principal,
        compared: [[PolicyItem.Key: PartTag]]
    ) throws(PolicyEditError) -> PolicyState {
        let model = try Self.model { () throws(UnreadablePartError) in
            try state.model.with(edit.put, without: edit.removed)
        }
        // Before anything is said of what is there: a stranger learns nothing from a conflict.
        let rights = EditRights(state, model, principal)
        if let refusal = rights.refusal(of: edit.put.map(\.key) + edit.removed) { throw .forbidden(refusal) }
        for tags in compared {
            for (key, tag) in tags where state.tag(key) != tag { throw .conflict(key, now: state.item(key)) }
        }
        let problems = try spellingProblems(of: edit.put, state)
        guard problems.isEmpty else { throw .invalid(problems) }
        do throws(InvalidPolicyError) {
            let next = state.snapshot.revision + 1
            let snapshot = try PolicyCompiler.compile(model, consents: bulletin.consents, revision: next)
            return PolicyState(model, snapshot, revision: state.revision)
        } catch {
            throw .invalid(error.problems)
        }
    }

    /// What is wrong with the spelling of names that an edit brings. What stands so already, from before there was this rule, may be changed and named.
    private func spellingProblems(
        of put: [PolicyItem],
        _ state: PolicyState
    ) throws(PolicyEditError) -> [PolicyProblem] {
        let written = try Self.model { () throws(UnreadablePartError) in try PolicyModel(put) }
        guard !written.spellingProblems().isEmpty else { return [] }
        let known = written.organizations.compactMap { state.organization($0.name.value)?.otherSpellings }
        let new = put.map(\.key).filter { state.item($0) == nil }.compactMap { key in
            NameSyntax.problem(inSpelling: key.name, noun: key.kind.rawValue)
        }
        let problems = new.map { PolicyProblem(file: "", line: 0, text: $0) }
        return problems + written.spellingProblems(but: known.reduce([]) { $0.union($1) })
    }

    private static func model(
        _ make: () throws(UnreadablePartError) -> PolicyModel
    ) throws(PolicyEditError) -> PolicyModel {
        do throws(UnreadablePartError) {
            return try make()
        } catch {
            throw .invalid([PolicyProblem(file: "", line: 0, text: "\(error)")])
        }
    }

    private func made(_ change: PolicyChange, on revision: Int64) throws(PolicyEditError) -> PolicyOutcome {
        do throws(StoreError) {
            return try store.change(change, on: revision)
        } catch {
            throw .unavailable(error.text)
        }
    }
}
