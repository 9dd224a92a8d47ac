import Foundation
import HTTPTypes
import Testing

@testable import Admin

@Suite struct OpenAPIDocumentTests {
    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let members):
            members.flatMap { $0.key == "$ref" ? [$0.value.text ?? ""] : references(in: $0.value) }
        case .array(let values): values.flatMap(references)
        default: []
        }
    }

    @Test func everyReferenceLeadsSomewhereAndEverySchemaIsUsed() throws {
        let document = try APIStage().api.document
        let known = Set((document["components"]?["schemas"]?.members ?? []).map { "#/components/schemas/" + $0.key })
        let used = Set(Self.references(in: document))
        #expect(used == known)
    }

    @Test func everyRouteIsAnOperationOfItsOwn() throws {
        let api = try APIStage().api
        #expect(Set(api.routes.map(\.name)).count == api.routes.count)
        #expect(Set(api.routes.map { "\($0.method) \($0.path)" }).count == api.routes.count)
        for route in api.routes {
            let operation = api.document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
            #expect(operation?["operationId"] == .string(route.name))
        }
    }

    @Test func everybodyGetsTheDocument() async throws {
        let result = try await APIStage().ask(.get, "/api/v1/openapi.json", by: nil)
        #expect(result.body["openapi"] == "3.1.0")
        #expect(result.headers[.cacheControl] == "public, max-age=300")
    }

    @Test func everyKindOfProblemIsOnThePage() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/API.md")
        let page = try String(contentsOf: folder, encoding: .utf8)
        for kind in APIProblem.Kind.allCases { #expect(page.contains("`\(kind.rawValue)`"), "\(kind.rawValue)") }
        for route in try APIStage().api.routes { #expect(page.contains(route.path), "\(route.path)") }
    }
}
