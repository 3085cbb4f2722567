/** COSE receipts last: each is checked with the receipt beside it, which holds the entry. */
export const receiptsFirst = (files: readonly File[]): File[] =>
  [...files].sort((one, other) => Number(one.name.endsWith(".cose")) - Number(other.name.endsWith(".cose")));
