/// A bug put in on purpose, outside of the product, so that it is shown that such a one would be found.
public enum Plant: String, CaseIterable, Sendable {
    /// The disk says that it synced, and did not.
    case lyingSync
    /// The program says "saved" before the save is done.
    case earlyAcknowledgement
    /// A save claims that the form had shown what came in after it was opened.
    case unseenValues
    /// Of the parcels that are brought round at the end, none of one device ever arrives.
    case lostCourier
    /// A bit of the log's file turns over while the store is closed.
    case bitRot
    /// A file of the store goes missing just after a document was attached.
    case lostDocument
    /// Laptops draw the same random numbers again and again: names, and lives of a store that was put back.
    case repeatedNumbers
    /// One device draws its numbers from the system, so that no run is like another.
    case realRandomness
}
