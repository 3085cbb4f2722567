/** Whether something may still be done about a contract. */
import { SealbookError } from "#lib/words/errors.ts";
import type { Envelope } from "../types.ts";

/** @throws {SealbookError} `contract_over`: completed, declined, voided or expired; `contract_sent`, `contract_not_sent` */
export function requireState({ state, expiresAt }: Envelope, wanted: "draft" | "sent"): void {
  const isLate = state === "sent" && expiresAt <= new Date();
  if (isLate || (state !== "draft" && state !== "sent")) {
    throw new SealbookError("contract_over", { details: { state: isLate ? "expired" : state } });
  }
  if (state !== wanted) throw new SealbookError(state === "sent" ? "contract_sent" : "contract_not_sent");
}
