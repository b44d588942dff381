import ArgumentParser
import Clinic

/// `--order`
enum ListOrder: String, ExpressibleByArgument, CaseIterable {
    case created, updated, title, due

    var order: ListQuery.Order {
        switch self {
        case .created: .created
        case .updated: .updated
        case .title: .title
        case .due: .due
        }
    }
}
