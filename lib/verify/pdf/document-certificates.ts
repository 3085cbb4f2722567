/** Certificates that a document brings along to be checked by. Nothing is believed of them. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isString, type PdfDict } from "#lib/pdf/read/values.ts";
import { berLength } from "#lib/pki/ber.ts";

/** Of a signature's dictionary (Cert): one, or the signer's and those above it. */
export function certificatesIn(document: PdfDocument, dict: PdfDict): Uint8Array[] {
  return [document.resolve(dict.get("Cert"))].flat().flatMap((each) => {
    const value = document.resolve(each);
    return isString(value) ? certificatesAfterAnother(value.bytes) : [];
  });
}

function certificatesAfterAnother(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0, length = 1; at < bytes.length && length > 0 && found.length < 16; at += length) {
    length = berLength(bytes.subarray(at)) ?? 0;
    if (length > 0) found.push(bytes.subarray(at, at + length));
  }
  return found;
}

/** Of the document security store (ISO 32000-2 section 12.8.4.3). */
export async function certificatesOf(document: PdfDocument): Promise<Uint8Array[]> {
  const store = document.dict(document.dict(document.fromTrailer("Root"))?.get("DSS"));
  const list = document.resolve(store?.get("Certs"));
  const found: Uint8Array[] = [];
  for (const each of Array.isArray(list) ? list.slice(0, 64) : []) {
    const object =
      typeof each === "object" && each !== null && "ref" in each ? document.objects.get(each.ref) : undefined;
    const bytes = object && (await document.streamOf(object));
    if (bytes) found.push(bytes);
  }
  return found;
}
