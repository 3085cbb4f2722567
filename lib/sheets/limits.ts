/** How much of a file is read, whoever asks. A worksheet itself ends at 1,048,576 rows. */
export const ROWS_MAX = 1_048_576;
export const COLUMNS_MAX = 1_000;
/** As spreadsheets have it (ECMA-376 part 1, 18.18.37 and the programs' own limit). */
export const CELL_CHARS_MAX = 32_767;
/** Of all parts of a package that are read, unpacked. */
export const UNPACKED_BYTES_MAX: number = 512 * 1024 ** 2;
export const PARTS_MAX = 4_096;
/** Of the texts that cells share, together. */
export const SHARED_CHARS_MAX: number = 128 * 1024 ** 2;
/** Deeper than any part that is read goes. */
export const XML_DEPTH_MAX = 64;
/** So often is said how far a table was read. */
export const ROWS_TOLD: number = 500;
