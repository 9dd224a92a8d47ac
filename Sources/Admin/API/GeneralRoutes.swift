import Hummingbird
import PolicyAdministration

/// What is no organisation's: the feature codes, and the document that describes all this.
extension API {
    var generalRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                "/api/v1/openapi.json",
                "getDocument",
                "This document (OpenAPI 3.1)",
                .anyone,
                condition: .read,
                answers: [.init(status: .ok, summary: "The document", schema: .anything)],
                handler: { _ in
                    var answer = APIAnswer(document, tag: PartTag(of: document.description).text)
                    answer.isPublic = true
                    return answer
                }
            ),
            APIRoute(
                .get,
                "/api/v1/feature-codes",
                "listFeatureCodes",
                "The codes that are configured, which all organisations share",
                .signedIn(.policyRead),
                answers: [.ok("The codes", "FeatureCodes")],
                handler: { [featureCodes] _ in
                    APIAnswer([
                        "codes": .array(
                            featureCodes.codes.map {
                                ["dial": .string($0.dial), "action": .string($0.action), "hops": .bool($0.hops)]
                            }
                        )
                    ])
                }
            ),
        ]
    }
}
