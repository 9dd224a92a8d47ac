/// The names of one kind in one organisation, and what is wrong with them.
struct NameRegister {
    /// What looking a name up gives.
    enum Lookup: Equatable {
        case found(UInt32)
        /// Not there, but written so in another ASCII case.
        case otherCase(String)
        case unknown
    }

    private struct Holder {
        let text: String
        let line: Int
        let number: UInt32
    }

    /// What the names are called in problems: `user`, `role`, …
    let noun: String
    private var holders: [String: Holder] = [:]

    init(noun: String) {
        self.noun = noun
    }

    /// Makes room for so many names.
    mutating func reserve(_ count: Int) { holders.reserveCapacity(count) }

    /// Takes a name in with its number; gives what is wrong when there is one already that is the same without case.
    mutating func insert(_ name: Located<String>, number: UInt32) -> String? {
        let key = ASCIICase.fold(name.value)
        let new = Holder(text: name.value, line: name.line, number: number)
        guard let holder = holders.updateValue(new, forKey: key) else { return nil }
        holders[key] = holder
        return Self.clash(noun, name.value, with: holder.text, line: holder.line)
    }

    /// The number of a name, written exactly so.
    func lookup(_ text: String) -> Lookup {
        guard let holder = holders[ASCIICase.fold(text)] else { return .unknown }
        return holder.text == text ? .found(holder.number) : .otherCase(holder.text)
    }

    /// The words for two names that are the same without case.
    static func clash(_ noun: String, _ name: String, with first: String, line: Int) -> String {
        let place = line > 0 ? " on line \(line)" : ""
        if name == first {
            return "\(noun) `\(name)` is there already\(place); remove one of them"
        }
        return "\(noun) `\(name)` differs from `\(first)`\(place) only by case; rename one of them"
    }
}
