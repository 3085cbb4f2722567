/**
 * What any file of this field is, by its bytes: what it states, what of it could be checked, what that would take. Page, command line and
 * offline file ask here. Rejects never; what is no file of this field is `other`.
 */

import type { Policy } from "#lib/core/log/policy.ts";
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { isPdf, RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { readFileLines } from "#lib/core/text/file-text.ts";
import { TAG } from "#lib/pki/der.ts";
import { mayBeCertificate } from "./certificate/may-be.ts";
import { type Found, type Inspection, inspection, state } from "./inspection.ts";
import { inspectCredential, inspectJwt } from "./kinds/credentials.ts";
import { inspectCertificates, inspectKeyText, isPrivateDer, readRoot } from "./kinds/keys.ts";
import { inspectNote } from "./kinds/notes.ts";
import { mayBeElsewhere } from "./may-be-elsewhere.ts";
import { open } from "./open.ts";
import type { Trusted } from "./pdf/trust.ts";
import { verify } from "./verify.ts";

/** Bytes of a file that is looked into; larger ones are `other`. */
export const INSPECTED_BYTES_MAX: number = RECEIPT_PDF_BYTES_MAX;
const TEXT_BYTES_MAX = 2 * 1024 * 1024;
/** `\0OpenTimestamps…` */
const OTS_SECOND_BYTE = 0x4f;
/** Tag 18 of CBOR, which no text begins with. */
const COSE_SIGN1_BYTE = 0xd2;
const PICTURES: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x42, 0x4d],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
];
/** At least one stands in every receipt in JSON, and no byte changed takes them all away. */
const RECEIPT_TRACES = /"receipt"\s*:\s*"sealbook\.|"record"\s*:\s*"\{\\"|sealbook\.receipt\/v/;

/**
 * `policy`: whose signatures count for the reader; `beside`: the file that a COSE receipt is said to be about; `ends`: up to which size of
 * the tree keys signed that have ended; `signers`: from which authorities signers of PDFs may have their certificates.
 */
export async function inspect(bytes: Uint8Array, given: Partial<Given> = {}): Promise<Inspection> {
  try {
    return inspection(
      await find(bytes, { policy: undefined, beside: undefined, ends: undefined, signers: NOBODY, ...given }),
    );
  } catch {
    return inspection({ kind: "other" });
  }
}

type Given = {
  policy: Policy | undefined;
  beside: Uint8Array | undefined;
  ends: ReadonlyMap<string, bigint> | undefined;
  signers: Trusted;
};

const NOBODY: Trusted = { anchors: [], authorities: [] };

async function find(bytes: Uint8Array, given: Given): Promise<Found> {
  const { policy } = given;
  if (bytes.length === 0) return { kind: "empty" };
  if (bytes.length > INSPECTED_BYTES_MAX) return { kind: "other" };
  if (mayBeCertificate(bytes)) {
    const { inspectCertificate } = await import("./kinds/certificates.ts");
    const certificate = await inspectCertificate(bytes);
    if (certificate) return certificate;
  }
  if (isPdf(bytes)) return await findPdf(bytes, given);
  if (isPicture(bytes)) return (await findElsewhere(bytes)) ?? { kind: "picture" };
  if (bytes[0] === COSE_SIGN1_BYTE) {
    const { inspectCose } = await import("./kinds/cose.ts");
    const found = await inspectCose(bytes, given);
    if (found) return found;
  }
  const text = bytes.length <= TEXT_BYTES_MAX ? readFileLines(bytes) : undefined;
  const found = text === undefined ? await findBinary(bytes) : await findText(text, { bytes, policy });
  return found ?? { kind: "other" };
}

async function findPdf(bytes: Uint8Array, { policy, signers }: Given): Promise<Found> {
  const opened = await open(bytes);
  if (opened.document?.seal !== undefined || opened.json !== undefined) {
    return { kind: "receipt_pdf", ...(await checked(opened, policy)) };
  }
  const { inspectPdf } = await import("./kinds/pdfs.ts");
  return await inspectPdf(bytes, signers);
}

async function findText(
  text: string,
  { bytes, policy }: { bytes: Uint8Array; policy: Policy | undefined },
): Promise<Found | undefined> {
  if (text.trimStart().startsWith("{") && RECEIPT_TRACES.test(text)) {
    const opened = await open(bytes);
    const extras = opened.parts ? extrasOf(opened.parts.receipt) : [];
    const kind = extras.some((each) => each.kind === "certificate") ? "certificate_receipt" : "receipt";
    return { kind, ...(await checked(opened, policy)) };
  }
  if (/^<!doctype html>/i.test(text) && text.includes("<title>Sealbook 印证</title>")) {
    return { kind: "verifier_file", missing: ["published_digest"] };
  }
  const known = inspectKeyText(text) ?? (await inspectNote(text, policy)) ?? (await findElsewhere(bytes));
  return known ?? inspectCredential(text) ?? inspectJwt(text);
}

/** A certificate that another system issued; nobody is asked about it here. */
async function findElsewhere(bytes: Uint8Array): Promise<Found | undefined> {
  if (!mayBeElsewhere(bytes)) return undefined;
  const { checkElsewhere } = await import("#lib/credentials/elsewhere/check.ts");
  const elsewhere = await checkElsewhere(bytes);
  return elsewhere && { kind: elsewhere.system, elsewhere };
}

async function findBinary(bytes: Uint8Array): Promise<Found | undefined> {
  const [first, second] = bytes;
  const isProof = first === TAG.sequence || (first === 0 && second === OTS_SECOND_BYTE);
  if (!isProof) return undefined;
  // What reads timestamps and PDFs is large, and loaded for those alone.
  const { inspectCms, inspectOpenTimestamps } = await import("./kinds/tokens.ts");
  const timestamp = inspectOpenTimestamps(bytes) ?? (await inspectCms(bytes));
  if (timestamp) return timestamp;
  const root = readRoot(bytes);
  if (root === undefined) return undefined;
  if (isPrivateDer(root)) return { kind: "private_key" };
  const found = inspectCertificates([bytes]);
  return found.checks?.[0]?.status === "ok" ? found : undefined;
}

/** A receipt's own steps say more than anything here could; what it states is repeated only where they hold and something is signed. */
async function checked(opened: OpenedReceipt, policy: Policy | undefined): Promise<Omit<Found, "kind">> {
  const { stated: _, ...verification } = await verify({
    receipt: opened,
    at: new Date(),
    ...(policy ? { policy } : {}),
  });
  const facts = verification.facts ?? verification.inside?.facts;
  const states = facts
    ? [
        state("record", facts.id),
        state("digest", `SHA-256 ${facts.sha256}`),
        state("received", facts.receivedAt),
        state("submitter", facts.submitter.name),
        state("origin", facts.origin),
        state("index", facts.index),
        state("tree_size", facts.treeSize),
      ]
    : [];
  return { states, verification, missing: policy ? ["file"] : ["file", "policy"] };
}

function isPicture(bytes: Uint8Array): boolean {
  if (PICTURES.some((magic) => magic.every((byte, at) => bytes[at] === byte))) return true;
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 16));
  return /^RIFF....WEBP/s.test(start) || /^....ftyp(?:heic|heix|mif1|avif)/s.test(start);
}
