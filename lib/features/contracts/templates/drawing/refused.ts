/** Why a contract cannot be drawn: its sender's to mend. */
import { PAGES_MAX } from "#lib/pades/pages.ts";
import { PdfRefused } from "#lib/pades/refused.ts";

export type DrawingRefusal =
  | { code: "contract_letters_missing"; characters: string }
  | { code: "contract_print_room"; page: number }
  | { code: "contract_pdf_signed" }
  | { code: "contract_pages_too_many"; max: number }
  | { code: PdfRefused["code"] };

export class DrawingRefused extends Error {
  override name = "DrawingRefused";
  readonly refusal: DrawingRefusal;

  constructor(refusal: DrawingRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** @throws {DrawingRefused} where some are missing */
export function requireLetters(missing: ReadonlySet<string>): void {
  if (missing.size === 0) return;
  const characters = [...missing].slice(0, 20).join(" ");
  throw new DrawingRefused({ code: "contract_letters_missing", characters });
}

/** The refusal behind an error; undefined for a defect. */
export function refusalOf(error: unknown): DrawingRefusal | undefined {
  if (error instanceof DrawingRefused) return error.refusal;
  if (!(error instanceof PdfRefused)) return undefined;
  // Of those that are sealed other words are said.
  if (error.code === "pdf_signed_before") return { code: "contract_pdf_signed" };
  return error.code === "pdf_too_many_pages"
    ? { code: "contract_pages_too_many", max: PAGES_MAX }
    : { code: error.code };
}
