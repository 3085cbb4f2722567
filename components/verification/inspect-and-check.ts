/**
 * Hashes files and checks receipts: what the worker does, and the page itself where no worker can start. Nothing in here
 * reaches the network, but for the part of the program that looks into timestamps, loaded when there are any: a file
 * that comes in goes out as a digest or, if it is a receipt, as a verification.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import type { Policy } from "#lib/core/log/policy.ts";
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { ledgerKeyOf, type Receipt } from "#lib/core/receipt/receipt.ts";
import { isPdf, MERGED_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import type { BrokenSince } from "#lib/core/renewal/algorithms.ts";
import { fromHex, toHex } from "#lib/core/text/bytes.ts";
import { endsOf, keysOf, type LedgerExtent, trustFor } from "#lib/core/verify/site-trust.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { mayBeCertificate } from "#lib/verify/certificate/may-be.ts";
import { inspect as inspectBytes } from "#lib/verify/inspect.ts";
import { isCompanion, isKnown } from "#lib/verify/inspection.ts";
import { open } from "#lib/verify/open.ts";
import { verify, wantsParts } from "#lib/verify/verify.ts";
import type { Network } from "./certificate-check.ts";
import { INSPECTED_BYTES_MAX, looksLikeReceipt } from "./classify.ts";
import type { Checked, Inspected, ReceiptTexts, ToCheck, WorkerReply, WorkerRequest } from "./worker-protocol.ts";

/** Read at a time: large enough to be fast, small enough to keep memory flat and the bar moving. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** As many as tell a PDF. */
const PDF_START_BYTES = 8;

/**
 * Answers one request; `progress` hears how far a large file has been read, `network` is asked where there is one. Throws only what
 * `progress` throws.
 */
export async function answer(
  data: WorkerRequest,
  progress: (reply: WorkerReply) => void,
  network?: Network,
): Promise<WorkerReply> {
  const { call } = data;
  const tell = (read: number) => progress({ call, kind: "progress", read });
  if (data.kind === "certificate") {
    const { checkCertificate } = await import("./certificate-check.ts");
    return { call, kind: "certificate", verification: await checkCertificate(data, network) };
  }
  if (data.kind === "warm") {
    await (await import("#lib/verify/certificate/warm.ts")).warmCertificates();
    return { call, kind: "warm" };
  }
  if (data.kind === "check") return { call, kind: "checked", checked: await check(data, tell) };
  let stopped: unknown;
  const onRead = (read: number) => {
    try {
      tell(read);
    } catch (cause) {
      stopped = cause;
      throw cause;
    }
  };
  let inspected: Inspected;
  try {
    const trust = data.check?.trust ?? data.trust ?? [];
    const known = () => ({ policy: data.policy ?? keysOf(trust), ends: endsOf(trust) });
    inspected = await inspect(data.file, { known, beside: data.beside, apart: data.apart === true, onRead });
  } catch {
    if (stopped !== undefined) throw stopped;
    return { call, kind: "unreadable" };
  }
  if (inspected.kind !== "receipt" || data.check === undefined) return { call, kind: "inspected", inspected };
  const checked = await check({ receipt: inspected.bytes, ...data.check }, tell);
  return { call, kind: "inspected", inspected: { ...inspected, checked } };
}

/** What a file is held against that is no receipt. */
interface Beside {
  known: () => { policy: Policy; ends: ReadonlyMap<string, bigint> };
  beside: Uint8Array | undefined;
  /** Whether a document of many receipts is taken apart. */
  apart: boolean;
}

async function inspect(
  file: File,
  { onRead, ...given }: Beside & { onRead: (bytes: number) => void },
): Promise<Inspected> {
  const bytesMax = given.apart && (await isPdfFile(file)) ? MERGED_PDF_BYTES_MAX : INSPECTED_BYTES_MAX;
  if (file.size <= bytesMax) return await inspectWhole(file, given);
  const digest = await hashOf(file, sha256.create(), onRead);
  return { kind: "file", name: file.name, size: file.size, sha256: toHex(digest) };
}

const isPdfFile = async (file: File): Promise<boolean> =>
  isPdf(new Uint8Array(await file.slice(0, PDF_START_BYTES).arrayBuffer()));

interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

async function hashOf(file: File, hash: Hash, onRead: (bytes: number) => void = () => {}): Promise<Uint8Array> {
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    hash.update(new Uint8Array(await file.slice(start, start + CHUNK_BYTES).arrayBuffer()));
    onRead(Math.min(start + CHUNK_BYTES, file.size));
  }
  return hash.digest();
}

