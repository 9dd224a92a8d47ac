import Hummingbird
import PolicyAdministration
import SignIn

/// One-time codes of an authenticator, which an account may ask for beside its password.
extension API {
    private static let codes = "/api/v1/totp"

    var codeRoutes: [APIRoute] {
        [
            APIRoute(
                .post,
                Self.codes,
                "enrolCodes",
                "A secret for an authenticator, which counts when a code of it was shown",
                .session,
                answers: [.ok("The secret, this once", "Enrolment")],
                handler: { call in
                    let enrolment = try desk.enrol(try call.asker().identity, from: call.caller.address)
                    return APIAnswer(["secret": .string(enrolment.secret), "uri": .string(enrolment.uri)])
                }
            ),
            APIRoute(
                .post,
                Self.codes + "/confirm",
                "confirmCodes",
                "Show a code of the secret: signing in takes one from now on",
                .session,
                body: .named("Code"),
                answers: [.gone("Codes are asked for")],
                handler: { call in
                    let (identity, code) = (try call.asker().identity, call.body?["code"]?.text ?? "")
                    guard try desk.confirm(identity, code: code, from: call.caller.address, now: call.now) else {
                        throw APIProblem(.invalid, "that is not the code now")
                    }
                    return APIAnswer(nil, status: .noContent)
                }
            ),
            APIRoute(
                .delete,
                Self.codes,
                "dropCodes",
                "Ask for no codes any more",
                .session,
                body: .named("Password"),
                answers: [.gone("No codes are asked for")],
                problems: [.tooMany],
                handler: dropCodes
            ),
        ]
    }

    private func dropCodes(_ call: APICall) throws -> APIAnswer {
        let password = call.body?["password"]?.text ?? ""
        let (identity, address) = (try call.asker().identity, call.caller.address)
        switch try desk.dropCodes(identity, password: password, from: address, now: call.now) {
        case .right: return APIAnswer(nil, status: .noContent)
        case .refused: throw APIProblem.wrongPassword
        case .locked(let until): throw APIProblem.locked(until: until, now: call.now)
        }
    }
}
