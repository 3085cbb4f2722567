/**
 * What another service handed out for a digest, read for whoever takes that digest over: what of it can be checked by itself, and what it is
 * about. Whose key signed it is for who trusts somebody. Intake and command line ask here.
 */
import type { OldReceiptCheck, OldReceiptFinding, OldReceiptKind } from "#lib/core/claim/stated-origin.ts";
import { SM3 } from "#lib/pki/oids.ts";
import { inspect } from "./inspect.ts";
import { type Inspection, inspection } from "./inspection.ts";

/** Bytes of one that is taken; a notary's PDF with its scans has one or two million. */
export const OLD_RECEIPT_BYTES_MAX: number = 8 * 1024 * 1024;

/** The same for every digest that it is asked about. */
export interface OldReceipt {
  kind: OldReceiptKind;
  /** By itself, before it is compared. */
  found: "holds" | "names" | "kept" | "failed";
  /** Digest that it is about, in hex; none where it names none that could be compared. */
  about?: { algorithm: "SHA-256" | "SM3"; hex: string };
  time?: string | undefined;
}

const KEPT: OldReceipt = { kind: "other", found: "kept" };

/** Rejects never: what is no receipt that this program knows is kept. */
export async function readOldReceipt(bytes: Uint8Array): Promise<OldReceipt> {
  const found = bytes.length > OLD_RECEIPT_BYTES_MAX ? inspection({ kind: "other" }) : await inspect(bytes);
  switch (found.kind) {
    case "timestamp":
      return ofTimestamp(found);
    case "opentimestamps":
      return ofOpenTimestamps(found);
    case "receipt":
    case "receipt_pdf":
    case "certificate_receipt":
      return ofReceipt(found);
    case "signed_pdf":
      return ofPdf(found);
    default:
      return KEPT;
  }
}

/** @param digests of the content that it is said to be about, in hex */
export function checkAgainst(
  { kind, found, about, time }: OldReceipt,
  digests: { sha256: string; sm3?: string | undefined },
): OldReceiptCheck {
  const own = about?.algorithm === "SM3" ? digests.sm3 : digests.sha256;
  const finding = found === "holds" || found === "names" ? compared({ found, about: about?.hex, own }) : found;
  return { kind, finding, ...(time === undefined ? {} : { time }) };
}

function compared({
  found,
  about,
  own,
}: {
  found: "holds" | "names";
  about: string | undefined;
  own: string | undefined;
}): OldReceiptFinding {
  if (about !== undefined && own !== undefined) return about === own ? found : "other_digest";
  return found === "holds" ? "uncompared" : "kept";
}

const statusOf = ({ checks }: Inspection, name: string) => checks.find((check) => check.name === name)?.status;
const stated = ({ states }: Inspection, name: string) => states.find((state) => state.name === name)?.value;

/** A token over a digest, by the certificate inside it. RFC 3161 */
function ofTimestamp(found: Inspection): OldReceipt {
  const status = statusOf(found, "signature") ?? statusOf(found, "form");
  const held = { ok: "holds", failed: "failed", unchecked: "kept" } as const;
  return {
    kind: "timestamp",
    found: held[status ?? "unchecked"],
    ...aboutOf(stated(found, "imprint")),
    time: stated(found, "time"),
  };
}

/** The digest at its beginning; blocks of Bitcoin are asked for by nobody here. */
function ofOpenTimestamps(found: Inspection): OldReceipt {
  const isFailed = statusOf(found, "form") === "failed";
  return { kind: "opentimestamps", found: isFailed ? "failed" : "names", ...aboutOf(stated(found, "digest")) };
}

/** "SHA-256 …", as inspections state digests; those that are seldom in tokens are stated by their identifiers. */
function aboutOf(text: string | undefined): Pick<OldReceipt, "about"> {
  const [name, hex] = text?.split(" ") ?? [];
  const algorithm = name === SM3.oid ? "SM3" : name;
  const isOurs = algorithm === "SHA-256" || algorithm === "SM3";
  return isOurs && hex !== undefined ? { about: { algorithm, hex } } : {};
}

/** Of another Sealbook, in JSON or as PDF: a PDF saved anew counts for the receipt inside it, a receipt of a test for nothing. */
function ofReceipt({ verification }: Inspection): OldReceipt {
  const { facts, verdict = "failed" } = verification?.inside ?? verification ?? {};
  if (verdict === "not_anchored" || facts?.test) return { kind: "receipt", found: "kept" };
  if (facts === undefined || verdict === "failed") return { kind: "receipt", found: "failed" };
  const hex = facts.claim?.file?.sha256 ?? facts.sha256;
  return { kind: "receipt", found: "holds", about: { algorithm: "SHA-256", hex }, time: facts.receivedAt };
}

/** Its signatures by themselves. What its pages say of a digest is not read: the same digits can be drawn in many ways. */
function ofPdf({ signatures }: Inspection): OldReceipt {
  const headline = signatures?.headline ?? "unchecked";
  if (headline === "unchecked") return { kind: "signed_pdf", found: "kept" };
  const isBroken = headline === "broken" || headline === "altered";
  return { kind: "signed_pdf", found: isBroken ? "failed" : "holds" };
}
