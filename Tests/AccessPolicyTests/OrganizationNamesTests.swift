import Testing

@testable import AccessPolicy

/// How the names of a policy are spelled.
@Suite struct OrganizationNamesTests {
    private static let other = "rene\u{301}"

    /// One name of another spelling in each place where a name may stand.
    private static let places: [@Sendable (inout Organization) -> Void] = [
        { $0.name = Located(other) },
        { $0.users.append(User(Located(other))) },
        { $0.users.append(User("bob", extensions: [Located(other)])) },
        { $0.roles.append(Role(Located(other))) },
        { $0.roles.append(Role("Desk", members: [Member(.user, other)])) },
        { $0.roles.append(Role("Desk", members: [Member(.role, other)])) },
        { $0.extensions.append(ExtensionSettings(Located(other))) },
        { $0.extensions.append(ExtensionSettings("1", status: Located(.only([Member(.user, other)])))) },
        { $0.extensions.append(ExtensionSettings("1", connectedCallers: Located(.only([Member(.user, other)])))) },
        { $0.extensions.append(ExtensionSettings("1", listenWhisperBarge: Located(.only([Member(.user, other)])))) },
        { $0.defaults.status = Located(.only([Member(.user, other)])) },
        { $0.defaults.connectedCallers = Located(.only([Member(.user, other)])) },
        { $0.defaults.listenWhisperBarge = Located(.only([Member(.role, other)])) },
    ]

    @Test(arguments: places.indices)
    func everyNameIsLookedAt(_ place: Int) {
        var organization = Organization(name: "Example Ltd")
        #expect(PolicyModel(organizations: [organization]).spellingProblems() == [])
        Self.places[place](&organization)
        let problems = PolicyModel(organizations: [organization]).spellingProblems()
        #expect(problems.count == 1)
        #expect(problems.first?.text.contains("`rene\\u{0301}` is not in NFC") == true)
        let known = PolicyModel(organizations: [organization]).spellingProblems(but: organization.otherSpellings)
        #expect(known == [])
    }

    @Test(arguments: places.indices)
    func everyNameCanBeSpelledNormally(_ place: Int) {
        var organization = Organization(name: "Example Ltd")
        Self.places[place](&organization)
        var changed: [String] = []
        let normal = organization.spelledNormally { changed.append($0) }
        #expect(PolicyModel(organizations: [normal]).spellingProblems() == [])
        #expect(normal == organization, "it is no other text")
        #expect(changed.count == 1)
    }

    /// A store from before there was the rule.
    @Test func ofANameInTwoSpellingsTheOneInNFCCounts() throws {
        let ghost = Organization(
            name: "\u{212A}roll",
            domains: ["kroll.example"],
            extensions: [ExtensionSettings("101", status: Located(.everyone))]
        )
        let kroll = Organization(
            name: "Kroll",
            domains: ["kroll.example"],
            users: [User("rene\u{301}", extensions: ["101"]), User("ren\u{E9}", extensions: ["101"]), User("bob")],
            extensions: [ExtensionSettings("101", status: Located(.nobody))]
        )
        for order in [[ghost, kroll], [kroll, ghost]] {
            let snapshot = try PolicyCompiler.compile(PolicyModel(organizations: order), revision: 1)
            #expect(snapshot.organizations.count == 1)
            #expect(snapshot.explain(watcher: "bob", target: "101", in: "Kroll")?.status == false)
            #expect(snapshot.explain(watcher: "bob", target: "101", in: "\u{212A}roll") == nil)
            #expect(snapshot.user(named: "ren\u{E9}") != nil && snapshot.user(named: "rene\u{301}") == nil)
        }
    }

    @Test func aNameOfOneOldSpellingStillHolds() throws {
        let old = Organization(name: "Kroll", users: [User("rene\u{301}", extensions: ["101"])])
        let snapshot = try PolicyCompiler.compile(PolicyModel(organizations: [old]), revision: 1)
        #expect(snapshot.user(named: "rene\u{301}") != nil && snapshot.user(named: "ren\u{E9}") == nil)
    }

    @Test func whatIsOfAnotherSpellingIsAFinding() {
        let old = Organization(
            name: "Kroll",
            domains: ["kroll.example"],
            users: [User("rene\u{301}", extensions: ["101"])],
            roles: [Role("Admin", members: [Member(.user, "rene\u{301}")])]
        )
        let found = PolicyLint.check(PolicyModel(organizations: [old])).findings.filter { $0.code == .notNormal }
        #expect(found.map(\.part.kind) == [.user, .role])
        #expect(found.first?.advice == "write `ren\u{E9}` in its place")
    }
}
