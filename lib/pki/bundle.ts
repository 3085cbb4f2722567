/** Files in which authorities hand out certificates, lists of revoked ones and answers about single ones: PEM, DER, PKCS #7 (`.p7b`, RFC 5652), alone or many. */
import { fromBase64 } from "#lib/core/text/bytes.ts";
import { readFileText } from "#lib/core/text/file-text.ts";
import { readBer } from "./ber.ts";
import { readCertificate } from "./certificate.ts";
import { readRevocationList } from "./crl.ts";
import { oidOf, TAG } from "./der.ts";
import { readStatusResponse } from "./ocsp.ts";
import { OID } from "./oids.ts";

/** Bytes of one file: all certificates that a system trusts, or a long list of revoked ones. */
export const BUNDLE_BYTES_MAX: number = 16 * 1024 * 1024;
/** More than any system trusts. */
const CERTIFICATES_MAX = 1_024;
const BLOCK = /-----BEGIN ([A-Z0-9 ]{3,32})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

export interface Bundle {
  /** DER, each once. */
  certificates: Uint8Array[];
  /** DER of lists and answers. */
  revocation: Uint8Array[];
}

/** What of this a file holds; undefined where it holds none of it, or a part of it cannot be read. */
export function readBundle(bytes: Uint8Array): Bundle | undefined {
  if (bytes.length > BUNDLE_BYTES_MAX) return undefined;
  const parts = bytes[0] === TAG.sequence ? [bytes] : partsOf(readFileText(bytes)?.text ?? "");
  const bundle: Bundle = { certificates: [], revocation: [] };
  for (const part of parts ?? []) {
    const found = part && readPart(part);
    if (found === undefined) return undefined;
    bundle.certificates.push(...found.certificates);
    bundle.revocation.push(...found.revocation);
  }
  const seen = new Map(bundle.certificates.map((der) => [String.fromCharCode(...der), der]));
  if (seen.size > CERTIFICATES_MAX || seen.size + bundle.revocation.length === 0) return undefined;
  return { certificates: [...seen.values()], revocation: bundle.revocation };
}

function partsOf(text: string): (Uint8Array | undefined)[] {
  // Keys and requests may stand beside certificates, and are passed over unread.
  const blocks = [...text.matchAll(BLOCK)].filter(([, label = ""]) =>
    /CERTIFICATE$|^X509 CRL$|^PKCS7$|^CMS$/.test(label),
  );
  return blocks.map(([, , body = ""]) => fromBase64(body.replaceAll(/\s/g, "")));
}

function readPart(der: Uint8Array): Bundle | undefined {
  if (readCertificate(der)) return { certificates: [der], revocation: [] };
  if (readRevocationList(der) || readStatusResponse(der)) return { certificates: [], revocation: [der] };
  const root = readBer(der, 200_000);
  const [type, wrapper] = root?.children ?? [];
  if (oidOf(type) !== OID.signedData && oidOf(type) !== OID.smSignedData) return undefined;
  const within = (n: number) =>
    wrapper?.children[0]?.children.find(({ tag }) => tag === TAG.context(n))?.children.map(({ bytes }) => bytes);
  const certificates = (within(0) ?? []).filter((each) => readCertificate(each) !== undefined);
  const revocation = (within(1) ?? []).filter((each) => readRevocationList(each) !== undefined);
  return certificates.length + revocation.length > 0 ? { certificates, revocation } : undefined;
}
