/**
 * COSE receipts (RFC 9942) of a ledger's entries. They are signed when they are asked for, by the key that signed the checkpoint that they
 * stand for, and only where that checkpoint and the path to it hold: docs/decisions/0033.
 */
import { type CoseSigner, issueReceipt } from "#lib/core/cose/issue-receipt.ts";
import { coseKeyOf } from "#lib/core/cose/key.ts";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { rootFromInclusion } from "#lib/core/log/merkle.ts";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { issuerKeyOf, readLedgerKeys, secondKeyAt } from "./keys.ts";
import { findBlock } from "./ledgers.ts";
import { findShownEntry, readInclusionProof } from "./proofs.ts";
import { openLedgerSigner } from "./signer.ts";

/** The signature that is asked for, by its name in COSE's registry. */
export const COSE_ALGORITHMS = ["EdDSA", "ML-DSA-44"] as const;
export type CoseAlgorithm = (typeof COSE_ALGORITHMS)[number];

/** Who issues a ledger's receipts, as a URI (RFC 8392 section 2): its origin is `host/ledger/name`. */
export const coseIssuer = (origin: string): string => `https://${origin}`;

/**
 * The receipt of an entry: with Ed25519 the same bytes for the same rows.
 *
 * @param options.subject CWT claim `sub`: what the entry is about
 * @throws {SealbookError} `not_found` when there is no such entry; `tree_of_one` while it is the only one; `signature_unavailable` when the ledger
 *   has no such key. {Error} when checkpoint or path do not hold: then nothing is signed.
 */
export async function issueCoseReceipt(options: {
  ledger: string;
  index: bigint;
  subject: string;
  algorithm?: CoseAlgorithm | undefined;
}): Promise<Uint8Array<ArrayBuffer>> {
  const { ledger, index, subject, algorithm = "EdDSA" } = options;
  const shown = await findCheckpointedEntry({ ledger, index });
  const keys = (await readLedgerKeys(ledger)) ?? [];
  const verifierKey = issuerKeyOf(shown.checkpoint, keys);
  const issuer = verifierKey === undefined ? undefined : parseVerifierKey(verifierKey);
  if (issuer === undefined) throw new Error(`No key of ledger ${ledger} signed the block of its entry ${index}.`);
  const opened = openCheckpoint(shown.checkpoint, issuer);
  if ("failed" in opened) throw new Error(`A checkpoint of ${ledger} does not hold: ${opened.failed}.`);
  const { origin, size, root } = opened.checkpoint;
  const led = rootFromInclusion({ leaf: shown.leafHash, index, size, proof: shown.path });
  if (led === undefined || !equalBytes(led, root)) {
    throw new Error(`The path of entry ${index} of ${ledger} does not lead to the root of ${size} entries.`);
  }
  const wanted = algorithm === "EdDSA" ? issuer.text : secondKeyAt(keys, size)?.verifierKey;
  if (wanted === undefined) throw new SealbookError("signature_unavailable", { field: "alg", details: { algorithm } });
  const tree = { origin, size, index, time: shown.time.toISOString() };
  const receipt = issueReceipt(
    { root, path: shown.path, tree, issuer: coseIssuer(origin), subject },
    await coseSigner(ledger, wanted),
  );
  return new Uint8Array(receipt);
}

async function coseSigner(ledger: string, verifierKey: string): Promise<CoseSigner> {
  const signer = await openLedgerSigner(ledger, { verifierKey });
  const key = coseKeyOf(signer.key);
  if (!key) throw new Error(`Ledger ${ledger} has a key of no kind that signs receipts.`);
  return { key, sign: (bytes) => signer.sign(bytes) };
}

/** The entry under the checkpoint that its receipt shows, or where that is of this one leaf, under the next. */
async function findCheckpointedEntry({ ledger, index }: { ledger: string; index: bigint }) {
  const shown = await findShownEntry({ ledger, index });
  if (!shown) throw new SealbookError("not_found");
  const { entry, path, height, checkpoint } = shown;
  const isAlone = path.length === 0;
  const block = await findBlock({ ledger, height: isAlone ? height + 1n : height });
  if (!block) throw new SealbookError("tree_of_one");
  const { leafHash } = entry;
  if (!isAlone) return { leafHash, path, checkpoint, time: block.time };
  const later = await readInclusionProof({ ledger, index, size: block.treeSize });
  return { leafHash, path: later, checkpoint: block.checkpoint, time: block.time };
}
