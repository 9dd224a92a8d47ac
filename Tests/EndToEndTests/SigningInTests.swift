import Foundation
import Rehearsal
import Testing

/// The first operator of a new installation, and who may be told of those who listen.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SigningInTests {
    @Test func theFirstStartPrintsALinkThatMakesTheOperator() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let (operatorsOwn, another) = (WebClient(), WebClient())
            let link = try #require(earshot.operatorLink)
            #expect(try await operatorsOwn.open(link).text.contains("Choose a password"))
            let words = "correct+horse+battery"
            #expect(try await operatorsOwn.open(link, form: "password=\(words)&again=\(words)").status == 303)
            #expect(try await another.open(link).status == 404)

            let live = "http://\(earshot.admin)/live"
            #expect(try await another.open(live).status == 401)
            #expect(try await operatorsOwn.open(live).status == 200)
            #expect(try await earshot.run(["account", "list"]).text == "admin\toperator\tpassword")

            try await earshot.crash()
            try await earshot.start()
            #expect(try await operatorsOwn.open(live).status == 200)
            #expect(earshot.operatorLink == link)

            #expect(try await earshot.run(["account", "remove", "admin"]).status == 0)
            #expect(try await operatorsOwn.open(live).status == 401)
        }
    }

    @Test func whoHasLostThePasswordGetsALinkAtTheMachine() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let first = try #require(earshot.operatorLink)
            let answer = try await earshot.run(["account", "link", "admin"])
            #expect(answer.status == 0 && answer.text.hasPrefix("http://\(earshot.admin)/sign-in/link/"))
            #expect(try await WebClient().open(first).status == 404)
            #expect(try await WebClient().open(answer.text).status == 200)
        }
    }

    @Test func theIdentityProviderSaysWhoItIsAndThePolicyWhatThatIs() async throws {
        // `alice` is in the role Admin.
        try await LoopbackProvider.with(user: "alice") { provider in
            let settings = "oidc: {issuer: \"\(provider.issuer)\", client-id: earshot, organization: Example Ltd}"
            try await Stage.with(.earshot(policy: "listening.yaml", site: Site(settings: settings))) { stage in
                let earshot = try #require(stage.earshot)
                let browser = WebClient()
                let page = try await browser.open("http://\(earshot.admin)/sign-in")
                #expect(page.text.contains("href=\"/sign-in/oidc\""))
                let begun = try await browser.open("http://\(earshot.admin)/sign-in/oidc")
                let asked = try await WebClient().open(try #require(begun.location))
                let back = try #require(asked.location)
                #expect(back.hasPrefix("http://\(earshot.admin)/sign-in/oidc/callback?code="))
                #expect(try await WebClient().open(back).status == 502)
                #expect(try await browser.open(back).location == "/")
                let session = try await browser.open("http://\(earshot.admin)/api/v1/session").text
                #expect(session.contains("\"name\":\"alice\"") && session.contains("\"kind\":\"user\""))
                #expect(try await earshot.run(["account", "list"]).text.contains("alice\tuser of Example Ltd"))
            }
        }
    }

    @Test func byTLSTheAdminAddressHasTheCertificateOfTheListeners() async throws {
        let site = Site(isAdminSecure: true)
        try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            let page = try await earshot.secureAnswer("/sign-in")
            #expect(page.hasPrefix("HTTP/1.1 200") && page.contains("<form method=\"post\" action=\"/sign-in\">"))
            #expect(try #require(earshot.operatorLink).hasPrefix("https://\(earshot.admin)/sign-in/link/"))
        }
    }

    @Test func aCertificateThatIsRenewedIsServedAfterTheSignal() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml", site: Site(isAdminSecure: true))) { stage in
            let earshot = try #require(stage.earshot)
            let name = "renewed.example"
            #expect(try await earshot.secureAnswer("/healthz", of: name).isEmpty)
            try earshot.renewCertificate(["DNS:\(name)"])
            try await Patience.find("an answer of \(name)") { seen in
                seen = try await earshot.secureAnswer("/healthz", of: name)
                return seen.hasPrefix("HTTP/1.1 200") ? () : nil
            }
        }
    }
}
