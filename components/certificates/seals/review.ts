/**
 * An approver checks what they sign, in their own browser: every certificate that the server shows has the content that its leaf binds, the
 * leaves have the root that the statement states, and there are as many as it counts. What is not shown is not sealed.
 */
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { parseLeaf } from "#lib/core/certificate/leaf.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { readOpenBadge } from "#lib/credentials/open-badge.ts";
import { ask } from "./ask.ts";

export interface Reviewed {
  number: number;
  holderName: string;
  values: Record<string, string>;
}
interface Item extends Reviewed {
  leaf: string;
  credential: string;
}

export type ReviewResult =
  | { holds: true; certificates: Reviewed[] }
  | { holds: false; why: "statement" | "leaf" | "content" | "root" | "count"; number?: number };

/** @param onProgress hears how many were checked */
export async function review(
  { batchId, statement }: { batchId: string; statement: string },
  onProgress: (checked: number, of: number) => void,
): Promise<ReviewResult> {
  const stated = parseBatchStatement(statement);
  if (!stated) return { holds: false, why: "statement" };
  const certificates: Reviewed[] = [];
  const hashes: Uint8Array[] = [];
  for (;;) {
    const after = certificates.length;
    const { items } = await ask<{ items: Item[] }>(`/api/v1/batches/${batchId}/seal/review?after=${after}`);
    for (const item of items) {
      const wrong = wrongWith(item, { number: certificates.length + 1, issuer: stated.issuer });
      if (wrong) return { holds: false, why: wrong, number: item.number };
      hashes.push(leafHash(utf8(item.leaf)));
      const { number, holderName, values } = item;
      certificates.push({ number, holderName, values });
    }
    onProgress(certificates.length, stated.count);
    if (items.length === 0 || certificates.length > stated.count) break;
  }
  if (certificates.length !== stated.count) return { holds: false, why: "count" };
  if (toBase64(treeRoot(hashes)) !== stated.root) return { holds: false, why: "root" };
  return { holds: true, certificates };
}

function wrongWith(
  { number, leaf, credential, holderName, values }: Item,
  expected: { number: number; issuer: string },
): "leaf" | "content" | undefined {
  const bound = parseLeaf(leaf);
  if (!bound || number !== expected.number || bound.credential !== toBase64(sha256(utf8(credential)))) return "leaf";
  const of = { certificateId: bound.id, issuer: expected.issuer };
  return isContent(credential, { holderName, values, ...of }) ? undefined : "content";
}

/** Whether a credential says of its holder what the table shows, and nothing else. */
function isContent(
  credential: string,
  shown: Omit<Reviewed, "number"> & { certificateId: string; issuer: string },
): boolean {
  const parsed = parse(credential);
  const content = parsed && readOpenBadge(parsed);
  if (!content || content.certificateId !== shown.certificateId || content.issuer.did !== shown.issuer) return false;
  const filled = Object.keys(shown.values).filter((name) => shown.values[name] !== "");
  return (
    content.holderName === shown.holderName &&
    Object.entries(content.fields).every(([name, value]) => (shown.values[name] ?? "") === value) &&
    filled.every((name) => content.fields[name] === shown.values[name])
  );
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
