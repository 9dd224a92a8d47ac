import AdministeredStore
import HTTPTypes
import PolicyAdministration

@testable import Admin

/// Users, roles and extensions.
extension RightsMatrix {
    static let members: [RightsRow] =
        [
            .init(route: "listUsers", method: .get, uri: home + "/users", statuses: [200, 200, 200, 404, 401, 403]),
            .init(
                route: "getUser",
                what: "oneself",
                method: .get,
                uri: home + "/users/bob",
                statuses: [200, 200, 200, 404, 401, 403]
            ),
            .init(
                route: "getUser",
                what: "another",
                method: .get,
                uri: home + "/users/carol",
                statuses: [200, 200, 404, 404, 401, 403]
            ),
            .init(
                route: "putUser",
                method: .put,
                uri: home + "/users/bob",
                body: ["extensions": ["102", "101"]],
                headers: any,
                // Whose it is already is a problem of the policy, for those whom it concerns.
                statuses: [422, 422, 403, 404, 401, 403]
            ),
            .init(
                route: "putUser",
                what: "a new one",
                method: .put,
                uri: home + "/users/fred",
                body: ["name": "Fred"],
                headers: new,
                statuses: [201, 201, 403, 404, 401, 403]
            ),
            .init(
                route: "deleteUser",
                method: .delete,
                uri: home + "/users/dave",
                headers: any,
                statuses: [204, 204, 403, 404, 401, 403]
            ),
            .init(route: "listRoles", method: .get, uri: home + "/roles", statuses: [200, 200, 200, 404, 401, 403]),
            .init(route: "getRole", method: .get, uri: home + "/roles/Desk", statuses: [200, 200, 403, 404, 401, 403]),
            .init(
                route: "putRole",
                method: .put,
                uri: home + "/roles/Admin",
                body: ["members": ["user:alice", "user:bob"]],
                headers: any,
                statuses: [200, 200, 403, 404, 401, 403]
            ),
            .init(
                route: "deleteRole",
                what: "that is named",
                method: .delete,
                uri: home + "/roles/Supervisors",
                headers: any,
                statuses: [422, 422, 403, 404, 401, 403]
            ),
            .init(
                route: "deleteRole",
                what: "Admin",
                method: .delete,
                uri: home + "/roles/Admin",
                headers: any,
                statuses: [403, 403, 403, 404, 401, 403]
            ),
        ]

    private static let settings: JSONValue = ["status": "nobody"]

    static let extensions: [RightsRow] =
        [
            .init(
                route: "listExtensions",
                method: .get,
                uri: home + "/extensions",
                statuses: [200, 200, 200, 404, 401, 403]
            )
        ]
        + [
            (
                "the own", "102", Principal.bob, [200, 200, 200, 404, 401, 403], [200, 200, 200, 404, 401, 403],
                [204, 204, 204, 404, 401, 403]
            ),
            (
                "another's", "101", .bob, [200, 200, 404, 404, 401, 403], [200, 200, 404, 404, 401, 403],
                [204, 204, 404, 404, 401, 403]
            ),
            (
                "nobody's", "200", .bob, [200, 200, 404, 404, 401, 403], [200, 200, 404, 404, 401, 403],
                [204, 204, 404, 404, 401, 403]
            ),
            (
                "a locked own", "99", .carol, [200, 200, 200, 404, 401, 403], [200, 200, 403, 404, 401, 403],
                [204, 204, 403, 404, 401, 403]
            ),
            (
                "one there is not", "777", .bob, [404, 404, 404, 404, 401, 403], [409, 409, 404, 404, 401, 403],
                [404, 404, 404, 404, 401, 403]
            ),
        ].flatMap { what, number, user, get, put, delete -> [RightsRow] in
            let uri = home + "/extensions/" + number
            return [
                .init(route: "getExtension", what: what, method: .get, uri: uri, user: user, statuses: get),
                .init(
                    route: "putExtension",
                    what: what,
                    method: .put,
                    uri: uri,
                    body: settings,
                    headers: any,
                    user: user,
                    statuses: put
                ),
                .init(
                    route: "deleteExtension",
                    what: what,
                    method: .delete,
                    uri: uri,
                    headers: any,
                    user: user,
                    statuses: delete
                ),
            ]
        }
        + [
            ("the own", ["102", "112"], Principal.bob, [200, 200, 200, 404, 401, 403]),
            ("one of another", ["102", "101"], .bob, [200, 200, 422, 404, 401, 403]),
            ("a locked own", ["99"], .carol, [200, 200, 403, 404, 401, 403]),
        ].map { what, numbers, user, statuses in
            .init(
                route: "editExtensions",
                what: what,
                method: .post,
                uri: home + "/extensions:bulk",
                body: ["extensions": .strings(numbers), "set": ["status": "nobody"]],
                user: user,
                statuses: statuses
            )
        }
        + [
            ("the own", ["extensions": ["102": ["status": "nobody"]]], [200, 200, 200, 404, 401, 403]),
            ("another's", ["extensions": ["101": ["status": "everyone"]]], [200, 200, 404, 404, 401, 403]),
            ("a role", ["roles": ["Desk": ["members": ["user:bob"]]]], [200, 200, 403, 404, 401, 403]),
        ].map { (what: String, edit: JSONValue, statuses: [Int]) in
            .init(
                route: "previewEdit",
                what: what,
                method: .post,
                uri: home + "/preview",
                body: edit,
                statuses: statuses
            )
        }
}
