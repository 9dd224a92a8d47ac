/// The gate's limits under a name that other modules, which have limits of their own, can say.
public typealias MessageLimits = Limits
