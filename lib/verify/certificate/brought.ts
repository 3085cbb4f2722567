/** Files that somebody brings beside a certificate: what its issuer, its lists and its ledger say, each told by what is in it. */
import { kindOf } from "#lib/core/claim/record.ts";
import { openReceiptFile } from "#lib/core/receipt/open-receipt.ts";
import { entriesOf } from "./collect.ts";
import type { Sources } from "./sources.ts";

const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** did.json, keys.json, a status list of either kind, the ledger's entries, or one receipt of a status; undefined for anything else. */
export function readSource(text: string): Sources | undefined {
  const trimmed = text.trim();
  if (JWT.test(trimmed)) return { statusList: trimmed };
  const value = objectOf(trimmed);
  if (value === undefined) return undefined;
  if (typeof value.history === "string" && Array.isArray(value.keys)) return { history: text };
  if (typeof value.id === "string" && Array.isArray(value.verificationMethod)) return { document: text };
  if ([value.type].flat().includes("BitstringStatusListCredential")) return { statusList: text };
  if (Array.isArray(value.items)) {
    const statuses = entriesOf(text);
    return statuses && { statuses };
  }
  const record = openReceiptFile(text).parts?.record;
  if (record === undefined || kindOf(record) !== "status") return undefined;
  // One entry out of however many there are: its place is read out of it once it holds.
  return { statuses: [{ index: 0, receipt: text }], isPartial: true };
}

/** What was brought before, and what came now; receipts add up, of the rest the newer one counts. */
export function withSources(before: Sources, now: Sources): Sources {
  const statuses = [...(before.statuses ?? []), ...(now.statuses ?? [])];
  const wholes = [before, now].filter((each) => each.statuses !== undefined && !each.isPartial);
  return {
    ...before,
    ...now,
    ...(statuses.length > 0 || wholes.length > 0 ? { statuses } : {}),
    isPartial: statuses.length > 0 && wholes.length === 0,
  };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
