/// The variables that FreeSWITCH's files set for each other (`<X-PRE-PROCESS cmd="set" data="name=value"/>`) and name as `$${name}`.
package struct FreeSwitchVariables {
    private var values: [String: String] = [:]

    package init() {}

    /// Takes what a tag `X-PRE-PROCESS` sets; other commands of it are passed over.
    package mutating func take(_ tag: XMLTagScanner.Tag) {
        guard tag.attributes["cmd"] == "set", values.count < PBXFilesLimits.variablesMax else { return }
        let parts = (tag.attributes["data"] ?? "").split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { values[parts[0]] = parts[1] }
    }

    /// The text with its variables replaced; nil when one of them is not known.
    package func expanded(_ text: String) -> String? {
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "$${") {
            result += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstIndex(of: "}"),
                let value = values[String(rest[open.upperBound..<close])]
            else { return nil }
            result += value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
