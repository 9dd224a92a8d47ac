/// The namespace declarations in force at one place of a document (Namespaces in XML 1.0 §6).
struct NamespaceScope {
    private var bindings: [(prefix: Range<Int>, namespace: Namespace)] = []

    /// How many declarations are in force; to be given to `leave` when the element ends.
    var mark: Int { bindings.count }

    /// Puts the declarations among `attributes` in force.
    ///
    /// - Throws: `malformed` for an empty or reserved prefix declaration, `refused` above `Limits.namespacesMax`.
    mutating func enter(_ attributes: [XMLAttribute], _ bytes: Span<UInt8>) throws(XMLError) {
        for attribute in attributes {
            let isPrefixed = attribute.localStart > attribute.name.lowerBound
            let head = isPrefixed ? attribute.name.lowerBound..<(attribute.localStart - 1) : attribute.name
            guard bytes.equals(head, "xmlns") else { continue }
            let prefix = isPrefixed ? attribute.localStart..<attribute.name.upperBound : 0..<0
            if isPrefixed {
                guard !attribute.value.isEmpty, !bytes.equals(prefix, "xmlns"), !bytes.equals(prefix, "xml") else {
                    throw .malformed
                }
            }
            guard bindings.count < Limits.namespacesMax else { throw .refused(.tooComplex) }
            bindings.append((prefix, Namespace.named(attribute.value, bytes)))
        }
    }

    /// Ends the declarations made since `mark` was taken.
    mutating func leave(to mark: Int) {
        bindings.removeLast(bindings.count - mark)
    }

    /// What `prefix` stands for here; nil if it is not declared. The empty prefix is the default namespace.
    func resolve(_ prefix: Range<Int>, _ bytes: Span<UInt8>) -> Namespace? {
        for binding in bindings.reversed() where bytes.equals(binding.prefix, prefix) { return binding.namespace }
        if prefix.isEmpty { return Namespace.none }
        return bytes.equals(prefix, "xml") ? .other : nil
    }
}
