/** What the thread that looks for words is told, and tells. */
import type { Found, Which } from "#lib/pades/keyword.ts";
import type { PdfRefusal } from "#lib/pades/refused.ts";

export type Search = { pdf: Uint8Array; keyword: string } & ({ which: Which } | { all: true });
export type SearchOutcome = { found: Found[]; more: boolean } | { refused: PdfRefusal };
