/** Keys that sign documents, made in a hardware security module and never outside of it (PKCS #11 2.40; Ed25519: 3.0). */
import { createHash, createPublicKey, randomBytes } from "node:crypto";
import type { SigningKind } from "#lib/pades/cms.ts";
import { encodeDer, encodeInteger, TAG } from "#lib/pki/der.ts";
import { findObject, forgetAll, HsmAway, inOwnSession, inSession, withKey } from "./module.ts";
import { type Attribute, CK } from "./pkcs11.ts";

const { attribute: A, mechanism: M } = CK;
const ID_BYTES = 16;
/** As keys that are made in software (document-keys.ts). */
const RSA_BITS = 3_072;
const RSA_EXPONENT = Buffer.from([1, 0, 1]);
const SIGNATURE_BYTES_MAX = 1_024;
/** OBJECT IDENTIFIERs in DER: P-256 (RFC 5480), id-Ed25519 (RFC 8410). */
const P256 = Buffer.from("06082a8648ce3d030107", "hex");
const ED25519 = Buffer.from("06032b6570", "hex");
/** SubjectPublicKeyInfo up to the key itself. */
const SPKI = {
  "ecdsa-sha256": Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex"),
  ed25519: Buffer.from("302a300506032b6570032100", "hex"),
} as const;
const POINT_BYTES = { "ecdsa-sha256": 65, ed25519: 32 } as const;

const KINDS = {
  "rsa-sha256": {
    pair: M.rsaPair,
    type: CK.key.rsa,
    template: [
      { type: A.modulusBits, value: RSA_BITS },
      { type: A.exponent, value: RSA_EXPONENT },
    ] as Attribute[],
  },
  "ecdsa-sha256": { pair: M.curvePair, type: CK.key.curve, template: [{ type: A.curve, value: P256 }] as Attribute[] },
  ed25519: { pair: M.edwardsPair, type: CK.key.edwards, template: [{ type: A.curve, value: ED25519 }] as Attribute[] },
} as const;

export type HsmKind = keyof typeof KINDS;

/** Whether modules of today make such keys in a way that two makers share. */
export const isHsmKind = (kind: SigningKind): kind is HsmKind => Object.hasOwn(KINDS, kind);

/**
 * Makes a key in the module.
 *
 * @param label what people who look into the module read
 * @returns its CKA_ID, 16 bytes, and DER of the SubjectPublicKeyInfo
 * @throws {HsmAway}
 */
export async function createHsmDocumentKey(
  kind: HsmKind,
  label: string,
): Promise<{ id: Uint8Array; publicKey: Uint8Array }> {
  const id = randomBytes(ID_BYTES);
  const { pair, template } = KINDS[kind];
  const shared = [
    { type: A.token, value: true },
    { type: A.label, value: label },
    { type: A.id, value: id },
  ];
  const hidden = [A.private, A.sign, A.sensitive].map((type) => ({ type, value: true }));
  const publicKey = await inOwnSession(async ({ api, handle }) => {
    const made = await api.C_GenerateKeyPairAsync(
      handle,
      { mechanism: pair },
      [...shared, { type: A.verify, value: true }, ...template],
      [...shared, ...hidden, { type: A.extractable, value: false }],
    );
    const wanted = kind === "rsa-sha256" ? [A.modulus, A.exponent] : [A.point];
    const found = api.C_GetAttributeValue(
      handle,
      made.publicKey,
      wanted.map((type) => ({ type })),
    );
    return publicKeyOf(
      kind,
      found.map(({ value }) => value),
    );
  });
  return { id: new Uint8Array(id), publicKey };
}

/** A signature as CMS has it: of ECDSA in DER. @throws {HsmAway} also when the token has no such key */
export function signInHsm({ kind, id }: { kind: HsmKind; id: Uint8Array }, bytes: Uint8Array): Uint8Array {
  const [mechanism, input] =
    kind === "ecdsa-sha256"
      ? [M.ecdsa, createHash("sha256").update(bytes).digest()]
      : [kind === "ed25519" ? M.eddsa : M.rsaSha256, Buffer.from(bytes)];
  const signature = withKey(keyOf(kind, id), ({ api, handle }, key) => {
    api.C_SignInit(handle, { mechanism }, key);
    return api.C_Sign(handle, input, Buffer.alloc(SIGNATURE_BYTES_MAX));
  });
  return new Uint8Array(kind === "ecdsa-sha256" ? asDer(signature) : signature);
}

/** Takes both halves of a key out of the token. @throws {HsmAway} also when it has no such key */
export function destroyInHsm(id: Uint8Array): void {
  const destroy = () =>
    inSession((open) => {
      const found = [CK.object.privateKey, CK.object.publicKey].flatMap((kind) => {
        const template = [
          { type: A.class, value: kind },
          { type: A.id, value: Buffer.from(id) },
        ];
        return findObject(open, template) ?? [];
      });
      for (const each of found) open.api.C_DestroyObject(open.handle, each);
      open.objects.clear();
      return found.length;
    });
  if (destroy() > 0) return;
  // What another process made is there for who comes to the token anew.
  forgetAll();
  if (destroy() === 0) throw new HsmAway(`The hardware security module has no key ${Buffer.from(id).toString("hex")}.`);
}

function keyOf(kind: HsmKind, id: Uint8Array) {
  const text = Buffer.from(id).toString("hex");
  const template = [
    { type: A.class, value: CK.object.privateKey },
    { type: A.keyType, value: KINDS[kind].type },
    { type: A.id, value: Buffer.from(id) },
  ];
  return { name: `document/${text}`, template, missing: `The hardware security module has no key ${text}.` };
}

function publicKeyOf(kind: HsmKind, values: readonly Buffer[]): Uint8Array {
  const [first = Buffer.alloc(0), exponent = Buffer.alloc(0)] = values;
  if (kind === "rsa-sha256") {
    const [n, e] = [first, exponent].map((each) => each.toString("base64url"));
    const key = createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
    return new Uint8Array(key.export({ type: "spki", format: "der" }));
  }
  const length = POINT_BYTES[kind];
  // An OCTET STRING around the point in some modules, the bare point in others.
  const point = first.length === length + 2 && first[0] === TAG.octetString ? first.subarray(2) : first;
  if (point.length !== length) throw new HsmAway(`The hardware security module shows a key that is no ${kind} key.`);
  return new Uint8Array(Buffer.concat([SPKI[kind], point]));
}

/** r and s, of the same length each, as an Ecdsa-Sig-Value (RFC 3279 section 2.2.3). */
function asDer(signature: Buffer): Uint8Array {
  const half = signature.length / 2;
  const [r, s] = [signature.subarray(0, half), signature.subarray(half)].map((each) =>
    encodeInteger(BigInt(`0x${each.toString("hex")}`)),
  ) as [Uint8Array, Uint8Array];
  return encodeDer(TAG.sequence, r, s);
}
