/** Where things lie in an archive. ASCII alone: whatever copies it, no name changes. */

/** In the folder of its record; what of a bag is a receipt is known by these names. */
export const RECEIPT_FILE = "receipt.json";
export const RECEIPT_PDF_FILE = "receipt.pdf";
/** Beside a receipt, for programs that hash files: the very texts that it carries. */
export const COPY_FILES = { record: "record.json", details: "details.json" } as const;
/** Receipts of other ledgers from which a record was taken over, the last one first. */
export const ORIGINS_MAX = 9;
export const INDEX_FILE = "data/index.csv";
export const VERIFIER_FILE = "data/verifier/sealbook-verifier.html";

/** An extension that programs know a file by; anything else of a name stays in the index. */
const EXTENSION = /\.([a-z0-9]{1,8})$/i;
const NOT_IN_PATHS = /[^A-Za-z0-9.-]+/g;

/** @param receivedAt as records state it */
export function recordFolder({ id, receivedAt }: { id: string; receivedAt: string }): string {
  return `data/records/${receivedAt.slice(0, 7)}/${id}`;
}

/** @param sha256 hex */
export function contentPath({ sha256, name }: { sha256: string; name: string | undefined }): string {
  const extension = EXTENSION.exec(name ?? "")?.[1]?.toLowerCase();
  return `data/contents/${sha256.slice(0, 2)}/${sha256}${extension === undefined ? "" : `.${extension}`}`;
}

/** @param ledger its name at the installation */
export function ledgerFolder(ledger: string): string {
  return `data/ledgers/${ledger.replace(NOT_IN_PATHS, "-")}`;
}

export function isReceiptPath(path: string): boolean {
  return path.startsWith("data/") && [RECEIPT_FILE, RECEIPT_PDF_FILE].includes(path.slice(path.lastIndexOf("/") + 1));
}

/** @param number from 1 */
export function originPath(folder: string, number: number): string {
  return `${folder}/origin-${number}.json`;
}
