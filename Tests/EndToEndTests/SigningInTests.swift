import Foundation
import FoundationNetworking
import Rehearsal
import Testing

/// The first operator of a new installation, and who may be told of those who listen.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SigningInTests {
    private static let password = "correct horse battery"

    /// Sends a request and follows nothing; gives status, headers and body.
    private func send(
        _ method: String,
        _ url: String,
        form: String? = nil,
        cookie: String? = nil
    ) async throws -> (status: Int, cookie: String?, text: String) {
        var request = URLRequest(url: try #require(URL(string: url)))
        request.httpMethod = method
        request.httpBody = form.map { Data($0.utf8) }
        if form != nil { request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type") }
        if let cookie { request.setValue(cookie, forHTTPHeaderField: "Cookie") }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        let session = URLSession(configuration: configuration, delegate: Standing(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (body, response) = try await session.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        let given = answer.value(forHTTPHeaderField: "Set-Cookie")?.split(separator: ";").first
        return (answer.statusCode, given.map(String.init), String(decoding: body, as: UTF8.self))
    }

    private final class Standing: NSObject, URLSessionTaskDelegate {
        func urlSession(
            _ session: URLSession,
            task: URLSessionTask,
            willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest,
            completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) {
            completionHandler(nil)
        }
    }

    @Test func theFirstStartPrintsALinkThatMakesTheOperator() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let link = try #require(earshot.operatorLink)
            #expect(try await send("GET", link).text.contains("Choose a password"))
            let words = Self.password.replacingOccurrences(of: " ", with: "+")
            let entered = try await send("POST", link, form: "password=\(words)&again=\(words)")
            #expect(entered.status == 303)
            let cookie = try #require(entered.cookie)
            #expect(try await send("GET", link).status == 404)

            let live = "http://\(earshot.admin)/live"
            #expect(try await send("GET", live).status == 401)
            #expect(try await send("GET", live, cookie: cookie).status == 200)
            #expect(try await earshot.run(["account", "list"]).text == "admin\toperator\tpassword")

            try await earshot.crash()
            try await earshot.start()
            #expect(try await send("GET", live, cookie: cookie).status == 200)
            #expect(earshot.operatorLink == link)

            #expect(try await earshot.run(["account", "remove", "admin"]).status == 0)
            #expect(try await send("GET", live, cookie: cookie).status == 401)
        }
    }

    @Test func whoHasLostThePasswordGetsALinkAtTheMachine() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let first = try #require(earshot.operatorLink)
            let answer = try await earshot.run(["account", "link", "admin"])
            #expect(answer.status == 0 && answer.text.hasPrefix("http://\(earshot.admin)/sign-in/link/"))
            #expect(try await send("GET", first).status == 404)
            #expect(try await send("GET", answer.text).status == 200)
        }
    }
}
