import HTTPTypes
import Testing

@testable import Admin

/// Paths, queries, tags and cursors, as they come.
@Suite struct RequestReadingTests {
    @Test func pathsAreUnescapedSegmentBySegment() {
        #expect(APIPath.segments(of: "/a%2Fb/%C3%A9/x+y") == ["a/b", "é", "x+y"])
    }

    @Test(arguments: ["", "a", "/", "//", "/a/", "/%", "/%2", "/%zz", "/%FF", "/a//b", "/a%0E", "/%C2%93"])
    func whatIsNoPathIsNone(_ path: String) { #expect(APIPath.segments(of: path) == nil) }

    @Test func aSegmentThatIsTooLongIsNone() {
        #expect(APIPath.segments(of: "/" + String(repeating: "a", count: 255)) != nil)
        #expect(APIPath.segments(of: "/" + String(repeating: "a", count: 256)) == nil)
    }

    @Test func namesOfThePathAreTaken() {
        let path = APIPath("/api/{organization}/users/{user}")
        #expect(path.values(in: ["api", "Ex", "users", "bob"]) == ["organization": "Ex", "user": "bob"])
        #expect(path.values(in: ["api", "Ex", "roles", "bob"]) == nil)
        #expect(path.values(in: ["api", "Ex", "users"]) == nil)
    }

    private static let parameters = [
        APIRoute.Parameter.search, .limit,
        .init(name: "who", schema: Schemas.name, summary: "", isRequired: true),
    ]

    @Test func queriesAreRead() throws {
        let query = try Query.read("q=a+b%26&limit=10&who=x", Self.parameters)
        #expect(query == ["q": "a b&", "limit": 10, "who": "x"])
    }

    @Test(arguments: [
        nil, "", "who=", "who=a&who=b", "who=a&what=b", "who=a&limit=0", "who=a&limit=1001", "who=a&limit=01",
        "who=a&limit=x", "who=a&limit=+1", "who=%", "who=%00", "who=%FF",
    ])
    func whatIsNoQueryIsNone(_ text: String?) {
        #expect(throws: APIProblem.self) { try Query.read(text, Self.parameters) }
    }

    @Test func tagsAreRead() throws {
        let tags = try EntityTags([.ifMatch: #" "a" ,W/"b","c""#, .ifNoneMatch: #"W/"d""#])
        #expect(tags.match == .listed(["a", "c"]))
        #expect(tags.has("d") && !tags.has("a"))
        #expect(try EntityTags([.ifMatch: "*"]).match == .any)
    }

    @Test(arguments: ["", "a", #""a"#, #"a""#, #""a","#, "\"", #"w/"a""#])
    func whatIsNoTagIsRefused(_ text: String) {
        #expect(throws: APIProblem.self) { try EntityTags([.ifMatch: text]) }
    }

    @Test func cursorsGoAndComeBack() {
        for key in ["", "101", "é/%&"] { #expect(Cursor.read(Cursor.write(key)) == key) }
        for text in ["a", "zz", "ff", "+1", "-1"] { #expect(Cursor.read(text) == nil) }
    }
}
