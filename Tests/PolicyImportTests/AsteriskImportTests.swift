import AccessPolicy
import Testing

@testable import PolicyImport

@Suite struct AsteriskImportTests {
    private static func taken(_ pjsip: String, _ extensions: String) -> PolicyImport.Result {
        let files = [
            ImportFile(name: "pjsip.conf", text: pjsip), ImportFile(name: "extensions.conf", text: extensions),
        ]
        return PolicyImport.convert(files, from: .asterisk, domains: ["example.com"])
    }

    private static func endpoint(_ name: String, _ line: String = "") -> String {
        "[\(name)]\ntype=endpoint\nauth=\(name)\naors=\(name)\ncontext=office\n\(line)\n"
    }

    private static let hints = "[office]\nexten => 101,hint,PJSIP/101\nexten => 102,hint,PJSIP/102\n"

    private static func statuses(_ result: PolicyImport.Result) -> [Audience?] {
        result.model.organizations.flatMap(\.extensions).map(\.status?.value)
    }

    @Test func whereNoPhoneMaySubscribeNobodySeesAnything() {
        let no = "allow_subscribe=no"
        let result = Self.taken(Self.endpoint("101", no) + Self.endpoint("102", no), Self.hints)
        #expect(Self.statuses(result) == [.nobody, .nobody])
    }

    @Test func whereOneMayItSeesWhatItsContextHas() {
        let result = Self.taken(Self.endpoint("101", "allow_subscribe=no") + Self.endpoint("102"), Self.hints)
        #expect(Self.statuses(result) == [])
    }

    @Test func hintsAloneSayNothingOfPhones() {
        #expect(Self.statuses(Self.taken("", Self.hints)) == [])
    }

    @Test func anIncludeAtSomeTimesIsSaid() {
        let text = "what a context includes at some times only is taken as if it always did"
        let phone = Self.endpoint("101") + Self.endpoint("102")
        let timed = Self.taken(phone, Self.hints + "[lobby]\ninclude => office,9:00-17:00,mon-fri,*,*\n")
        #expect(timed.notes.map(\.description).contains("extensions.conf:5: \(text)"))
        let always = Self.taken(phone, Self.hints + "[lobby]\ninclude => office\n")
        #expect(!always.notes.map(\.text).contains(text))
    }

    @Test func anExtensionWithoutAHintIsSaid() {
        let result = Self.taken(Self.endpoint("101") + Self.endpoint("103") + Self.endpoint("104"), Self.hints)
        let text =
            "Asterisk shows the status of extensions without a hint to nobody; here the `defaults` say who may see it"
        #expect(result.notes.map(\.text).contains("\(text): `103`, `104`"))
        let none = Self.taken(Self.endpoint("101"), Self.hints)
        #expect(!none.notes.map(\.text).contains { $0.hasPrefix(text) })
    }
}
