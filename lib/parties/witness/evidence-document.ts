/** The published form of what speaks against a log. */

import type { Checkpoint } from "#lib/core/log/checkpoint.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";

export interface EvidenceDocument {
  evidence: "sealbook.witness-evidence/v1";
  id: string;
  /** `conflict`: both notes cannot be true. `unproven`: the later one was not shown to continue the earlier one. */
  kind: "conflict" | "unproven";
  origin: string;
  /** When the witness was shown the second one. */
  at: string;
  /** Verifier key of the witness. */
  witness: string;
  /** Verifier keys of the log that the witness trusted then. */
  logKeys: string[];
  /** Signed checkpoint that the witness had seen before. */
  seen: string;
  /** Signed checkpoint that it was shown then. */
  shown: string;
  words: { en: string; "zh-CN": string };
}

/** The document that a file holds, its fields as text; undefined for anything else. */
export function parseEvidence(text: string): EvidenceDocument | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const document = (value ?? {}) as Record<string, unknown>;
  const { evidence, kind, logKeys, words } = document;
  if (evidence !== "sealbook.witness-evidence/v1" || (kind !== "conflict" && kind !== "unproven")) return undefined;
  const texts = ["id", "origin", "at", "witness", "seen", "shown"].every((name) => typeof document[name] === "string");
  const { en, "zh-CN": zh } = (words ?? {}) as Record<string, unknown>;
  if (!texts || !Array.isArray(logKeys) || typeof en !== "string" || typeof zh !== "string") return undefined;
  return value as EvidenceDocument;
}

/** What the two notes prove, and what they do not. */
export function evidenceWords(
  kind: EvidenceDocument["kind"],
  { seen, shown }: { seen: Checkpoint; shown: Checkpoint },
): EvidenceDocument["words"] {
  const [before, after] = [toBase64(seen.root), toBase64(shown.root)];
  if (kind === "conflict") {
    return {
      en: `Proof of misbehaviour: the log's key signed two different trees of ${shown.size} entries, ${before} and ${after}. A log that only appends has one. Anyone can check both signatures.`,
      "zh-CN": `作恶的证明：该账本的密钥为同样 ${shown.size} 条记录签署了两棵不同的树，${before} 与 ${after}。只增不改的账本只会有一棵。任何人都可以核对这两个签名。`,
    };
  }
  return {
    en: `No proof of misbehaviour by itself: the log's key signed a tree of ${shown.size} entries, ${after}, and the consistency proof that came with it did not lead there from the ${seen.size} entries seen before, ${before}. It may be a fork, or only a wrong proof. It was not cosigned.`,
    "zh-CN": `其本身并非作恶的证明：该账本的密钥签署了一棵含 ${shown.size} 条记录的树 ${after}，但随附的一致性证明不能从此前所见的 ${seen.size} 条记录（${before}）推导至此。可能是分叉，也可能只是证明有误。未予见证签名。`,
  };
}
