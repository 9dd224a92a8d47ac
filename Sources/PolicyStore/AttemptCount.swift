/// How attempts to sign in are counted.
enum AttemptCount {
    /// What follows after so many attempts by one more.
    static func after(_ failures: Int64, at now: Int64, delays: [Int64]) -> (failures: Int64, until: Int64) {
        let count = min(failures, Int64(Int32.max)) + 1
        let place = min(Int(count), delays.count) - 1
        let delay = delays.indices.contains(place) ? delays[place] : 0
        return (count, delay > 0 ? now + delay : 0)
    }
}
