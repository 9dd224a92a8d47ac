import AccessPolicy
import Hummingbird
import PolicyAdministration

/// What the script asks for while somebody types, as JSON.
struct FindScreen: Sendable {
    let desk: PageDesk

    private struct Found: ResponseEncodable, Sendable {
        struct Option: Encodable, Sendable {
            let value: String
            let name: String
            let detail: String
            let isRole: Bool
            let href: String
        }

        let options: [Option]
        let more: String
    }

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("find/extensions") { request, context in
            let visit = try desk.visit(request, context)
            let text = visit.query["q"]
            let found = try await desk.directory(visit) { directory in
                let found = OwnExtensions(visit, directory).matching(text)
                let options = found.prefix(PageLimits.optionsMax).map { entry in
                    Found.Option(
                        value: entry.number,
                        name: entry.number,
                        detail: entry.ownerName ?? entry.owner ?? "",
                        isRole: false,
                        href: visit.paths.extensionPage(entry.number)
                    )
                }
                return Found(options: options, more: more(found.count - options.count, visit))
            }
            return try found.response(from: request, context: context)
        }
        router.get("find/members") { request, context in
            let visit = try desk.visit(request, context)
            let (text, taken) = (visit.query["q"], visit.query.all("taken").compactMap(Member.init(text:)))
            let found = try await desk.directory(visit) { directory in
                let offer = MemberSearch(directory, byNumber: visit.isAdmin).offer(text, without: taken)
                let options = offer.members.map { member in
                    let row = MemberEditor.Row(member, visit)
                    return Found.Option(
                        value: row.member,
                        name: row.name,
                        detail: row.detail ?? "",
                        isRole: row.isRole,
                        href: row.why ?? ""
                    )
                }
                return Found(options: options, more: more(offer.more, visit))
            }
            return try found.response(from: request, context: context)
        }
    }

    private func more(_ count: Int, _ visit: Visit) -> String {
        count > 0 ? visit.strings.plural("members", "more", count) : ""
    }
}
