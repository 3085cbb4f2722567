/**
 * The leaf of a certificate in the tree of its batch: it binds the three forms in which a certificate is handed out. Nothing in it can be
 * guessed from outside, and by its salt neither can it as a whole. Each line ends in LF.
 */
import { DIGEST_BYTES, utf8 } from "../text/bytes.ts";
import { isBase64Of, isUuidV7 } from "../text/json-fields.ts";

export const LEAF_V1 = "sealbook.certificate/v1";
const SALT_BYTES = 16;
const LEAF_CHARS_MAX = 512;

/** Digests are base64 SHA-256. */
export type CertificateLeaf = {
  /** UUIDv7. */
  id: string;
  /** Of the credential's bytes as delivered: JSON with its proof. */
  credential: string;
  /** Of the PDF as designed: the prefix of the delivered one. */
  pages: string;
  /** Of the issuer-signed JWT in ASCII: what stands before the first `~`. */
  sdJwt: string;
  /** Base64 of 16 random bytes. */
  salt: string;
};

/** The bytes of a leaf. Throws TypeError for what `parseLeaf` would refuse. */
export function encodeLeaf(leaf: CertificateLeaf): Uint8Array {
  const text = textOf(leaf);
  if (parseLeaf(text) === undefined) throw new TypeError("not the leaf of a certificate");
  return utf8(text);
}

function textOf({ id, credential, pages, sdJwt, salt }: CertificateLeaf): string {
  const lines = [LEAF_V1, id, `credential ${credential}`, `pages ${pages}`, `sd-jwt ${sdJwt}`, `salt ${salt}`];
  return `${lines.join("\n")}\n`;
}

/** The leaf that a text is; undefined unless it would be written in exactly these characters. */
export function parseLeaf(text: string): CertificateLeaf | undefined {
  if (text.length > LEAF_CHARS_MAX) return undefined;
  const [version, id, ...lines] = text.split("\n");
  if (version !== LEAF_V1 || !isUuidV7(id) || lines.pop() !== "") return undefined;
  const take = (name: string) => (lines[0]?.startsWith(`${name} `) ? lines.shift()?.slice(name.length + 1) : undefined);
  const [credential, pages, sdJwt, salt] = [take("credential"), take("pages"), take("sd-jwt"), take("salt")];
  if (lines.length > 0 || !isDigest(credential) || !isDigest(pages) || !isDigest(sdJwt)) return undefined;
  if (!isBase64Of(salt, SALT_BYTES)) return undefined;
  const leaf: CertificateLeaf = { id, credential, pages, sdJwt, salt };
  return textOf(leaf) === text ? leaf : undefined;
}

const isDigest = (value: unknown): value is string => isBase64Of(value, DIGEST_BYTES);
