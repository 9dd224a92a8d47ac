import Testing
@testable import PolicyAdministration
@Suite struct PolicyAdministrationSkeletonTests {}
