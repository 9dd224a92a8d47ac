/// What was asked for on the command line.
struct Options {
    /// A problem with the command line, for the person who wrote it.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// The PBX to use, `host:port`; nil to start one.
    var pbx: String?
    /// Whether to end after the scenes.
    var scenesOnly = false
    /// Whether phones go to the PBX directly.
    var direct = false

    init(_ arguments: some Collection<String>) throws(Problem) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--scenes-only": scenesOnly = true
            case "--direct": direct = true
            case "--pbx":
                guard let value = rest.popFirst(), value.hasPrefix("udp://") else {
                    throw Problem(description: "`--pbx` needs an address such as `udp://192.0.2.10:5060`")
                }
                pbx = String(value.dropFirst("udp://".count))
            default: throw Problem(description: "`\(argument)` is not an option")
            }
        }
    }
}
