import AccessPolicy
import NIOCore
import SIPMessage
import Testing

@testable import Enforcement

/// A member of a list is judged as a subscription to it alone.
@Suite struct ListedResourceTests {
    private func member(_ uri: String, by watcher: String, profile: TargetProfile = .generic) throws -> ListedResource?
    {
        let pipeline = try Scene.pipeline(profile: profile)
        let (user, organization) = pipeline.user(of: Scene.address(watcher))
        let notify = SIPText.notify(to: watcher).buffer
        guard case .message(let message) = ByteGate.screen(notify) else { return nil }
        let arrival = Arrival(
            message: message,
            fields: try FieldReader.read(message),
            flow: Scene.fromPBX,
            now: Scene.now
        )
        return pipeline.listMember(Array(uri.utf8), .dialog, watcher: user, organization, arrival)
    }

    private func disclosure(_ uri: String, by watcher: String) throws -> Disclosure? {
        guard case .permit(let permit)? = try member(uri, by: watcher)?.decision else { return nil }
        return permit.disclosure
    }

    @Test func theRightIsTheMembersOwn() throws {
        #expect(try disclosure("sip:101@example.com", by: "full") == .full)
        #expect(try disclosure("sip:101@example.com", by: "status") == .status)
        #expect(try disclosure("sip:101@example.com", by: "refused") == nil)
        #expect(try disclosure("sip:103@example.com", by: "full") == nil)
        #expect(try disclosure("sip:102@example.com", by: "status") == .full)
    }

    @Test func theStrictestFormCounts() throws {
        #expect(try disclosure("sip:1-0-1@example.com", by: "refused") == nil)
        #expect(try disclosure("sip:%31%30%31@example.com", by: "refused") == nil)
        #expect(try disclosure("sip:sip+101@example.com", by: "refused") == nil)
    }

    @Test func aMemberOfAnotherOrganisationIsDenied() throws {
        for uri in ["sip:101@other.example", "sip:101@192.0.2.200", "sip:sip+101+other.example@example.com"] {
            guard case .deny? = try member(uri, by: "full")?.decision else {
                Issue.record("`\(uri)` is let through")
                continue
            }
        }
    }

    @Test(arguments: [
        "", "101", "tel:101", "sip:example.com", "sip:101@example.com>", "sip:101 @example.com", "sip:%00@example.com",
        "sip:1@2@example.com", "http://101@example.com/", "sip:\(String(repeating: "1", count: 65))@example.com",
    ])
    func whatNamesNobodyIsNoMember(_ uri: String) throws {
        #expect(try member(uri, by: "full") == nil)
    }

    @Test func onlyTheAddressIsKept() throws {
        let uri = "sip:101:secret@example.com:5070;name=caller?Subject=caller"
        let text = try #require(try member(uri, by: "full")).resource.text
        #expect(String(decoding: text, as: UTF8.self) == "sip:101@example.com:5070")
    }
}
