import Testing
@testable import PolicyImport
@Suite struct PolicyImportSkeletonTests {}
