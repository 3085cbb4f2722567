/** COSE_Sign1 (RFC 9052 section 4.2), tagged. What was signed is kept as it came, and never written anew. */
import { type CborRules, decodeCbor } from "../cbor/decode.ts";
import { cborMap, encodeCbor } from "../cbor/encode.ts";
import { type CborMap, CborTag, isCborArray, isCborBytes, isCborMap } from "../cbor/value.ts";
import { type Failed, isFailed } from "./failures.ts";
import { HEADER, SIGN1_TAG, UNDERSTOOD } from "./labels.ts";

export type Sign1 = {
  /** The protected header's bytes as received. */
  protectedBytes: Uint8Array;
  protectedHeader: CborMap;
  unprotectedHeader: CborMap;
  /** null: detached. */
  payload: Uint8Array | null;
  signature: Uint8Array;
};

/** The message that bytes are, or the first reason why they are none. Never throws. */
export function parseSign1(bytes: Uint8Array, rules: CborRules): Sign1 | Failed {
  const decoded = decodeCbor(bytes, rules);
  if (isFailed(decoded)) return decoded;
  const { item } = decoded;
  if (!(item instanceof CborTag) || item.tag !== SIGN1_TAG) return { failed: "untagged" };
  const parts = isCborArray(item.content) && item.content.length === 4 ? item.content : [];
  const [protectedBytes, unprotectedHeader, payload, signature] = parts;
  if (!isCborBytes(protectedBytes) || !isCborMap(unprotectedHeader) || !isCborBytes(signature)) {
    return { failed: "not_sign1" };
  }
  if (payload !== null && !isCborBytes(payload)) return { failed: "not_sign1" };
  const protectedHeader = parseProtected(protectedBytes, rules);
  if (isFailed(protectedHeader)) return protectedHeader;
  const failed = checkHeaders(protectedHeader, unprotectedHeader);
  return failed ?? { protectedBytes, protectedHeader, unprotectedHeader, payload, signature };
}

/** Section 3: no bytes stand for a map without members. */
function parseProtected(bytes: Uint8Array, rules: CborRules): CborMap | Failed {
  if (bytes.length === 0) return new Map();
  const decoded = decodeCbor(bytes, rules);
  if (isFailed(decoded)) return decoded;
  return isCborMap(decoded.item) ? decoded.item : { failed: "not_sign1" };
}

/** Section 3: no label in both headers; section 3.1: `crit` is protected, and names only what is there and understood. */
function checkHeaders(protectedHeader: CborMap, unprotectedHeader: CborMap): Failed | undefined {
  for (const label of protectedHeader.keys()) if (unprotectedHeader.has(label)) return { failed: "label_repeated" };
  if (unprotectedHeader.has(HEADER.crit)) return { failed: "crit_unknown" };
  const crit = protectedHeader.get(HEADER.crit);
  if (crit === undefined) return undefined;
  const isKnown =
    isCborArray(crit) &&
    crit.length > 0 &&
    crit.every(
      (label) =>
        (typeof label === "bigint" || typeof label === "string") && protectedHeader.has(label) && UNDERSTOOD.has(label),
    );
  return isKnown ? undefined : { failed: "crit_unknown" };
}

/**
 * Sig_structure of section 4.4: what is signed. It begins with 84 6a, an array of four and a text, and no signed note, cosignature or
 * seal of ours is anything but text: a signature over one is never one over the other.
 */
export function signatureInput(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(["Signature1", protectedBytes, new Uint8Array(0), payload]);
}

/** The message's bytes. */
export function encodeSign1(message: Omit<Sign1, "protectedHeader">): Uint8Array {
  const { protectedBytes, unprotectedHeader, payload, signature } = message;
  return encodeCbor(new CborTag(SIGN1_TAG, [protectedBytes, unprotectedHeader, payload, signature]));
}

/** The message with an empty unprotected header, as it is logged (RFC 9943 section 6.3): everything else byte for byte. */
export function withoutUnprotected(message: Sign1): Uint8Array {
  return encodeSign1({ ...message, unprotectedHeader: cborMap([]) });
}
