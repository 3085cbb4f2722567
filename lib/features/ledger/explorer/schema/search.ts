/** What people type to name a block or an entry by its number. */

export interface SearchedNumber {
  what: "block" | "entry";
  /** As it was typed, without separators: not every number is one that a ledger can have. */
  digits: string;
}

const BLOCK = /^(?:(?:block|height|区块高度|区块|高度)\s*[:#]?|#)?\s*(\d+)$/;
const ENTRY = /^(?:entry|上链条目|条目|序号)\s*[:#]?\s*(\d+)$/;
/** As verdicts and receipts say it in Chinese: 第 77 号条目. */
const ORDINAL = /^第\s*(\d+)\s*[号个]?\s*(条目|上链条目|区块)$/;
/** Pages write 12,345 (12 345 elsewhere), and that is what is copied from them. */
const GROUPED = /(?<!\d)\d{1,3}(?:[,\u0020\u00a0\u202f]\d{3})+(?!\d)/;

/** `12`, `#12`, `block 12`, `区块 12` name a block, `entry 5`, `entry:5`, `第 5 号条目` an entry; undefined of any other text. */
export function searchedNumber(text: string): SearchedNumber | undefined {
  // NFKC: full-width digits and signs, as Chinese keyboards write them, are the usual ones.
  const plain = text.normalize("NFKC").trim().toLowerCase();
  const whole = plain.replace(GROUPED, (digits) => digits.replaceAll(/\D/g, ""));
  const [, digits, noun] = ORDINAL.exec(whole) ?? [];
  if (digits !== undefined) return { what: noun === "区块" ? "block" : "entry", digits };
  const entry = ENTRY.exec(whole)?.[1];
  if (entry !== undefined) return { what: "entry", digits: entry };
  const block = BLOCK.exec(whole)?.[1];
  return block === undefined ? undefined : { what: "block", digits: block };
}
