import AccessPolicy
import PolicyFile
import Testing

@testable import PolicyImport

/// What a file has goes to the organisation that it is of, and to no other.
@Suite struct ImportDraftsTests {
    private static let two = """
        organization: First
        domains: [first.example]
        users: {alice: {}}
        ---
        organization: Second
        domains: [second.example, second.test]
        users: {bob: {}}
        """

    /// A file of the directory for each domain, with one user.
    private static func directory(_ domains: [(name: String, user: String)]) -> [ImportFile] {
        domains.enumerated().map { number, domain in
            let text = "<domain name=\"\(domain.name)\"><user id=\"\(domain.user)\"></user></domain>"
            return ImportFile(name: "\(number).xml", text: text)
        }
    }

    private static func taken(
        _ files: [ImportFile],
        _ format: ImportFormat = .fusionpbx,
        organization: String? = nil,
        domains: [String] = [],
        into base: String? = nil
    ) throws -> PolicyImport.Result {
        let base = try base.map { try PolicyFile.parse($0, file: "base.yaml") }
        return PolicyImport.convert(files, from: format, organization: organization, domains: domains, into: base)
    }

    /// Each organisation with its users.
    private static func people(_ result: PolicyImport.Result) -> [String] {
        guard result.problems.isEmpty else { return result.problems.map(\.description) }
        return result.model.organizations.map { organization in
            "\(organization.name.value): \(organization.users.map(\.name.value).joined(separator: " "))"
        }
    }

    private static func peopleOfDirectory(
        _ domains: (name: String, user: String)...,
        organization: String? = nil,
        into base: String? = nil
    ) throws -> [String] {
        people(try taken(directory(domains), organization: organization, into: base))
    }

    @Test func aDomainThatAnOrganisationHasIsThatOnes() throws {
        let people = try Self.peopleOfDirectory(("second.test", "201"), ("first.example", "101"), into: Self.two)
        #expect(people == ["First: alice 101", "Second: bob 201"])
    }

    @Test func aDomainThatNobodyHasIsAnOrganisationOfItsOwn() throws {
        #expect(
            try Self.peopleOfDirectory(("third.example", "301"), into: Self.two)
                == ["First: alice", "Second: bob", "third.example: 301"]
        )
        let one = "organization: First\ndomains: [first.example]\nusers: {alice: {}}\n"
        let people = try Self.peopleOfDirectory(("third.example", "301"), ("first.example", "101"), into: one)
        #expect(people == ["First: alice 101", "third.example: 301"])
    }

    @Test func theFirstDomainIsOfTheOneThatWasNamedIfItHasNone() throws {
        let one = "organization: First\nusers: {alice: {}}\n"
        let domains = [("first.example", "101"), ("third.example", "301")]
        let expected = ["First: alice 101", "third.example: 301"]
        #expect(Self.people(try Self.taken(Self.directory(domains), into: one)) == expected)
        let named = try Self.taken(Self.directory(domains), organization: "Third")
        #expect(Self.people(named) == ["Third: 101", "third.example: 301"])
    }

    @Test func domainsOfOneOrganisationFallTogetherAndThatIsSaid() throws {
        let files = Self.directory([("second.test", "201"), ("second.example", "201")])
        let result = try Self.taken(files, into: Self.two)
        #expect(Self.people(result) == ["First: alice", "Second: bob 201"])
        let text = "`201` is in the domains `second.test` and `second.example`, and is one user here"
        #expect(result.notes.map(\.text).contains(text))
    }

    // MARK: Of several, none is meant by itself

    @Test(arguments: ImportFormat.allCases.filter { $0 != .fusionpbx })
    func whereThereAreSeveralOneMustBeNamed(_ format: ImportFormat) throws {
        let files = [ImportFile(name: "a.csv", text: "user\ncarol\n")]
        let text =
            "the policy has several organizations; add `--organization NAME`, one of `First`, `Second`, or a new one"
        #expect(try Self.taken(files, format, into: Self.two).problems.map(\.text).contains(text))
    }

    @Test func theNameOrADomainSaysWhichOne() throws {
        let files = [ImportFile(name: "a.csv", text: "user\ncarol\n")]
        let expected = ["First: alice", "Second: bob carol"]
        #expect(Self.people(try Self.taken(files, .csv, organization: "second", into: Self.two)) == expected)
        #expect(Self.people(try Self.taken(files, .csv, domains: ["SECOND.test"], into: Self.two)) == expected)
    }

    @Test func whoIsInNoDomainIsNobodysWhereThereAreSeveral() throws {
        let alone = ImportFile(name: "x.xml", text: "<user id=\"9\"></user>\n<group name=\"g\"></group>")
        let one = [("first.example", "101")]
        #expect(Self.people(try Self.taken(Self.directory(one) + [alone])) == ["Imported: 101 9"])
        let several = Self.directory(one + [("third.example", "301")])
        let advice = "is in no domain, and there are several; take one domain in at a time"
        #expect(
            Self.people(try Self.taken(several + [alone])) == [
                "x.xml:1: user `9` \(advice)", "x.xml:2: group `g` \(advice)",
            ]
        )
        let together = try Self.taken(several + [alone], domains: ["first.example", "third.example"])
        #expect(Self.people(together) == ["Imported: 101 301 9"])
    }

    @Test func aDomainWithoutAKnownNameIsNotTakenForAnother() throws {
        let alone = try Self.taken(Self.directory([("$${a}", "101")]))
        #expect(Self.people(alone) == ["Imported: 101"])
        #expect(
            alone.notes.map(\.text).contains { $0.hasSuffix("that these files do not set; say it with `--domain`") }
        )
        let problem =
            "is a variable that these files do not set, and it is not the only one; name the file that sets it before them"
        let other = try Self.taken(Self.directory([("first.example", "101"), ("$${a}", "201")]))
        #expect(Self.people(other) == ["1.xml:1: the domain `$${a}` \(problem)"])
        let both = try Self.taken(Self.directory([("$${a}", "101"), ("$${b}", "201")]))
        #expect(both.problems.count == 4)
    }
}
