import AccessPolicy
import PBXFiles

/// An endpoint of `pjsip.conf` that somebody signs in to.
struct AsteriskEndpoint {
    /// The section's name, which hints call `PJSIP/name`.
    let name: String
    /// What its phones register as: the name of its AOR.
    let user: String
    let displayName: String?
    let subscribeContext: String
    let maySubscribe: Bool
    let callGroups: [String]
    let pickupGroups: [String]
    let place: ImportPlace

    /// The endpoints of some sections; trunks are left out, and noted.
    static func all(in sections: [AsteriskSection], _ report: inout ImportReport) -> [AsteriskEndpoint] {
        sections.filter { !$0.isTemplate && $0.value("type")?.lowercased() == "endpoint" }.compactMap { section in
            let place = ImportPlace(file: section.file, line: section.line)
            guard let auth = section.value("auth"), !auth.isEmpty else {
                let text = "endpoint `\(section.name)` has no `auth`: it was taken for a trunk and left out"
                report.note(text, place)
                return nil
            }
            let aors = list(section, "aors")
            if aors.count > 1 {
                report.note("endpoint `\(section.name)` has several AORs, of which the first is taken", place)
            }
            let subscribe = section.value("subscribe_context").flatMap { $0.isEmpty ? nil : $0 }
            return AsteriskEndpoint(
                name: section.name,
                user: aors.first ?? section.name,
                displayName: section.value("callerid").flatMap(displayName),
                subscribeContext: subscribe ?? section.value("context") ?? "default",
                maySubscribe: !["no", "false", "0", "off", "n", "f"].contains(
                    section.value("allow_subscribe")?.lowercased() ?? "yes"
                ),
                callGroups: list(section, "named_call_group") + list(section, "call_group"),
                pickupGroups: list(section, "named_pickup_group") + list(section, "pickup_group"),
                place: place
            )
        }
    }

    private static func list(_ section: AsteriskSection, _ key: String) -> [String] {
        (section.value(key) ?? "").split(separator: ",").map { TextLines.trimmed($0) }.filter { !$0.isEmpty }
    }

    /// The name in `"Alice Ng" <101>`; nil when there is only a number.
    private static func displayName(_ callerID: String) -> String? {
        let end = callerID.firstIndex(of: "<") ?? callerID.endIndex
        let name = TextLines.trimmed(callerID[..<end]).filter { $0 != "\"" }
        let isNumber = name.allSatisfy { $0.isNumber || "+- ".contains($0) }
        return name.isEmpty || isNumber ? nil : name
    }
}

/// The hints of `extensions.conf`: which devices' state an extension is, and which contexts have it.
struct AsteriskHints {
    struct Shared {
        let number: String
        let devices: [String]
        let place: ImportPlace
    }

    /// The numbers that have a hint, in the order of the files.
    private(set) var extensions: [String] = []
    /// Extensions of more than one device.
    private(set) var shared: [Shared] = []
    /// Where hints stand that are for a pattern of numbers.
    private(set) var patterns: [ImportPlace] = []
    /// Where contexts are included at some times only.
    private(set) var timedIncludes: [ImportPlace] = []
    private var owned: [String: [String]] = [:]
    private var byContext: [String: Set<String>] = [:]
    private var includes: [String: [String]] = [:]

    init(_ sections: [AsteriskSection]) {
        var known: Set<String> = []
        for section in sections {
            for value in section.values {
                let place = ImportPlace(file: value.file, line: value.line)
                if value.key == "include" {
                    includes[section.name, default: []].append(Self.plain(value.value))
                    if value.value.contains(",") { timedIncludes.append(place) }
                }
                guard value.key == "exten", let (number, devices) = Self.hint(value.value) else { continue }
                guard !number.hasPrefix("_") else {
                    patterns.append(place)
                    continue
                }
                byContext[section.name, default: []].insert(number)
                guard known.insert(number).inserted else { continue }
                extensions.append(number)
                if devices.count > 1 {
                    shared.append(Shared(number: number, devices: devices, place: place))
                } else if let device = devices.first {
                    owned[device, default: []].append(number)
                }
            }
        }
    }

    /// The extensions that are the state of this device alone.
    func extensions(of device: String) -> [String] { owned[device] ?? [] }

    /// What has a hint in a context or in those that it includes.
    func reach(of context: String) -> Set<String> {
        var (found, waiting, seen): (Set<String>, [String], Set<String>) = ([], [context], [])
        while let next = waiting.popLast(), seen.count < PolicyImportLimits.contextsMax {
            guard seen.insert(next).inserted else { continue }
            found.formUnion(byContext[next] ?? [])
            waiting += includes[next] ?? []
        }
        return found
    }

    /// The name of `include => context,times…`.
    private static func plain(_ text: String) -> String {
        TextLines.trimmed(text.split(separator: ",", maxSplits: 1).first ?? "")
    }

    /// The number and the PJSIP devices of `101,hint,PJSIP/101&Custom:DND101,CustomPresence:101`.
    private static func hint(_ text: String) -> (number: String, devices: [String])? {
        let parts = text.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
            .map { TextLines.trimmed($0) }
        guard parts.count >= 3, parts[1].lowercased() == "hint", !parts[0].isEmpty else { return nil }
        let devices = parts[2].split(separator: "&").map { TextLines.trimmed($0) }
        return (parts[0], devices.filter { $0.hasPrefix("PJSIP/") }.map { String($0.dropFirst(6)) })
    }
}
