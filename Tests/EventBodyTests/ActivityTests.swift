import Testing

@testable import EventBody

@Suite struct ActivityTests {
    @Test(arguments: Activity.all)
    func everyTokenNamesItsActivity(_ activity: Activity) {
        let bytes = Array("\(activity.token)".utf8)
        let named = Activity.named(0..<bytes.count, bytes.span)
        #expect(named == activity)
    }

    @Test func everyActivityIsListed() {
        #expect(Activity.all.map(\.rawValue) == Array(0..<UInt8(Activity.all.count)))
        #expect(Activity(rawValue: UInt8(Activity.all.count)) == nil)
    }

    @Test(arguments: ["other", "Busy", "", "busy ", "x15550199"])
    func namesNothingElse(_ name: String) {
        let bytes = Array(name.utf8)
        let named = Activity.named(0..<bytes.count, bytes.span)
        #expect(named == nil)
    }

    @Test func setHoldsWhatWasPutIn() {
        var set = ActivitySet()
        #expect(set.isEmpty)
        set.insert(.busy)
        set.insert(.worship)
        #expect(Activity.all.filter { set.contains($0) } == [.busy, .worship])
    }
}
