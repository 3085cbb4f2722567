/** What the threads that compose contracts are told, and tell. */
import type { FormField } from "#lib/pades/form-fields.ts";
import type { PageSizes } from "../types.ts";
import type { DrawingRefusal } from "./refused.ts";
import type { PdfContract } from "./write-pdf.ts";
import type { TextContract } from "./write-text.ts";

export type ComposeOrder = { kind: "text"; contract: TextContract } | { kind: "pdf"; contract: PdfContract };

export type ComposeOutcome =
  | { pdf: Uint8Array<ArrayBuffer>; fields: FormField[]; pages: PageSizes }
  | { refused: DrawingRefusal }
  | { failed: string };
