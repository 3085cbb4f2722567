/**
 * The door for whatever a reader brings as a certificate: the delivered PDF, also after programs that save PDFs anew; the credential in
 * JSON, as SD-JWT, or baked into a picture; the receipt alone. What reads PDFs and pictures is loaded for those alone.
 */
import { isPdf, RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { fromUtf8, utf8 } from "#lib/core/text/bytes.ts";
import { readFileLines } from "#lib/core/text/file-text.ts";
import { isPng } from "./may-be.ts";
import type { OpenedCertificate } from "./opened.ts";
import { openReceiptPart } from "./receipt-part.ts";
import { isUnlinkable, unlinkableFailure } from "./unlinkable.ts";

/** Bytes of a certificate that is read, in whatever form. */
export const CERTIFICATE_BYTES_MAX: number = RECEIPT_PDF_BYTES_MAX;
const TEXT_CHARS_MAX = 2 * 1024 * 1024;
const SVG = /^(?:\s*<(?:\?xml|!--|!DOCTYPE)[^>]*>)*\s*<svg[\s>]/i;
const SVG_START_CHARS = 4_096;
const SD_JWT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+~[A-Za-z0-9_.~-]*$/;

/** What came as bytes or as text, taken apart; undefined for what is no certificate. Never rejects for what a file may hold. */
export async function openCertificate(input: Uint8Array | string): Promise<OpenedCertificate | undefined> {
  const bytes = typeof input === "string" ? utf8(input) : input;
  if (bytes.length === 0 || bytes.length > CERTIFICATE_BYTES_MAX) return undefined;
  if (isPdf(bytes)) return await (await import("./open-pdf.ts")).openPdf(bytes);
  if (isPng(bytes)) return await openPicture(bytes);
  if (bytes.length > TEXT_CHARS_MAX) return undefined;
  const text = fromUtf8(bytes);
  if (text === undefined) return undefined;
  if (SVG.test(text.slice(0, SVG_START_CHARS))) return await openPicture(bytes);
  return openText(text);
}

/** A picture into which a credential was baked (Open Badges 3.0, section 5.3). */
async function openPicture(bytes: Uint8Array): Promise<OpenedCertificate | undefined> {
  const { readBaked } = await import("#lib/credentials/bake.ts");
  const baked = await readBaked(bytes);
  const opened = baked === undefined ? undefined : openText(baked);
  return opened && { ...opened, form: "picture" };
}

export function openText(text: string): OpenedCertificate | undefined {
  const trimmed = text.trim();
  if (SD_JWT.test(trimmed)) return isOurSdJwt(trimmed) ? { form: "sd_jwt", sdJwt: trimmed } : undefined;
  if (!trimmed.startsWith("{")) return undefined;
  const receipt = openReceiptPart(utf8(readFileLines(utf8(text)) ?? text));
  if (receipt) return { form: "receipt", receipt };
  if (isUnlinkable(text)) {
    const failure = unlinkableFailure(text);
    return { form: "bbs", unlinkable: text, ...(failure ? { failure } : {}) };
  }
  if (!isOurCredential(text)) return undefined;
  return readsAsObject(text)
    ? { form: "json", credential: text }
    : { form: "json", credential: text, failure: "credential_malformed" };
}

/** The same certificate, of which parts came apart: a presentation and its receipt. The first one's form is the form. */
export function joinCertificates(one: OpenedCertificate, other: OpenedCertificate): OpenedCertificate {
  const parts = ["credential", "sdJwt", "unlinkable", "receipt"] as const;
  const conflicts = parts.some((part) => one[part] !== undefined && other[part] !== undefined);
  const failure = conflicts ? ("attachments_conflict" as const) : (one.failure ?? other.failure);
  return { ...other, ...one, ...(failure ? { failure } : {}) };
}

function readsAsObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Ours by its term, or by what stands around it. A byte changed takes not all of it away; others sign in the same way, and state other things. */
function isOurCredential(text: string): boolean {
  if (text.includes("urn:sealbook:certificate")) return true;
  const traces = [
    '"VerifiableCredential"',
    '"did:web:',
    "eddsa-rdfc-2022",
    '"OpenBadgeCredential"',
    ':certificate"',
    '"@json"',
  ];
  return traces.filter((trace) => text.includes(trace)).length >= traces.length - 1;
}

function isOurSdJwt(text: string): boolean {
  const payload = text.split(".")[1] ?? "";
  try {
    const bytes = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    return bytes.includes('"certificate_id"') && bytes.includes('"vct"');
  } catch {
    return false;
  }
}
