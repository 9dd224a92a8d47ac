import PolicyAdministration
import SignIn

/// Who signs in: what is sent, and what comes back.
extension Schemas {
    static let signingIn: [String: Schema] = [
        "Credentials": .object([
            .must("name", name),
            .may("organization", .described("Where several have an account of that name; an operator has none", name)),
            .must("password", password),
            .may("code", code),
        ]),
        "PasswordChange": .object([.must("old", password), .must("new", password)]),
        "Password": .object([.must("password", password)]),
        "Code": .object([.must("code", code)]),
        "Session": .object([
            .must("kind", .word(["operator", "user"])), .must("name", name), .may("organization", name),
            .must("scopes", .list(scope, max: Scope.allCases.count)),
            .may("csrf", .described("For `X-CSRF-Token`, with whatever changes something", secret)),
            .may("expires", time),
        ]),
        "Enrolment": .object([
            .must("secret", .described("base32, for typing", secret)),
            .must("uri", .described("`otpauth:`, for a picture", .text(max: 4_096))),
        ]),
        "TokenRequest": .object([
            .must("label", .described("What it is for", .text(max: SignInDesk.labelBytesMax))),
            .must("scopes", .list(scope, max: Scope.allCases.count, min: 1)),
            .may("days", .integer(min: 1, max: SignInDesk.tokenDaysMax)),
        ]),
        "Token": .object(token + [.must("token", .described("It is kept nowhere", secret))]),
        "TokenPage": page(.object(token)),
        "AccountName": .object([
            .must("name", name),
            .may("organization", .described("Of a user of the policy; an operator is meant when left out", name)),
        ]),
        "AccountPage": page(
            .object([
                .must("name", name), .may("organization", name), .must("password", .boolean),
                .must("totp", .described("Whether a code is asked for", .boolean)), .must("created", time),
            ])
        ),
        "Link": .object([.must("link", .text(max: 4_096)), .must("expires", time)]),
    ]

    private static let scope = Schema.word(Scope.allCases.map(\.rawValue))
    private static let secret = Schema.text(max: 1_024)
    /// How long one must be says the desk: an old one may be shorter.
    private static let password = Schema.text(max: SignInDesk.passwordBytesMax)
    private static let code = Schema.text(max: 16)

    private static let token: [Schema.Field] = [
        .must("id", name), .must("label", .text(max: SignInDesk.labelBytesMax)), .must("owner", name),
        .may("organization", name), .must("scopes", .list(scope, max: Scope.allCases.count)),
        .must("created", time), .must("expires", time), .may("last-used", time),
    ]
}
