import AccessPolicy
import Hummingbird
import NIOCore
import PolicyAdministration

/// Who watches and listens now, for an organisation's Admins.
extension API {
    var liveRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.base + "/live",
                "listLive",
                "Who watches and listens to whom now",
                .member(.live, .admin),
                parameters: [
                    .init(name: "watcher", schema: .text(max: 1_024), summary: "Those of one watcher"),
                    .init(name: "extension", schema: .text(max: 1_024), summary: "Those of one extension"),
                    .init(name: "kind", schema: .word(LiveList.Kind.allCases.map(\.rawValue)), summary: "What it is"),
                ],
                answers: [.ok("The list, the oldest first", "LiveList")],
                handler: listLive
            ),
            APIRoute(
                stream: Self.base + "/live/events",
                "followLive",
                "The same as it changes: `snapshot`, then `change` with what `started` and what `ended`",
                .member(.live, .admin),
                handler: followLive
            ),
        ]
    }

    private func listLive(_ call: APICall) throws -> APIAnswer {
        var query = Self.query(
            of: try call.organization().name.value,
            kind: call.text("kind").flatMap(LiveList.Kind.init(rawValue:))
        )
        (query.watcher, query.target) = (call.text("watcher"), call.text("extension"))
        return APIAnswer(Self.json(live.live(query)))
    }

    static func json(_ list: LiveList) -> JSONValue {
        ["live": .array(list.live.map(json)), "truncated": .bool(list.truncated)]
    }

    private func followLive(_ call: APICall) throws -> ResponseBody {
        let (organization, principal) = (try call.organization().name.value, try call.asker())
        guard streams.open(for: principal) else {
            throw APIProblem(.tooMany, "there are as many streams as there may be; end some")
        }
        let stream = LiveStream(
            poll: { [live, work] in try await work.run { live.live(Self.query(of: organization)) } },
            isAllowed: { [administration] in
                administration.state.standing(of: principal, in: organization) >= .admin
            }
        )
        return ResponseBody { [streams] writer in
            defer { streams.close(for: principal) }
            try await stream.write(to: writer)
        }
    }
}
