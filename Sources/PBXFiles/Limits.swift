/// Every bound of this module, with its unit and its reason.
enum PBXFilesLimits {
    /// Attributes of one XML tag; FreeSWITCH's have ten at the most.
    static let attributesMax = 32
}
