/// The codes that a PBX ships with or documents.
public struct FeatureCodePreset: Sendable {
    /// How the target comes to the PBX.
    public enum Form: String, Sendable, CaseIterable {
        /// It is dialled behind the code, in one.
        case appended
        /// The PBX asks for it after it has answered. The code is listed with `{extension}` as well, for phones that send both in one.
        case prompted
        /// There is none.
        case none
    }

    /// One code, and where it is written down.
    public struct Entry: Sendable {
        /// As an operator would list it.
        public let dial: String
        /// What it does.
        public let action: FeatureCodes.Action
        /// How the target comes to the PBX.
        public let form: Form
        /// Whether keys pressed in the call lead to other targets.
        public let hops: Bool
        /// A file of a public source, or a page.
        public let source: String

        init(
            _ dial: String,
            _ action: FeatureCodes.Action,
            _ form: Form,
            hops: Bool = false,
            _ source: String
        ) {
            self.dial = dial
            self.action = action
            self.form = form
            self.hops = hops
            self.source = source
        }
    }

    /// The name that `feature-codes: {preset: …}` takes.
    public let name: String
    /// What is special about it; empty when nothing is.
    public let note: String
    /// The codes that listen.
    public let entries: [Entry]

    /// The codes that listen, ready to be matched.
    public var codes: [FeatureCodes.Code] {
        entries.compactMap { FeatureCodes.Code(dial: $0.dial, action: $0.action, hops: $0.hops) }
    }
}
