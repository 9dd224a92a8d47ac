import PBXFiles
import Testing

/// Variables of a FreeSWITCH directory.
@Suite struct FreeSwitchVariablesTests {
    private func variables(_ text: String) -> FreeSwitchVariables {
        var variables = FreeSwitchVariables()
        var scanner = XMLTagScanner(text)
        while let tag = scanner.next() { variables.take(tag) }
        return variables
    }

    @Test func whatIsSetIsReplacedWhereverItStands() {
        let set = variables(#"<X-PRE-PROCESS cmd="set" data="domain=a.test"/><X-PRE-PROCESS cmd="set" data="p=x=y"/>"#)
        #expect(set.expanded("$${domain}") == "a.test")
        #expect(set.expanded("sip:$${p}@$${domain};a") == "sip:x=y@a.test;a")
        #expect(set.expanded("${domain}") == "${domain}")
    }

    @Test(arguments: ["$${other}", "a $${domain} $${other}", "$${domain"])
    func aTextWithAVariableThatNobodySetHasNoValue(text: String) {
        #expect(variables(#"<X-PRE-PROCESS cmd="set" data="domain=a.test"/>"#).expanded(text) == nil)
    }

    @Test func otherCommandsSetNothing() {
        let set = variables(#"<X-PRE-PROCESS cmd="include" data="a=b"/><X-PRE-PROCESS cmd="set" data="c"/>"#)
        #expect(set.expanded("$${a}") == nil)
        #expect(set.expanded("$${c}") == nil)
    }
}
