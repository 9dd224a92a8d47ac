/// How many people gain and lose what a setting gives, when one policy takes the place of another.
public struct RightsSummary: Sendable {
    /// People, and on how many extensions.
    public struct Tally: Sendable {
        /// One person and one extension; nil for every one that neither policy lists.
        public struct Case: Equatable, Sendable {
            /// The user's name.
            public let user: String
            /// The extension.
            public let target: String?
        }

        /// Who it is about, each once.
        public private(set) var people = Set<String>()
        /// How many pairs of a person and an extension it is about.
        public private(set) var count = 0
        /// The first of them.
        public private(set) var first: [Case] = []
        private let namesMax: Int

        init(_ namesMax: Int) { self.namesMax = namesMax }

        /// Takes in one case, and names it.
        mutating func add(_ user: String, _ target: String?) {
            people.insert(user)
            count += 1
            if first.count < namesMax { first.append(Case(user: user, target: target)) }
        }

        /// Names some of those that a difference is about on one extension.
        mutating func show(_ users: Set<String>, _ target: String?, without owners: Set<String>) {
            guard first.count < namesMax, !users.isEmpty else { return }
            // Sorting all of many users for each extension would cost more than the names are worth.
            let some = Array(users.lazy.filter { !owners.contains($0) }.prefix(namesMax)).sorted()
            first += some.prefix(namesMax - first.count).map { Case(user: $0, target: target) }
        }

        /// Takes in those that a difference is about on so many extensions, but for the own ones.
        mutating func count(_ users: Set<String>, in extensions: Int, without owned: [String: Int]) {
            for user in users {
                let others = extensions - (owned[user] ?? 0)
                guard others > 0 else { continue }
                people.insert(user)
                count += others
            }
        }
    }

    /// What it is about.
    public let setting: Setting
    /// Who gets it.
    public let gained: Tally
    /// Who loses it.
    public let lost: Tally

    init(setting: Setting, gained: Tally, lost: Tally) {
        (self.setting, self.gained, self.lost) = (setting, gained, lost)
    }
}
