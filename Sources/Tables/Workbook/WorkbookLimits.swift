/// The most that is read of a workbook. Each has a test one past it.
public enum WorkbookLimits {
    /// Bytes of the file.
    public static let fileBytesMax = 64 << 20
    /// Files in its zip.
    public static let partCountMax = 1000
    /// Bytes of all of them together, inflated.
    public static let inflatedBytesMax = 256 << 20
    /// How many bytes may come out of one, above ``ratioFreeBytes``. Deflate itself cannot do more than some 1,030.
    public static let ratioMax = 250
    public static let ratioFreeBytes = 1 << 20
    public static let sheetCountMax = 256
    /// What the format itself allows.
    public static let rowCountMax = 1_048_576
    public static let columnCountMax = 1024
    /// Cells that are held at once, empty ones between others counted: in all sheets together.
    public static let cellCountMax = 4_000_000
    /// Texts that cells share.
    public static let sharedStringCountMax = 1_000_000

    static let saveAgain = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV."
}
