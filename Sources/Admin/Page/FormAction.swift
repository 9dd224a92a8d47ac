import AccessPolicy

/// What a form is sent for: the value of the button that sent it, in the field `do`.
enum FormAction: Equatable {
    /// Nothing is saved: the form is shown again, with what it would come to.
    case preview
    case save
    /// Somebody else was faster, and what this person wrote shall hold all the same.
    case overwrite
    case delete
    /// To take somebody into a list of the form.
    case add(list: String, Member)
    /// To take somebody out of it.
    case remove(list: String, Member)
    /// To look for whom to take in.
    case find(list: String)
    /// To write in other words what was chosen.
    case other(String)

    init(_ text: String) {
        let parts = text.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        switch (parts.first ?? "", parts.count) {
        case ("save", 1): self = .save
        case ("overwrite", 1): self = .overwrite
        case ("delete", 1): self = .delete
        case ("", _), ("preview", _): self = .preview
        case ("find", 2): self = .find(list: parts[1])
        case ("add", 3), ("remove", 3):
            guard let member = Member(text: parts[2]) else {
                self = .preview
                return
            }
            self = parts[0] == "add" ? .add(list: parts[1], member) : .remove(list: parts[1], member)
        default: self = .other(text)
        }
    }

    /// Does to a list of that name what concerns it.
    func apply(to members: inout [Member], of list: String) {
        switch self {
        case .add(list, let member) where !members.contains(member): members.append(member)
        case .remove(list, let member): members.removeAll { $0 == member }
        default: return
        }
    }
}
