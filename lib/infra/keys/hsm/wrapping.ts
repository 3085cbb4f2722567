/**
 * AES-256 keys of a hardware security module that wrap others (RFC 3394, as `key-wrap.ts` does in software): the wrapping key was made there
 * and never leaves it; the key that is wrapped comes and goes through an object of the session.
 */
import { randomBytes } from "node:crypto";
import { type Attribute, findObject, findObjects, forgetAll, HsmAway, inSession, withKey } from "./module.ts";
import { CK } from "./pkcs11.ts";

const { attribute: A } = CK;
const MECHANISM = { mechanism: CK.mechanism.aesWrap };
const KEY_BYTES = 32;
const ID_BYTES = 16;
const WRAPPED_BYTES = KEY_BYTES + 8;

/** Lives as long as the session, or until it is destroyed; its value may be read. */
const PASSING: Attribute[] = [
  { type: A.class, value: CK.object.secretKey },
  { type: A.keyType, value: CK.key.generic },
  { type: A.token, value: false },
  { type: A.private, value: false },
  { type: A.sensitive, value: false },
  { type: A.extractable, value: true },
];

/**
 * Makes one. A token takes any number of keys of one label, and which of them is meant could not be told: so whoever made one looks at the
 * token anew, and takes theirs away where there is another. Of several who make it at once the later ones see the earlier ones' keys, whatever
 * the token shows to the earlier; at worst none of them has made one.
 *
 * @throws {HsmAway} also when the token has a key of this label, or somebody else makes one
 */
export function createWrappingKey(label: string): void {
  const id = randomBytes(ID_BYTES);
  inSession((session) => {
    if (findObject(session, named(label)))
      throw new HsmAway(`The hardware security module has a key ${label} already.`);
    session.api.C_GenerateKey(session.handle, { mechanism: CK.mechanism.aes }, [
      { type: A.id, value: id },
      { type: A.token, value: true },
      { type: A.private, value: true },
      { type: A.label, value: label },
      { type: A.valueBytes, value: KEY_BYTES },
      { type: A.sensitive, value: true },
      { type: A.extractable, value: false },
      { type: A.wrap, value: true },
      { type: A.unwrap, value: true },
    ]);
  });
  // What others made since this process looked first is there for who comes to the token anew.
  forgetAll();
  inSession((session) => {
    if (findObjects(session, { template: named(label), countMax: 2 }).length < 2) return;
    const own = findObject(session, [...named(label), { type: A.id, value: id }]);
    if (own) session.api.C_DestroyObject(session.handle, own);
    throw new HsmAway(
      `Somebody else makes a key ${label} in the hardware security module at this moment: look what is there.`,
    );
  });
}

/** @param key 32 bytes @returns 40 bytes @throws {HsmAway} */
export function wrapInHsm(label: string, key: Uint8Array): Buffer<ArrayBuffer> {
  return withKey(keyOf(label), ({ api, handle }, by) => {
    const passing = api.C_CreateObject(handle, [...PASSING, { type: A.value, value: Buffer.from(key) }]);
    try {
      return Buffer.from(api.C_WrapKey(handle, MECHANISM, by, passing, Buffer.alloc(WRAPPED_BYTES)));
    } finally {
      api.C_DestroyObject(handle, passing);
    }
  });
}

/** @returns 32 bytes @throws {HsmAway} also when another key wrapped it, or it was changed since */
export function unwrapInHsm(label: string, wrapped: Uint8Array): Buffer<ArrayBuffer> {
  return withKey(keyOf(label), ({ api, handle }, by) => {
    const passing = api.C_UnwrapKey(handle, MECHANISM, by, Buffer.from(wrapped), PASSING);
    try {
      const [found] = api.C_GetAttributeValue(handle, passing, [{ type: A.value }]);
      if (found?.value.length !== KEY_BYTES) throw new HsmAway("The hardware security module unwrapped no key.");
      return Buffer.from(found.value);
    } finally {
      api.C_DestroyObject(handle, passing);
    }
  });
}

const named = (label: string): Attribute[] => [
  { type: A.class, value: CK.object.secretKey },
  { type: A.keyType, value: CK.key.aes },
  { type: A.label, value: label },
];

const keyOf = (label: string) => ({
  name: label,
  template: named(label),
  missing: `The hardware security module has no key ${label}: check MASTER_KEYS.`,
});
