/** Certificates as files hold them. */
import { fromBase64, toBase64 } from "#lib/core/text/bytes.ts";
import { readFileText } from "#lib/core/text/file-text.ts";
import { readDer, TAG } from "./der.ts";

/** UTF-16 code units of a bundle that is read: a few hundred certificates. */
const PEM_CHARS_MAX: number = 1024 * 1024;

const LINE_CHARS = 64;

/** @param label what it is, as in `CERTIFICATE REQUEST` (RFC 7468 sections 3 and 4) */
export function writePem(label: string, der: Uint8Array): string {
  const base64 = toBase64(der);
  const lines = Array.from({ length: Math.ceil(base64.length / LINE_CHARS) }, (_, at) =>
    base64.slice(LINE_CHARS * at, LINE_CHARS * (at + 1)),
  );
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Certificates of a file, in DER: one as DER, or a bundle as PEM with the line ends and encoding of any system. As `readPemCertificates`. */
export function readCertificates(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes[0] === TAG.sequence && readDer(bytes) !== undefined) return [bytes];
  const file = readFileText(bytes);
  return file && readPemCertificates(file.text);
}

/**
 * Certificates of a PEM bundle in DER (RFC 7468 section 5), text between them ignored; undefined when a block holds no
 * DER, or the bundle is too long.
 */
export function readPemCertificates(text: string): Uint8Array[] | undefined {
  if (text.length > PEM_CHARS_MAX) return undefined;
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g);
  const certificates: Uint8Array[] = [];
  for (const [, body = ""] of blocks) {
    const der = fromBase64(body.replaceAll(/\s/g, ""));
    if (der === undefined || readDer(der) === undefined) return undefined;
    certificates.push(der);
  }
  return certificates;
}
