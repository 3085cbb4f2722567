/** How large a bundle can be; apart, so that a page can ask without loading what verifies. */

/** Files of one bundle. */
export const BUNDLE_FILES_MAX = 100_000;
/** Bytes of its list: of so many files with long names. */
export const LIST_BYTES_MAX: number = 64 * 1024 * 1024;
