import Enforcement
import NIOConcurrencyHelpers
import Synchronization

/// The PBXes as the event loops see them: each loop keeps its own copy and looks at one number per message to know whether it is still the newest.
public final class PBXDirectory: Sendable {
    private let group: NIOLockedValueBox<PBXGroup>
    private let published = Atomic<Int>(1)

    /// A directory in which every PBX is taken to be up.
    public init(_ group: PBXGroup) { self.group = NIOLockedValueBox(group) }

    /// Grows with every change.
    var version: Int { published.load(ordering: .acquiring) }

    /// What is known now.
    public var current: PBXGroup { group.withLockedValue { $0 } }

    /// Changes what is known of one PBX, if it is there still.
    func update(_ pbx: Endpoint, _ change: (_ group: inout PBXGroup, _ index: Int) -> Void) {
        update { group in
            if let index = group.index(of: pbx) { change(&group, index) }
        }
    }

    /// Changes what is known; readers see it from their next message on.
    func update(_ change: (inout PBXGroup) -> Void) {
        let changed = group.withLockedValue { group -> Bool in
            let before = group
            change(&group)
            return group != before
        }
        if changed { published.wrappingAdd(1, ordering: .releasing) }
    }
}
