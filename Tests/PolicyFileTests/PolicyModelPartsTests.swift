import AccessPolicy
import PolicyFile
import Testing

/// A policy taken apart and put together again.
@Suite struct PolicyModelPartsTests {
    static let text = """
        organization: Example Ltd
        domains: [example.com, 127.0.0.1]
        listening: disabled
        consent: required
        defaults: {status: nobody, connected-callers: {only: ["role:Sales: EU"]}, listen-whisper-barge: nobody}
        users:
          alice: {name: "Alice \\"Ng\\" ✓", extensions: ["101"]}
          bob: {}
        roles:
          Admin: ["user:alice"]
          "Sales: EU": ["user:bob", "role:Admin"]
        extensions:
          "101": {status: {only: ["user:bob"]}, connected-callers: everyone, listen-whisper-barge: nobody, managed: admin}
          "102": {consent: not-required}
          lobby/2: {}
        statuses: [In a meeting, At lunch]
        """

    private static func model(_ text: String = text) throws -> PolicyModel { try PolicyFile.parse(text, file: "") }

    @Test func whatIsTakenApartIsTheSameAgain() throws {
        let model = try Self.model()
        #expect(try PolicyModel(model.items) == model)
    }

    @Test func thePartsAreJSONWithTheKeysOfTheFile() throws {
        let items = try Self.model().items
        let contents = Dictionary(
            uniqueKeysWithValues: items.map { ("\($0.key.kind.rawValue) \($0.key.name)", $0.content) }
        )
        #expect(contents["user alice"] == #"{"extensions":["101"],"name":"Alice \"Ng\" ✓"}"#)
        #expect(contents["user bob"] == #"{"extensions":[]}"#)
        #expect(contents["role Sales: EU"] == #"["user:bob","role:Admin"]"#)
        #expect(contents["extension 102"] == #"{"consent":"not-required","managed":"user"}"#)
        #expect(
            contents["extension 101"]
                == #"{"connected-callers":"everyone","listen-whisper-barge":"nobody","managed":"admin","status":{"only":["user:bob"]}}"#
        )
        #expect(
            contents["organization "]
                == #"{"consent":"required","defaults":{"connected-callers":{"only":["role:Sales: EU"]},"listen-whisper-barge":"nobody","status":"nobody"},"domains":["example.com","127.0.0.1"],"listening":"disabled","statuses":["In a meeting","At lunch"]}"#
        )
    }

    @Test func partsInTwoSpellingsComeOutTheSameReadAnewAndStepByStep() throws {
        func item(_ organization: String, _ number: String, _ managed: String) -> PolicyItem {
            let key = PolicyItem.Key(organization: organization, kind: .extension, name: number)
            return PolicyItem(key: key, content: #"{"managed":"\#(managed)"}"#)
        }
        let items = [
            item("Kroll", "caf\u{E9}", "admin"), item("Kroll", "cafe\u{301}", "user"),
            item("\u{212A}roll", "101", "user"), item("Kroll", "101", "admin"),
        ]
        for order in [items, items.reversed()] {
            var model = PolicyModel(organizations: [])
            for item in order { model = try model.with([item]) }
            #expect(Set(model.items.filter { $0.key.kind == .extension }) == Set(items))
            #expect(try PolicyModel(order).items == model.items)
            let rest = try model.with([], without: [items[0].key, items[2].key]).items
            #expect(Set(rest.filter { $0.key.kind == .extension }) == [items[1], items[3]])
        }
    }

    @Test func aPartIsChangedByItself() throws {
        let model = try Self.model()
        let key = PolicyItem.Key(organization: "Example Ltd", kind: .extension, name: "102")
        let item = PolicyItem(key: key, content: #"{"managed":"admin","status":"nobody"}"#)
        let removed = PolicyItem.Key(organization: "Example Ltd", kind: .extension, name: "lobby/2")
        var changed = model
        changed.organizations[0].extensions[1] = ExtensionSettings("102", status: Located(.nobody), managed: .admin)
        changed.organizations[0].extensions.removeLast()
        #expect(try model.with([item], without: [removed]) == changed)
    }

    @Test func aNewPartComesInTheOrderOfNames() throws {
        let model = try Self.model()
        let users = ["aaron", "alice", "bea", "zoe"].map { PolicyItem(User(Located($0)), of: "Example Ltd") }
        let names = try model.with(users).organizations[0].users.map(\.name.value)
        #expect(names == ["aaron", "alice", "bea", "bob", "zoe"])
    }

    @Test func anOrganizationComesWithItsFirstPart() throws {
        let model = try Self.model().with([PolicyItem(User("carol"), of: "Another Ltd")])
        #expect(model.organizations.map(\.name.value) == ["Another Ltd", "Example Ltd"])
        #expect(model.organizations[0].users.map(\.name.value) == ["carol"])
    }

    @Test func anOrganizationOfWhichNothingIsLeftIsGone() throws {
        let model = try Self.model()
        #expect(try model.with([], without: model.items.map(\.key)).organizations.isEmpty)
    }

    @Test func changesInAnyOrderComeToTheSame() throws {
        let model = try Self.model()
        let other = try Self.model(Self.text.replacing("bob", with: "bill"))
        let change = PolicyChange(other, model)
        #expect(try model.with(change.put, without: change.removed) == other.sorted)
    }

    @Test(arguments: [
        (PolicyItem.Kind.user, "[]"), (.user, "{"), (.role, #"["alice"]"#), (.role, #"["group:x"]"#),
        (.extension, #"{"managed":"nobody"}"#), (.extension, #"{"managed":"user","status":"some"}"#),
        (.organization, "{}"),
    ])
    func aPartThatCannotBeReadIsNamed(_ kind: PolicyItem.Kind, _ content: String) throws {
        let item = PolicyItem(key: .init(organization: "Example Ltd", kind: kind, name: "x"), content: content)
        #expect(throws: UnreadablePartError.self) { try PolicyModel([item]) }
    }
}

/// The parts in which one policy differs from another.
private struct PolicyChange {
    let put: [PolicyItem]
    let removed: [PolicyItem.Key]

    init(_ new: PolicyModel, _ old: PolicyModel) {
        let (items, known) = (new.items, Set(old.items))
        put = items.filter { !known.contains($0) }
        removed = Set(known.map(\.key)).subtracting(items.map(\.key)).sorted { $0.name < $1.name }
    }
}
