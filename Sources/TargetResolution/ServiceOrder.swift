/// The order in which the SRV records of one service are tried (RFC 2782): by priority, and by lot within one, heavier ones sooner.
enum ServiceOrder {
    static func order(_ records: [SRVRecord], using generator: inout some RandomNumberGenerator) -> [SRVRecord] {
        var ordered: [SRVRecord] = []
        for priority in Set(records.map(\.priority)).sorted() {
            let peers = records.filter { $0.priority == priority }
            // Those without weight come first, so that they are drawn only where the lot is 0.
            var left = peers.filter { $0.weight == 0 } + peers.filter { $0.weight > 0 }
            while !left.isEmpty {
                let lot = Int.random(in: 0...left.reduce(0) { $0 + Int($1.weight) }, using: &generator)
                var sum = 0
                let index = left.firstIndex { record in
                    sum += Int(record.weight)
                    return sum >= lot
                }
                ordered.append(left.remove(at: index ?? 0))
            }
        }
        return ordered
    }
}
