import Forms
import Records
import Synchronization

/// The catalog and the forms that hold now: the product's, with the newest release of the organisation over them.
///
/// Read from anywhere, replaced by the clinic alone when the roster brings a release. Whoever reads has a value of their own and goes
/// on with it; the clinic checks everything again with what holds when it saves.
final class CatalogShelf: Sendable {
    /// What the product has, whatever is released.
    let base: SchemaCatalog
    private let files: @Sendable () -> [String: [UInt8]]
    private let content: Mutex<Content>

    private struct Content {
        var catalog: SchemaCatalog
        /// Read when it is first asked for: most commands show no form.
        var library: FormLibrary?
        var release: AppliedRelease?
    }

    struct AppliedRelease: Sendable {
        let number: UInt64
        let digest: [UInt8]
        let files: [String: [UInt8]]
        /// What of it does not fit this version of the product.
        let faults: [String]
    }

    init(_ base: SchemaCatalog, files: @escaping @Sendable () -> [String: [UInt8]]) {
        self.base = base
        self.files = files
        content = Mutex(Content(catalog: base))
    }

    var catalog: SchemaCatalog { content.withLock { $0.catalog } }

    var release: AppliedRelease? { content.withLock { $0.release } }

    var library: FormLibrary {
        content.withLock { content in
            if let library = content.library { return library }
            let library = FormLibrary(files: files(), more: content.release?.files ?? [:], catalog: content.catalog)
            content.library = library
            return library
        }
    }

    /// What a release would make of the product.
    func release(of files: [String: [UInt8]]) -> OrganisationRelease { OrganisationRelease(files, over: base, self.files()) }

    /// From here on the release holds.
    func apply(_ files: [String: [UInt8]], number: UInt64, digest: [UInt8]) {
        let release = release(of: files)
        content.withLock { content in
            content.catalog = release.catalog
            content.library = release.library
            content.release = AppliedRelease(number: number, digest: digest, files: files, faults: release.faults)
        }
    }
}
