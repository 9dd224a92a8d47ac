import Testing

@testable import Enforcement

@Suite struct IdentityMatrixTests {
    @Test(arguments: IdentityCases.all)
    func verdict(_ identityCase: IdentityCase) throws {
        #expect(IdentityCase.words(try identityCase.outcome()) == identityCase.verdict)
    }

    @Test func theDocumentSaysWhatIsTested() throws {
        try Golden.expectPage("IDENTITY.md", says: Self.text, by: "IdentityMatrixTests")
    }

    static var text: String {
        let head = """
            # Who sent it: the identity matrix

            Every line is run by `IdentityMatrixTests`, which also writes this page (`UPDATE_GOLDEN=1`). Alice owns 101 and may listen to
            everybody; bob owns 102. The request claims to be From 101 unless the line says otherwise, and asks for the lamp of 102 unless it says
            otherwise. How the methods work, and what they cannot stop, is in decisions [7](decisions/0007-stateless-nonces.md) and
            [9](decisions/0009-client-certificates.md).


            """
        let groups: [(String, [IdentityCase])] = [
            ("`registration`", IdentityCases.registration), ("`digest`", IdentityCases.digest),
            ("`digest`: the answer itself", IdentityCases.digestFlaws), ("`peer`", IdentityCases.peer),
            ("`tls`", IdentityCases.tls), ("Several methods", IdentityCases.order),
            ("In a dialog", IdentityCases.inDialog),
            ("Listening, and `listening-requires`", IdentityCases.listening),
        ]
        return head + groups.map { "## \($0.0)\n\n" + table($0.1) }.joined(separator: "\n")
    }

    private static func table(_ cases: [IdentityCase]) -> String {
        var lines = ["| case | methods | from where | request | shows | verdict |", "|---|---|---|---|---|---|"]
        for line in cases {
            let required = line.listeningRequires.map { "; requires \($0.rawValue)" } ?? ""
            let request = line.wish.rawValue + (line.from == "101" ? "" : ", From \(line.from)")
            lines.append(
                "| \(line.name) | \(line.methods)\(required) | \(line.place.rawValue) | \(request) | \(line.evidence) "
                    + "| \(line.verdict) |"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
