/** Ed25519 keys that were made in a hardware security module and never leave it (RFC 8032; PKCS #11 3.0, section 2.3). */
import { createPublicKey, type KeyObject, randomBytes, verify } from "node:crypto";
import type { SigningKey } from "../ml-dsa-44.ts";
import { HsmAway, inSession, withKey } from "./module.ts";
import { CK } from "./pkcs11.ts";

const { attribute: A } = CK;
/** id-Ed25519 as an OBJECT IDENTIFIER in DER (RFC 8410 section 3). */
const CURVE = Buffer.from("06032b6570", "hex");
const ID_BYTES = 16;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 section 4): everything before the key. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Makes a key in the module.
 *
 * @param label what people who look into the module read
 * @returns its CKA_ID, 16 bytes
 * @throws {HsmAway}
 */
export function createHsmKey(label: string): Uint8Array {
  const id = randomBytes(ID_BYTES);
  const shared = [
    { type: A.token, value: true },
    { type: A.label, value: label },
    { type: A.id, value: id },
  ];
  inSession(({ api, handle }) =>
    api.C_GenerateKeyPair(
      handle,
      { mechanism: CK.mechanism.edwardsPair },
      [...shared, { type: A.verify, value: true }, { type: A.curve, value: CURVE }],
      [
        ...shared,
        { type: A.private, value: true },
        { type: A.sign, value: true },
        { type: A.sensitive, value: true },
        { type: A.extractable, value: false },
      ],
    ),
  );
  return new Uint8Array(id);
}

/** @throws {HsmAway} also when the token has no such key */
export function openHsmKey(id: Uint8Array): SigningKey {
  const publicKey = withKey(keyOf(CK.object.publicKey, id), ({ api, handle }, key) => {
    const [found] = api.C_GetAttributeValue(handle, key, [{ type: A.point }]);
    return rawPoint(found?.value);
  });
  const spki = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" });
  return { publicKey: new Uint8Array(publicKey), sign: (bytes) => signWith(id, spki, bytes) };
}

/** What the module says is a signature is checked before anybody sees it. */
function signWith(id: Uint8Array, publicKey: KeyObject, bytes: Uint8Array): Uint8Array {
  const signature = withKey(keyOf(CK.object.privateKey, id), ({ api, handle }, key) => {
    api.C_SignInit(handle, { mechanism: CK.mechanism.eddsa }, key);
    return api.C_Sign(handle, Buffer.from(bytes), Buffer.alloc(SIGNATURE_BYTES));
  });
  if (!verify(null, bytes, publicKey, signature))
    throw new HsmAway("The hardware security module gave a signature that does not verify.");
  return new Uint8Array(signature);
}

function keyOf(kind: number, id: Uint8Array) {
  const text = Buffer.from(id).toString("hex");
  const template = [
    { type: A.class, value: kind },
    { type: A.keyType, value: CK.key.edwards },
    { type: A.id, value: Buffer.from(id) },
  ];
  return { name: `${kind}/${text}`, template, missing: `The hardware security module has no key ${text}.` };
}

/** A point is an OCTET STRING around the key in some modules, the bare key in others. */
function rawPoint(value: Buffer | undefined): Buffer {
  const point = value?.length === KEY_BYTES + 2 && value[0] === 4 && value[1] === KEY_BYTES ? value.subarray(2) : value;
  if (point?.length !== KEY_BYTES)
    throw new HsmAway("The hardware security module shows a key that is no Ed25519 key.");
  return point;
}
