import Enforcement
import PolicyStore

/// Where nodes say that they live, and leave what others go on with when they do not.
protocol NodeRegister: Sendable {
    /// Says that this node lives, and gives what is known of the others.
    ///
    /// - Parameter run: what tells this process from others of its name.
    func beat(run: Int64) throws(StoreError) -> NodeBeat

    /// The dialogs of nodes that have been silent for so long, which are this node's from here on.
    func adopt(afterSeconds seconds: Int) throws(StoreError) -> [LiveDialog]
}

extension StoreJournal: NodeRegister {
    func beat(run: Int64) throws(StoreError) -> NodeBeat { try store.beat(run: run) }
}