/** A damaged receipt still is one; of anything else its bytes say what it is. */
async function inspectWhole(file: File, { known, beside, apart }: Beside): Promise<Inspected> {
  const { name } = file;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const found = { name, size: bytes.length, sha256: toHex(sha256(bytes)) };
  if (mayBeCertificate(bytes)) {
    const { isCertificate } = await import("./certificate-check.ts");
    if (await isCertificate(bytes)) return { kind: "certificate", ...found, bytes };
  }
  if (apart && isPdf(bytes)) {
    const { receiptsInside } = await import("#lib/verify/receipts-inside.ts");
    const receipts = await receiptsInside(bytes);
    if (receipts.length > 0) return { kind: "receipts", ...found, receipts };
  }
  if (looksLikeReceipt(bytes)) return { kind: "receipt", name, bytes };
  const inspection = await inspectBytes(bytes, { ...known(), beside });
  if (inspection.verification) return { kind: "receipt", name, bytes };
  if (isCompanion(inspection.kind)) return { kind: "companion", ...found, inspection };
  return isKnown(inspection) ? { kind: "file", ...found, inspection } : { kind: "file", ...found };
}

async function check(request: ToCheck, onRead: (bytes: number) => void): Promise<Checked> {
  const { sha256: digest, source, broken } = request;
  const receipt = await open(request.receipt);
  // Of a receipt from elsewhere this site has nothing to say: its issuer stays unproven.
  const trust = trustFor(receipt, request.trust);
  const authorities = trust && readPemCertificates(trust.authorities);
  return await checkAgainst({
    receipt,
    sha256: digest,
    policy: trust?.policy,
    extent: trust?.extent,
    authorities,
    requireQuorum: false,
    broken,
    source: source && { file: source, onRead },
  });
}

/**
 * Checks a receipt with whom somebody trusts; `sha256` in hex, of the file it is said to be about, `authorities` in DER. Where a renewal binds
 * the file by SHA3-256, the record states its SM3, or the receipt is a certificate's or a bundle's, `source` is read for that.
 */
export async function checkAgainst(input: {
  receipt: OpenedReceipt;
  sha256?: string | undefined;
  policy?: Policy | undefined;
  extent?: LedgerExtent | undefined;
  authorities?: readonly Uint8Array[] | undefined;
  requireQuorum?: boolean;
  broken?: BrokenSince | undefined;
  source?: { file: File; onRead?: (bytes: number) => void } | undefined;
}): Promise<Checked> {
  const { sha256: hex, policy, extent, authorities, broken, source, ...given } = input;
  const digest = hex === undefined ? undefined : fromHex(hex);
  const asked = {
    ...given,
    authorities,
    at: new Date(),
    ...(digest ? { sha256: digest } : {}),
    ...(policy ? { policy } : {}),
    ...(extent ? { extent } : {}),
    ...(broken ? { broken } : {}),
  };
  let verification = await verify(asked);
  let known: { sha3?: Uint8Array } = {};
  if (source && verification.steps.some(({ reason }) => reason === "renewed_file_unread")) {
    const { sha3_256 } = await import("@noble/hashes/sha3.js");
    // A file that cannot be read any more was read once: what is known of it stands, and the step says that this is not.
    const sha3 = await hashOf(source.file, sha3_256.create(), source.onRead).catch(() => undefined);
    if (sha3) {
      known = { sha3 };
      verification = await verify({ ...asked, ...known });
    }
  }
  if (source && verification.steps.some(({ reason }) => reason === "sm3_unread")) {
    const { sm3 } = await import("#lib/core/sm/sm3.ts");
    const second = await hashOf(source.file, sm3.create(), source.onRead).catch(() => undefined);
    if (second) verification = await verify({ ...asked, ...known, sm3: second });
  }
  if (source && wantsParts(verification)) {
    const { file } = source;
    const { partsOf } = await import("#lib/verify/file-parts.ts");
    const read = async () => new Uint8Array(await file.arrayBuffer());
    const about = { receipt: input.receipt, verification };
    const parts = await partsOf({ size: file.size, read }, about).catch(() => undefined);
    if (parts) verification = await verify({ ...asked, parts });
  }
  const { parts } = input.receipt;
  const said = verification.facts ?? verification.stated ?? verification.inside?.facts;
  return parts && said ? { verification, texts: textsOf(parts.receipt) } : { verification };
}

function textsOf(receipt: Receipt): ReceiptTexts {
  const { record, entry, details, proof } = receipt;
  return { record, entry, key: ledgerKeyOf(receipt), ...(details ? { details } : {}), ...(proof ? { proof } : {}) };
}
