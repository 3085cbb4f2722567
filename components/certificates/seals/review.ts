/**
 * An approver checks what they sign, in their own browser: every certificate that the server shows has the content that its leaf binds, the
 * leaves have the root that the statement states, and there are as many as it counts. What is not shown is not sealed.
 */
import { parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { parseLeaf } from "#lib/core/certificate/leaf.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
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
      const wrong = wrongWith(item, certificates.length + 1);
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
  expected: number,
): "leaf" | "content" | undefined {
  const bound = parseLeaf(leaf);
  if (!bound || number !== expected || bound.credential !== toBase64(sha256(utf8(credential)))) return "leaf";
  return isContent(credential, { holderName, values }) ? undefined : "content";
}

/** Whether a credential says of its holder what the table shows. */
function isContent(credential: string, { holderName, values }: Omit<Reviewed, "number">): boolean {
  try {
    const { credentialSubject: subject } = JSON.parse(credential) as {
      credentialSubject: { identifier: { identityHash: string }[]; certificate?: Record<string, string> };
    };
    const stated = subject.certificate ?? {};
    const names = Object.keys(values).filter((name) => values[name] !== "");
    return (
      subject.identifier[0]?.identityHash === holderName &&
      Object.keys(stated).every((name) => name === "holder_name" || stated[name] === values[name]) &&
      names.every((name) => stated[name] === values[name])
    );
  } catch {
    return false;
  }
}
