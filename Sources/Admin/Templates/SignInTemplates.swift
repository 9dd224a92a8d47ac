import Mustache

/// The pages on which people sign in. They work without a script.
enum SignInTemplates {
    /// What every page of this kind stands in.
    static let frame = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{$title}}Sign in{{/title}} – Earshot</title>
        <link rel="icon" href="/assets/icon.svg">
        <link rel="stylesheet" href="/assets/page.css">
        </head>
        <body>
        <main class="sign-in">
        <h1>{{$title}}Sign in{{/title}}</h1>
        {{#message}}<p class="message" role="alert">{{message}}</p>{{/message}}
        {{$content}}{{/content}}
        </main>
        </body>
        </html>
        """

    /// `GET /sign-in`.
    static let signIn = """
        {{<frame}}{{$title}}Sign in{{/title}}{{$content}}
        {{#provider}}<p><a class="button" href="/sign-in/oidc">{{provider}}</a></p>{{/provider}}
        <form method="post" action="/sign-in">
        <input type="hidden" name="next" value="{{next}}">
        <p><label for="name">Name</label>
        <input id="name" name="name" value="{{name}}" autocomplete="username" autocapitalize="none" required></p>
        {{#askOrganization}}<p><label for="organization">Organization (none for operators)</label>
        <input id="organization" name="organization" value="{{organization}}" autocomplete="organization"></p>
        {{/askOrganization}}
        <p><label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required></p>
        {{#askCode}}<p><label for="code">Code of your authenticator</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code"></p>{{/askCode}}
        <p><button type="submit">Sign in</button></p>
        </form>
        {{/content}}{{/frame}}
        """

    /// `GET /sign-in/link/SECRET`.
    static let link = """
        {{<frame}}{{$title}}Choose a password{{/title}}{{$content}}
        {{#name}}<form method="post">
        {{#csrf}}<input type="hidden" name="csrf" value="{{csrf}}">{{/csrf}}
        <p>For <strong>{{name}}</strong>{{#organization}} of {{organization}}{{/organization}}. This link works once.</p>
        <input type="hidden" name="name" value="{{name}}" autocomplete="username">
        <p><label for="password">New password</label>
        <input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required
        aria-describedby="hint"></p>
        <p id="hint">At least 12 characters; several words are a good one.</p>
        <p><label for="again">The same again</label>
        <input id="again" name="again" type="password" autocomplete="new-password" minlength="12" required></p>
        <p><button type="submit">Set the password</button></p>
        </form>{{/name}}
        {{^name}}<p><a href="/sign-in">Sign in</a></p>{{/name}}
        {{/content}}{{/frame}}
        """

    /// All of them, parsed.
    static func library() throws -> MustacheLibrary {
        try MustacheLibrary(templates: [
            "frame": MustacheTemplate(string: frame),
            "sign-in": MustacheTemplate(string: signIn),
            "link": MustacheTemplate(string: link),
        ])
    }
}
