/**
 * COSE receipts (RFC 9942) and signed statements (RFC 9943): what they state; and where their entry and the ledger's key are known, whether it is
 * so. Size, index and time are stated only where they are signed.
 */
import { entryOfRecord, parseRecord, recordHash } from "#lib/core/claim/record.ts";
import { type Failed, isFailed } from "#lib/core/cose/failures.ts";
import { type CoseKey, coseKeyOf, isAlgOf } from "#lib/core/cose/key.ts";
import { HEADER } from "#lib/core/cose/labels.ts";
import { type CoseReceipt, inclusionRoot, parseCoseReceipt } from "#lib/core/cose/receipt.ts";
import { byAnyOf, parseStatement, receiptsOf, type Statement } from "#lib/core/cose/statement.ts";
import { meets } from "#lib/core/log/evaluate-policy.ts";
import { KEY_TYPE } from "#lib/core/log/note.ts";
import type { Policy } from "#lib/core/log/policy.ts";
import { fromUtf8, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { type Found, type InspectionCheck, state } from "../inspection.ts";
import { open } from "../open.ts";

type Trust = { policy: Policy | undefined; ends: ReadonlyMap<string, bigint> | undefined };
type Given = Trust & { beside: Uint8Array | undefined };

/** What follows tag 18 (RFC 9052 section 4.2): ours, and as others may write it. */
const ARRAY_OF_FOUR = 0x84;
const ARRAY_WITHOUT_LENGTH = 0x9f;

const HOLDS: InspectionCheck = { name: "form", status: "ok" };
const isBroken = ({ failed: reason }: Failed): InspectionCheck => ({ name: "form", status: "failed", reason });

/** What a COSE_Sign1 is among these; undefined for bytes that are nothing of the kind. */
export async function inspectCose(bytes: Uint8Array, { beside, ...trust }: Given): Promise<Found | undefined> {
  if (bytes[1] !== ARRAY_OF_FOUR && bytes[1] !== ARRAY_WITHOUT_LENGTH) return undefined;
  const receipt = parseCoseReceipt(bytes);
  if (!isFailed(receipt)) {
    const entry = beside && (await entryOf(beside));
    return await inspectReceipt(receipt, { trust, entry });
  }
  const statement = parseStatement(bytes);
  // A receipt has the claims of a statement: what names a tree was to be one.
  if (!isFailed(statement) && receipt.failed === "tree_unknown") return await inspectStatement(statement, trust);
  return { kind: "cose_root_receipt", checks: [isBroken(receipt)], missing: ["entry", "policy"] };
}

async function inspectReceipt(
  receipt: CoseReceipt,
  { trust, entry }: { trust: Trust; entry: Uint8Array | undefined },
): Promise<Found> {
  const { tree, issuer, subject, kid, inclusion, consistency } = receipt;
  const keys = keysFor(receipt, trust);
  const states = [
    ...(tree
      ? [
          state("origin", tree.origin),
          state("tree_size", tree.size),
          state("index", tree.index),
          state("time", tree.time),
        ]
      : []),
    state("issuer", issuer),
    state("subject", subject),
    state("key", kid && toHex(kid)),
  ];
  const kind = tree ? "cose_receipt" : "cose_root_receipt";
  // That one tree is the beginning of another: here there is no older root to hold it against.
  if (inclusion.length === 0 && consistency.length > 0) return { kind, states, checks: [HOLDS], missing: ["policy"] };
  const checks = entry ? await checkEntry(receipt, { entry, keys }) : [pathForm(receipt), unchecked("signature")];
  const missing = [...(entry ? [] : (["entry"] as const)), ...(keys.length > 0 ? [] : (["policy"] as const))];
  if (!keys.some(({ isHalf }) => isHalf)) return { kind, states, checks: [HOLDS, ...checks], missing };
  // Whoever can forge the weaker signature alone can have made it: what does not hold is found, and what holds proves nothing yet.
  const open = checks.map((check) => (check.status === "ok" ? unchecked(check.name) : check));
  return { kind, states, checks: [HOLDS, ...open], missing: [...missing, "second_signature"] };
}

/** Whatever the entry may be: a path of another length, or for other numbers than were signed, leads nowhere. */
function pathForm(receipt: CoseReceipt): InspectionCheck {
  const led = inclusionRoot(receipt, new Uint8Array(0));
  return isFailed(led) ? { name: "path", status: "failed", reason: led.failed } : unchecked("path");
}

const unchecked = (name: InspectionCheck["name"]): InspectionCheck => ({ name, status: "unchecked" });

/** The path is good only if somebody signed what it leads to. */
async function checkEntry(
  receipt: CoseReceipt,
  { entry, keys }: { entry: Uint8Array; keys: readonly TrustedKey[] },
): Promise<InspectionCheck[]> {
  const led = inclusionRoot(receipt, entry);
  if (isFailed(led)) return [{ name: "path", status: "failed", reason: led.failed }, unchecked("signature")];
  if (keys.length === 0) return [unchecked("path"), unchecked("signature")];
  // Where what verifies ML-DSA cannot be loaded, nothing was checked.
  const outcome = await byAnyOf(keys, { receipt, entry }).catch(() => undefined);
  if (outcome === undefined) return [unchecked("path"), unchecked("signature")];
  if (!isFailed(outcome))
    return [
      { name: "path", status: "ok" },
      { name: "signature", status: "ok" },
    ];
  return [unchecked("path"), { name: "signature", status: "failed", reason: outcome.failed }];
}

/** Without the log's own further keys all the others are not the quorum. */
function asksForOwnKeys(policy: Policy, origin: string): boolean {
  const others = policy.witnesses.filter(({ key }) => key.name !== origin);
  const names = others.map(({ name }) => name);
  return !meets(policy, names);
}

/** `isHalf`: the policy asks for the ledger's ML-DSA-44 signature as well, and this key's is another. */
type TrustedKey = CoseKey & { isHalf: boolean };

/**
 * The keys that the reader trusts for the receipt's ledger, of one that names none those of all its ledgers, and that sign as it is signed: where
 * there is none, nothing is checked. A key that has ended signed no larger tree.
 */
function keysFor({ tree, message }: CoseReceipt, { policy, ends }: Trust): TrustedKey[] {
  const logs = policy?.logs.map(({ key }) => key) ?? [];
  // A ledger's second key stands among the witnesses, under the ledger's own name (C2SP tlog-policy: several logs mean any of them).
  const second = policy?.witnesses
    .map(({ key }) => key)
    .filter(({ name, type }) => {
      return type === KEY_TYPE.mlDsa44 && logs.some((log) => log.name === name);
    });
  const keys = [...logs, ...(second ?? [])].filter(
    ({ name, text }) => tree === undefined || (name === tree.origin && tree.size <= (ends?.get(text) ?? tree.size)),
  );
  const alg = message.protectedHeader.get(HEADER.alg);
  return keys.flatMap((key) => {
    const cose = coseKeyOf(key);
    if (policy === undefined || cose === undefined || !isAlgOf(alg, cose)) return [];
    return [{ ...cose, isHalf: cose.type !== "ml-dsa-44" && asksForOwnKeys(policy, key.name) }];
  });
}

/** The entry that a file stands for: that of a receipt or of a record, a statement as it is logged, or else the bytes themselves. */
export async function entryOf(bytes: Uint8Array): Promise<Uint8Array> {
  const { parts } = await open(bytes);
  if (parts) return utf8(parts.receipt.entry);
  const record = parseRecord(fromUtf8(bytes) ?? "");
  if (record) return entryOfRecord(record, recordHash(bytes));
  const statement = parseStatement(bytes);
  return isFailed(statement) ? bytes : statement.entry;
}

/** With the receipts that ride with it: its entry is at hand. Whether its issuer signed it, the issuer's key would tell. */
async function inspectStatement(statement: Statement, trust: Trust): Promise<Found> {
  const { issuer, subject, kid, entry, message } = statement;
  const states = [state("issuer", issuer), state("subject", subject), state("key", kid && toHex(kid))];
  const receipts = message.unprotectedHeader.has(HEADER.receipts) ? receiptsOf(statement) : [];
  if (isFailed(receipts))
    return { kind: "signed_statement", states, checks: [isBroken(receipts)], missing: ["issuer_key"] };
  const inspected = await Promise.all(receipts.map((receipt) => inspectReceipt(receipt, { trust, entry })));
  return {
    kind: "signed_statement",
    states: [...states, ...inspected.flatMap((each) => each.states ?? [])],
    checks: [HOLDS, ...inspected.flatMap(({ checks = [] }) => checks.filter(({ name }) => name !== "form"))],
    missing: [...new Set(["issuer_key" as const, ...inspected.flatMap(({ missing = [] }) => missing)])],
  };
}
