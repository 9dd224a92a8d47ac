import Mustache

/// The page of one's own account. It works without a script.
enum AccountTemplates {
    /// `GET /account`.
    static let account = """
        {{<frame}}{{$title}}Your account{{/title}}{{$content}}
        <p><a href="/">Back</a></p>
        <p><strong>{{name}}</strong>{{#organization}} of {{organization}}{{/organization}}{{^organization}},
        operator{{/organization}}</p>
        {{#token}}<section aria-labelledby="new-token"><h2 id="new-token">Your new token</h2>
        <p>Copy it now: it is shown this once.</p><p><code>{{token}}</code></p></section>{{/token}}
        {{#hasPassword}}
        <section aria-labelledby="password-title"><h2 id="password-title">Password</h2>
        <form method="post" action="/account/password"><input type="hidden" name="csrf" value="{{csrf}}">
        <p><label for="old">Password now</label>
        <input id="old" name="old" type="password" autocomplete="current-password" required></p>
        <p><label for="new">New password, 12 characters at least</label>
        <input id="new" name="new" type="password" autocomplete="new-password" minlength="12" required></p>
        <p><label for="again">The same again</label>
        <input id="again" name="again" type="password" autocomplete="new-password" minlength="12" required></p>
        <p><button type="submit">Change the password</button></p></form></section>
        <section aria-labelledby="codes-title"><h2 id="codes-title">Codes of an authenticator</h2>
        {{#asksForCodes}}<p>Signing in takes a code.</p>
        <form method="post" action="/account/codes/drop"><input type="hidden" name="csrf" value="{{csrf}}">
        <p><label for="drop">Password</label>
        <input id="drop" name="password" type="password" autocomplete="current-password" required></p>
        <p><button type="submit">Ask for no codes</button></p></form>{{/asksForCodes}}
        {{^asksForCodes}}{{#secret}}<p>Put this into your authenticator, and type the code that it shows.</p>
        <p><code>{{secret}}</code></p><p><a href="{{uri}}">Open it in an authenticator on this device</a></p>
        <form method="post" action="/account/codes/confirm"><input type="hidden" name="csrf" value="{{csrf}}">
        <p><label for="code">Code</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required></p>
        <p><button type="submit">Ask for codes from now on</button></p></form>{{/secret}}
        {{^secret}}<form method="post" action="/account/codes"><input type="hidden" name="csrf" value="{{csrf}}">
        <p><button type="submit">Begin with an authenticator</button></p></form>{{/secret}}{{/asksForCodes}}</section>
        {{/hasPassword}}
        <section aria-labelledby="tokens-title"><h2 id="tokens-title">Tokens for programs</h2>
        {{#tokens}}<form method="post" action="/account/tokens/{{id}}/remove">
        <input type="hidden" name="csrf" value="{{csrf}}">
        <p>{{label}}: {{scopes}}, until {{expires}} <button type="submit">Take away</button></p></form>{{/tokens}}
        <form method="post" action="/account/tokens"><input type="hidden" name="csrf" value="{{csrf}}">
        <p><label for="label">What it is for</label>
        <input id="label" name="label" maxlength="100" required></p>
        <p><label for="days">Days until it ends</label>
        <input id="days" name="days" type="number" min="1" max="366" value="90" required></p>
        <fieldset><legend>What it may do of what you may</legend>
        {{#scopes}}<p><label><input type="checkbox" name="scopes[]" value="{{value}}"> {{label}}</label></p>{{/scopes}}
        </fieldset><p><button type="submit">Make a token</button></p></form></section>
        <section aria-labelledby="sessions-title"><h2 id="sessions-title">Sessions</h2>
        <form method="post" action="/account/sign-out-everywhere"><input type="hidden" name="csrf" value="{{csrf}}">
        <p><button type="submit">Sign out everywhere</button></p></form></section>
        {{/content}}{{/frame}}
        """

    /// It and what it stands in, parsed.
    static func library() throws -> MustacheLibrary {
        try MustacheLibrary(templates: [
            "frame": MustacheTemplate(string: SignInTemplates.frame),
            "account": MustacheTemplate(string: account),
        ])
    }
}
