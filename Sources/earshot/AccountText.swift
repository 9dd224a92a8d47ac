import PolicyStore
import SignIn

/// Accounts in words.
enum AccountText {
    /// Whose account it is.
    static func words(_ account: AccountName) -> String {
        guard let organization = account.organization else {
            return "the operator `\(account.name)`, who may do everything"
        }
        return "the user `\(account.name)` of `\(organization)`"
    }

    static func table(_ accounts: [AccountInfo]) -> String {
        guard !accounts.isEmpty else { return "there are no accounts" }
        return accounts.map(line).joined(separator: "\n")
    }

    private static func line(_ account: AccountInfo) -> String {
        let whose = account.name.organization.map { "user of \($0)" } ?? "operator"
        let password = account.hasPassword ? "password" : "no password"
        let codes = account.asksForCodes ? " and codes" : ""
        return "\(account.name.name)\t\(whose)\t\(password)\(codes)"
    }

    static func json(_ accounts: [AccountInfo]) -> JSONText.Value {
        let all = accounts.map { account -> JSONText.Value in
            let organization: JSONText.Value = account.name.organization.map { .string($0) } ?? .null
            return JSONText.Value.object([
                ("name", .string(account.name.name)),
                ("organization", organization),
                ("password", .bool(account.hasPassword)), ("totp", .bool(account.asksForCodes)),
            ])
        }
        return .object([("accounts", .array(all))])
    }
}
