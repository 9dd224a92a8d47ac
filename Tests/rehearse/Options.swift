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
                // Everything that is started here has the loopback address, and reaches nothing else from there.
                guard let value = rest.popFirst(), value.hasPrefix("udp://127.") else {
                    let text = "`--pbx` needs the address of a PBX on this machine, such as `udp://127.0.0.1:5070`"
                    throw Problem(description: text)
                }
                pbx = String(value.dropFirst("udp://".count))
            default: throw Problem(description: "`\(argument)` is not an option")
            }
        }
    }
}
