/** What the thread that draws receipts is told, and tells. */
import type { ReceiptPdfInput } from "./render-receipt.ts";

/** To the thread. */
export type Order = { draw: Omit<ReceiptPdfInput, "sign"> } | { line: string } | { refused: string };
/** From it. */
export type Outcome = { sign: string } | { pdf: Uint8Array } | { failed: string };
