/** The check of a receipt's renewals: what each binds, when it was there, and whether the chain outlives what the reader says is broken. */

import { verifyLogSignature } from "#lib/core/log/checkpoint.ts";
import { KEY_TYPE, type Note, verifyNote } from "#lib/core/log/note.ts";
import { type OpenedReceipt, openReceipt, type ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { isTimestampSealed } from "#lib/core/receipt/receipt-timestamps.ts";
import { type BrokenSince, NONE_BROKEN } from "#lib/core/renewal/algorithms.ts";
import { type Dating, type Link, type Rests, restsOnAll, restsOnAny, walkChain } from "#lib/core/renewal/chain.ts";
import {
  follows,
  isInRenewedTree,
  LINKS_MAX,
  type OpenedRenewal,
  readRenewal,
} from "#lib/core/renewal/receipt-renewal.ts";
import { attestedDigest, sha3 } from "#lib/core/renewal/renewed-tree.ts";
import { equalBytes, fromBase64, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import type { CheckContext, ExtraCheck } from "#lib/core/verify/checks.ts";
import type { FailedReason, Step, TimestampOutcome, Verification } from "#lib/core/verify/verification.ts";
import { failed, ok, unchecked } from "#lib/core/verify/verify-steps.ts";
import { SHA512 } from "#lib/pki/oids.ts";
import { algorithmsOf } from "#lib/rfc3161/algorithms.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import type { VerifyInput } from "./input.ts";
import { fileDigestOf, isWholeBundle } from "./renewed-file.ts";

const STEP = "renewal";
const ALGORITHM_OF_KEY: Readonly<Record<number, string>> = {
  [KEY_TYPE.ed25519]: "ed25519",
  [KEY_TYPE.cosignature]: "ed25519",
  [KEY_TYPE.mlDsa44]: "ml-dsa-44",
};

/** A renewal, and what a look into its receipt and its tokens came to. */
interface LookedInto {
  renewal: OpenedRenewal;
  receipt: OpenedReceipt;
  verification: Verification;
  /** Of the tokens over the statement. */
  stamps: TimestampOutcome[];
  /** Of those over the checkpoint that holds the statement's record. */
  timestamps: TimestampOutcome[];
}

type Verify = (input: VerifyInput) => Promise<Verification>;

/**
 * Looks into everything that takes time, and gives the check that reckons with it.
 *
 * @param verify what verifies receipts: a renewal is in a record that has one of its own
 */
export async function loadRenewalCheck(input: VerifyInput, verify: Verify): Promise<ExtraCheck> {
  const { parts } = input.receipt;
  const extras = parts === undefined ? [] : extrasOf(parts.receipt).filter(({ kind }) => kind === STEP);
  const renewals = extras.slice(0, LINKS_MAX).map(readRenewal);
  const found = await Promise.all(renewals.map((renewal) => renewal && lookInto(renewal, { input, verify })));
  return ({ parts: checked }, context) =>
    extras.length > LINKS_MAX
      ? failed(STEP, "renewal_malformed", { expected: `${LINKS_MAX}`, found: `${extras.length}` })
      : checkRenewals({ parts: checked, found, context, authorities: input.authorities ?? [] });
}

async function lookInto(
  renewal: OpenedRenewal,
  { input, verify }: { input: VerifyInput; verify: Verify },
): Promise<LookedInto> {
  const { policy, authorities, at } = input;
  const receipt = openReceipt(renewal.receipt);
  const asked = { authorities, ...(at === undefined ? {} : { at }) };
  const [verification, stamps, timestamps] = await Promise.all([
    // Without renewals of its own: a chain is a list, and no receipt holds itself. Who has to have witnessed it, its own time decided.
    isPlain(receipt)
      ? verify({ receipt, ...(policy ? { policy } : {}), ...asked, requireQuorum: false })
      : ({ verdict: "failed", witnessed: false, steps: [] } satisfies Verification),
    Promise.all(
      renewal.tokens.map((token) =>
        checkTimestampToken({ token, imprint: SHA512.digest(utf8(renewal.text)), hash: SHA512, ...asked }),
      ),
    ),
    Promise.all(
      tokensOf(receipt.parts).map((token) =>
        checkTimestampToken({ token, imprint: sha256(utf8(receipt.parts?.note?.text ?? "")), ...asked }),
      ),
    ),
  ]);
  return { renewal, receipt, verification, stamps, timestamps };
}

function isPlain({ document, parts }: OpenedReceipt): boolean {
  return document === undefined && parts !== undefined && extrasOf(parts.receipt).every(({ kind }) => kind !== STEP);
}

interface Given {
  parts: ReceiptParts;
  found: readonly (LookedInto | undefined)[];
  context: CheckContext;
  authorities: readonly Uint8Array[];
}

function checkRenewals(given: Given): Step {
  const { context, found } = given;
  // What is renewed is what the other checks found sound.
  const before = ["record", "inclusion", "checkpoint"] as const;
  if (before.some((name) => context.row(name).status !== "ok")) return unchecked(STEP, "depends_on_failed");
  const links: LookedInto[] = [];
  for (const [at, link] of found.entries()) {
    if (link === undefined)
      return failed(STEP, "renewal_malformed", { expected: "sealbook.renewal/v1", found: `${at + 1}` });
    const wrong = flawOf(link, { ...given, last: links.at(-1) });
    if (wrong !== undefined) return wrong;
    links.push(link);
  }
  return judge(given, links);
}

/** What is wrong with a link, apart from its time. */
function flawOf(
  link: LookedInto,
  { parts, context, last }: Given & { last: LookedInto | undefined },
): Step | undefined {
  const { renewal, receipt, verification, stamps } = link;
  const { statement, text } = renewal;
  const flaw = (reason: FailedReason, expected: string, found: string) => failed(STEP, reason, { expected, found });
  const number = `${statement.number}`;
  if (statement.origin !== parts.key?.name) return flaw("origin_mismatch", parts.key?.name ?? "-", statement.origin);
  if (last && !follows(renewal, last.renewal))
    return flaw("renewal_link_missing", `${last.renewal.statement.number + 1}`, number);
  if (!isSigned(renewal.note, parts, context)) return flaw("renewal_unsigned", parts.key.text, number);
  const { record } = receipt.parts ?? {};
  const isClaimed = record !== undefined && "kind" in record && record.kind === STEP;
  const isRecorded = isClaimed && record.digests.sha256 === toBase64(sha256(utf8(text)));
  // Without a proof anybody can have written it: only what the ledger signed has facts.
  if (!isRecorded || verification.facts === undefined || receipt.parts?.key?.name !== statement.origin) {
    return flaw("renewal_unrecorded", toBase64(sha256(utf8(text))), record?.digests.sha256 ?? "-");
  }
  const { key } = parts;
  const unsealed = renewal.stamps.find((timestamp) => !isTimestampSealed({ timestamp, text, key }));
  if (unsealed !== undefined) return flaw("seal_invalid", key.text, unsealed.seal);
  const broken = stamps.find((stamp) => stamp.status === "failed" && stamp.reason !== "authority_untrusted");
  if (broken?.status === "failed") return flaw(broken.reason, broken.expected, broken.found);
  return bindsAnother(renewal, { parts, context });
}

/**
 * An Ed25519 key of the ledger signed the statement: one that the reader's policy lists, or without a policy the receipt's own, which else
 * anybody can have put there beside one that is listed; and no such line is bad.
 */
function isSigned(note: Note, { key }: ReceiptParts, { given }: CheckContext): boolean {
  const listed = given.policy?.logs.map((log) => log.key).filter(({ name }) => name === key?.name);
  const statuses = (listed ?? (key ? [key] : [])).map((each) => verifyNote(note, each));
  return statuses.includes("ok") && !statuses.includes("bad");
}

/** The leaf as this receipt makes it, and where it stands. */
function bindsAnother(
  renewal: OpenedRenewal,
  { parts, context }: { parts: ReceiptParts; context: CheckContext },
): Step | undefined {
  const { receipt, proof } = parts;
  const { content, details } = renewal;
  const disclosed = receipt.details === undefined ? undefined : sha3(utf8(receipt.details));
  if (disclosed && !(details && equalBytes(disclosed, details))) {
    return failed(STEP, "details_mismatch", {
      expected: details ? toBase64(details) : "-",
      found: toBase64(disclosed),
    });
  }
  const stated = secondDigestOf(parts);
  if (stated !== undefined && content && stated !== toBase64(content)) {
    return failed(STEP, "digest_mismatch", { expected: stated, found: toBase64(content) });
  }
  const { sha3: given } = context.given;
  const ofFile = content && fileDigestOf(parts, content);
  if (given && ofFile && !equalBytes(given, ofFile)) {
    return failed(STEP, "digest_mismatch", { expected: toHex(ofFile), found: toHex(given) });
  }
  const attested = attestedDigest({ text: proof?.checkpoint ?? "", tokens: tokensOf(parts) });
  const leaf = { entry: utf8(receipt.entry), record: utf8(receipt.record), details, content, attested };
  if (isInRenewedTree(renewal, { leaf, index: proof?.index ?? 0n })) return undefined;
  const { number, renewedRoot } = renewal.statement;
  return failed(STEP, "renewal_mismatch", { expected: toBase64(renewedRoot), found: `${number}` });
}

/** Base64 of the SHA3-256 that a record states itself; records of version 1 state none. */
function secondDigestOf({ record }: ReceiptParts): string | undefined {
  return (record?.digests as { "sha3-256"?: string } | undefined)?.["sha3-256"];
}

function tokensOf(parts: ReceiptParts | undefined): Uint8Array[] {
  return (parts?.receipt.timestamps ?? []).map(({ token }) => fromBase64(token) ?? new Uint8Array(0));
}

function judge(given: Given, links: readonly LookedInto[]): Step {
  const { context, authorities } = given;
  const { broken = NONE_BROKEN, at } = context.given;
  const chain = walkChain({
    original: broken.size === 0 ? [] : originalOf(given),
    links: links.map((link) => linkOf(link, { broken, authorities })),
    now: at?.getTime() ?? Number.POSITIVE_INFINITY,
  });
  if (chain.status === "holds") {
    const when = chain.dated
      .map(({ number, time, by }) => `${number}: ${new Date(time).toISOString()} ${by}`)
      .join("; ");
    if (links.length === 0) return ok(STEP);
    return { ...ok(STEP, when), reason: remarkOf(given, links) };
  }
  if (chain.status === "undated" && broken.size === 0) return unchecked(STEP, "renewal_undated", `${chain.number}`);
  const algorithm = "algorithm" in chain ? chain.algorithm : undefined;
  const end = algorithm === undefined ? undefined : broken.get(algorithm);
  const expected = end === undefined ? "-" : `${algorithm} < ${new Date(end).toISOString()}`;
  const number = "number" in chain ? `${chain.number}` : "-";
  const found = chain.status === "renewed_too_late" ? `${number}: ${new Date(chain.time).toISOString()}` : number;
  return failed(STEP, reasonOf(chain.status), { expected, found });
}

function reasonOf(status: "not_renewed" | "renewed_too_late" | "link_missing" | "undated"): FailedReason {
  if (status === "link_missing") return "renewal_link_missing";
  return status === "undated" ? "renewal_undated" : status;
}

/** What the last renewal says about the content: it binds the file at hand, or some file, or none. */
function remarkOf({ parts, context: { given } }: Given, links: readonly LookedInto[]): Step["reason"] {
  const content = links.at(-1)?.renewal.content;
  if (content === undefined) return "renewed_record_only";
  // Of a whole bundle the list is compared, under both roots.
  if (isWholeBundle(parts)) return "ok";
  const ofFile = fileDigestOf(parts, content);
  if (ofFile === undefined) return "renewed_record_only";
  return given.sha256 !== undefined && given.sha3 === undefined ? "renewed_file_unread" : "ok";
}

type Known = { broken: BrokenSince; authorities: readonly Uint8Array[] };

function linkOf(
  { renewal, receipt, verification, stamps, timestamps }: LookedInto,
  { broken, authorities }: Known,
): Link {
  const dates = [
    // By itself, under SHA-512; and in the ledger, whose tree is of SHA-256.
    ...datesOf(stamps, { tokens: renewal.tokens, broken, authorities, tree: [] }),
    ...datesOf(timestamps, { tokens: tokensOf(receipt.parts), broken, authorities, tree: ["sha-256"] }),
  ];
  const witnesses = verification.facts?.witnesses ?? [];
  if (verification.witnessed && witnesses.length > 0) {
    const time = Math.max(...witnesses.map((each) => Date.parse(each.time)));
    const by = witnesses.map(({ name }) => name).join(" ");
    dates.push({ time, by, rests: restsOnAll(broken, ["sha-256", ...keyAlgorithms(receipt.parts)]) });
  }
  return { number: renewal.statement.number, rests: restsOnAll(broken, [renewal.statement.algorithm]), dates };
}

function datesOf(
  outcomes: readonly TimestampOutcome[],
  { tokens, tree, broken, authorities }: Known & { tokens: readonly Uint8Array[]; tree: readonly string[] },
): Dating[] {
  return outcomes.flatMap((outcome, at) => {
    const token = tokens[at];
    if (outcome.status !== "ok" || token === undefined) return [];
    const rests = restsOnAll(broken, [...tree, ...algorithmsOf(token, authorities)]);
    return [{ time: Date.parse(outcome.time), by: outcome.authority, rests }];
  });
}

/** Of the lines on a receipt's checkpoint, whoever's they are: more than may be needed, and never fewer. */
function keyAlgorithms(parts: ReceiptParts | undefined): string[] {
  const isLong = (length: number) => length > 1_000;
  return [
    ...new Set(
      (parts?.note?.signatures ?? []).map(({ signature }) => (isLong(signature.length) ? "ml-dsa-44" : "ed25519")),
    ),
  ];
}

/** What the receipt itself rests on: digests and tree, who signed the checkpoint, and who dated it. */
function originalOf({ parts, context, authorities }: Given): Rests[] {
  const { broken = NONE_BROKEN, policy, timestamps = [] } = context.given;
  const { note, key } = parts;
  const keys = [
    ...(key ? [key] : []),
    ...[...(policy?.logs ?? []), ...(policy?.witnesses ?? [])].map((each) => each.key),
  ];
  const own = keys.filter(({ name }) => name === key?.name);
  const signed = own.filter((each) => note && verifyLogSignature(note, each) === "ok");
  const signers = signed.map(({ type }) => [ALGORITHM_OF_KEY[type] ?? "-"]);
  const dates = datesOf(timestamps, { tokens: tokensOf(parts), tree: [], broken, authorities });
  const rests = [restsOnAll(broken, ["sha-256"]), restsOnAny(broken, signers)];
  if (dates.length > 0)
    rests.push((time) => dates.map((date) => date.rests(time)).reduce((one, other) => one && other));
  return rests;
}
