import AccessPolicy

/// One entry of the register of consents: that a person agreed to an extension being listened to, or that this is over.
public struct ConsentEntry: Sendable, Hashable {
    /// What the entry says.
    public enum Event: Sendable, Hashable {
        /// A consent: by whom, on which day (`2026-11-01`), and which user owned the extension then; nobody did when nil.
        case given(by: String, on: String, owner: String?)
        /// Nothing that was given before for the extension holds any longer.
        case withdrawn
    }

    /// The place in the register, ascending; 0 for an entry that is not in it yet.
    public var number: Int64
    /// The name of the organisation.
    public var organization: String
    /// The extension, as the policy writes it.
    public var extensionNumber: String
    /// What the entry says.
    public var event: Event
    /// Who recorded the consent, or withdrew it.
    public var recordedBy: String
    /// When that was, in seconds since 1970-01-01 UTC.
    public var recordedAt: Int64
    /// Where the document is, or anything else; may be empty.
    public var note: String

    /// An entry.
    public init(
        number: Int64 = 0,
        organization: String,
        extensionNumber: String,
        event: Event,
        recordedBy: String,
        recordedAt: Int64,
        note: String = ""
    ) {
        (self.number, self.organization, self.extensionNumber) = (number, organization, extensionNumber)
        (self.event, self.recordedBy, self.recordedAt, self.note) = (event, recordedBy, recordedAt, note)
    }

    /// What is wrong with the texts, in words for the operator; nil when nothing is.
    var problem: String? {
        var texts = [("organization", organization), ("extension", extensionNumber)]
        switch event {
        case .given(let person, _, _): texts += [("given by", person), ("recorded by", recordedBy)]
        case .withdrawn: texts.append(("withdrawn by", recordedBy))
        }
        for (noun, text) in texts {
            let problem = NameSyntax.problem(inName: text, noun: noun, bytesMax: PolicyLimits.nameBytes)
            if let problem { return problem }
        }
        return note.isEmpty ? nil : NameSyntax.problem(inName: note, noun: "note", bytesMax: Limits.noteBytesMax)
    }
}
