/// Every bound of this module, with its unit and its reason.
enum PBXFilesLimits {
    /// Attributes of one XML tag; FreeSWITCH's have ten at the most.
    static let attributesMax = 32
    /// Values that one Asterisk section may come to: a context with every extension of a large site.
    static let sectionValuesMax = 1_000_000
    /// Values that a section may have from templates.
    static let templateValuesMax = 1_000
    /// Files that include each other in a row; Asterisk takes ten.
    static let includeDepthMax = 10
    /// Variables that the files of one FreeSWITCH directory set.
    static let variablesMax = 10_000
    /// Complaints kept of one run; nobody reads more.
    static let complaintsMax = 1_000
}
