import AccessPolicy
import Hummingbird
import PolicyAdministration

/// Changes of one part of the policy, with the version that the client has seen.
extension API {
    /// Puts a part in place of what is there, or where nothing is.
    ///
    /// - Parameters:
    ///   - tag: what the version is known by now; the part's own tag where nothing else is said.
    ///   - represent: what is sent back of the part under a policy.
    func put(
        _ item: PolicyItem,
        _ call: APICall,
        current tag: String? = nil,
        represent: (PolicyState, PolicyItem?) -> (JSONValue, String)
    ) throws -> APIAnswer {
        let key = item.key
        let isThere = call.state.item(key) != nil
        let (theirs, present) = represent(call.state, call.state.item(key))
        try require(call, isThere: isThere, tag: tag ?? present, yours: PolicyParts.json(item), theirs: theirs)
        let edit = PolicyEdit(put: [item], of: call.state, comment: call.comment)
        let revision = try save(edit, call, yours: PolicyParts.json(item)) { represent(administration.state, $0) }
        let (body, new) = represent(administration.state, administration.state.item(key) ?? item)
        return APIAnswer(body, status: isThere ? .ok : .created, tag: new, revision: revision)
    }

    /// Takes a part out.
    func remove(_ key: PolicyItem.Key, _ call: APICall, tag: String, theirs: JSONValue) throws -> APIAnswer {
        try require(call, isThere: true, tag: tag, yours: .null, theirs: theirs)
        let edit = PolicyEdit(removed: [key], of: call.state, comment: call.comment)
        let revision = try save(edit, call, yours: .null) { (PolicyParts.json($0), PartTag(of: $0?.content).text) }
        return APIAnswer(nil, status: .noContent, revision: revision)
    }

    /// Makes an edit out of the policy that the answer goes by. Who was overtaken gets both versions.
    func save(
        _ edit: PolicyEdit,
        _ call: APICall,
        yours: JSONValue,
        theirs: (PolicyItem?) -> (JSONValue, String)
    ) throws -> Int64 {
        try save(call, yours: yours, theirs: theirs) { _ in edit }
    }

    /// Makes an edit out of the policy that there is when it is made.
    func save(
        _ call: APICall,
        yours: JSONValue,
        theirs: (PolicyItem?) -> (JSONValue, String),
        _ edit: (PolicyState) throws -> PolicyEdit
    ) throws -> Int64 {
        do {
            return try administration.save(by: try asker(call), now: call.now, edit)
        } catch let error as PolicyEditError {
            guard case .conflict(_, let item) = error else { throw error }
            let (theirs, tag) = theirs(item)
            throw Self.conflict(yours: yours, theirs: theirs, tag: item == nil ? nil : tag)
        }
    }

    private func asker(_ call: APICall) throws(PolicyEditError) -> Principal {
        guard let principal = call.principal else { throw .forbidden("it is not known who asks") }
        return principal
    }

    /// Holds what the client has seen against what is there.
    ///
    /// RFC 9110 §13.1 says 412 where this says 409: whoever was overtaken needs the other version to go on, and gets it.
    func require(_ call: APICall, isThere: Bool, tag: String, yours: JSONValue, theirs: JSONValue) throws {
        let conflict = Self.conflict(yours: yours, theirs: isThere ? theirs : .null, tag: isThere ? tag : nil)
        switch call.condition.match {
        case .any: if !isThere { throw conflict }
        // Of a tag of two parts the second tells what is derived; that may change under an edit.
        case .listed(let tags):
            guard tags.contains(where: { Self.partTag($0) == Self.partTag(tag) }) else { throw conflict }
        case nil:
            if call.condition.noneMatch != nil {
                if isThere { throw conflict }
            } else if isThere {
                throw APIProblem(
                    .preconditionRequired,
                    "it is there already: say which version you mean, `If-Match` with its `ETag`"
                )
            }
        }
    }

    private static func conflict(yours: JSONValue, theirs: JSONValue, tag: String?) -> APIProblem {
        var problem = APIProblem(.conflict, "it is another now than the one you have seen")
        problem.versions = (yours, theirs)
        if let tag { problem.headers[.eTag] = EntityTags.written(tag) }
        return problem
    }

    private static func partTag(_ tag: String) -> Substring { tag.prefix { $0 != "." } }

    /// What a part says, and its tag.
    func plain(_ state: PolicyState, _ item: PolicyItem?) -> (JSONValue, String) {
        (PolicyParts.json(item), PartTag(of: item?.content).text)
    }

    /// The name in a body must be that of the path.
    func checkName(_ call: APICall, _ key: String) throws {
        guard let name = call.body?[key]?.text, name != call.name(key) else { return }
        let problem = FieldProblem.at("/\(key)", "this must be `\(call.name(key))`, as in the path")
        throw APIProblem(.invalid, "the body is for another than the path", [problem])
    }
}
