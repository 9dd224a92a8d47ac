import Foundation
import Rehearsal
import Testing

/// The pages in a real browser: one test after the other, because each has a proxy and a browser of its own.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct PageTests {}

/// Somebody who has signed in, before the pages of a proxy that runs.
struct PageScene: Sendable {
    static let site = Site(policyStore: "sqlite:earshot.db")
    private static let password = "correct horse battery staple"

    let browser: Browser
    let earshot: Earshot

    /// Where nobody listens: pages need no PBX.
    private static let noPBX = "127.0.0.1:9"

    /// Runs a scene on a stage with the policy in its store, without a PBX unless it is asked for.
    static func with(
        policy: String = "pages.yaml",
        as user: String?,
        hasPBX: Bool = false,
        home: String = "/o/Example%20Ltd/extensions",
        _ scene: @Sendable (PageScene, Stage) async throws -> Void
    ) async throws {
        try await Stage.with(.earshot(policy: policy, site: site), pbx: hasPBX ? nil : noPBX) { stage in
            let page = PageScene(browser: try await stage.browser(), earshot: try #require(stage.earshot))
            try await page.signIn(as: user, home: home)
            try await scene(page, stage)
            #expect(page.browser.complaints.entries == [])
        }
    }

    /// Sets a password by a link that the operator has made, which signs in; the operator when nil.
    ///
    /// - Parameter home: where that leads.
    private func signIn(as user: String?, home: String) async throws {
        let whose = user.map { [$0, "--organization", "Example Ltd"] } ?? ["admin"]
        let said = try await earshot.run(["account", "link"] + whose)
        let link = try #require(said.text.split(separator: "\n").last { $0.contains("/sign-in/link/") })
        try await browser.open(String(link))
        let flaws = try await browser.axe()
        #expect(flaws == [])
        for field in ["#password", "#again"] { try await browser.type(Self.password, into: field) }
        try await browser.follow("main button")
        try await browser.wait("location.pathname == '\(home)'")
    }

    /// Goes to a page of the organisation, or with a `/` before it to another.
    func open(_ path: String) async throws {
        try await browser.open("http://\(earshot.admin)\(path.hasPrefix("/") ? path : "/o/Example%20Ltd/\(path)")")
    }

    /// Saves what is in the form, and sees that it is in force.
    func save() async throws {
        try await browser.follow("button[value=save]")
        try await browser.sees("in force: revision")
    }

    /// What `earshot explain --json` says.
    func explain(_ watcher: String, _ number: String) async throws -> String {
        try await earshot.run(["explain", "--watcher", watcher, "--extension", number, "--json"]).text
    }
}
