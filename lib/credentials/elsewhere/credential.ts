/**
 * A W3C credential, such as one of Open Badges 3.0: the key is in the DID itself (did:key), or in the document of its host (did:web), or in the
 * header of a JWT. Whether it was revoked stands in a list that the issuer signs.
 */

import type { CredentialFailure } from "../credential-failures.ts";
import { type Members as Credential, issuerOf, verifyCredential } from "../data-integrity.ts";
import { didDocumentAddress, readDidDocument } from "../did-web.ts";
import { readEd25519Multikey } from "../multibase.ts";
import { readStatusEntry } from "../status-entry.ts";
import { checkStatusList } from "../status-list.ts";
import { type Asked, type Asker, type Members, membersOf, objectOf, textOf } from "./asker.ts";
import { type Found, stopped, validityStep } from "./found.ts";
import { type Jws, verifyJws } from "./jws.ts";
import { credentialStates } from "./states.ts";
import type { ElsewhereStep } from "./words.ts";

const DID_KEY = /^did:key:(z[1-9A-HJ-NP-Za-km-z]+)#\1$/;
/** They say that nothing could be checked, and nothing against the content. */
const UNCHECKED: readonly CredentialFailure[] = [
  "key_unknown",
  "proof_unsupported",
  "unknown_context",
  "proof_set",
  "proof_missing",
];

export async function checkCredential(text: string, { asker, now }: Asked): Promise<Found> {
  const keys = keysOf(asker);
  const outcome = await verifyCredential({ text, keyOf: keys.keyOf, now });
  if ("failed" in outcome) {
    const { failed, found } = outcome;
    if (failed === "key_unknown")
      return { states: statesIn(text), ...stopped("content", keys.why(), "unchecked", found) };
    const status = UNCHECKED.includes(failed) ? "unchecked" : "failed";
    return {
      ...(status === "unchecked" ? { states: statesIn(text) } : {}),
      ...stopped("content", failed, status, found),
    };
  }
  const { credential, issuer } = outcome;
  const states = credentialStates(credential);
  const host = /^did:web:([^:]+)/.exec(issuer)?.[1];
  return {
    states,
    steps: [
      { name: "content", status: "ok" },
      host === undefined
        ? { name: "issuer", status: "unchecked", reason: "key_alone", found: issuer }
        : { name: "issuer", status: "ok", found: host.replace("%3A", ":") },
      await revocationStep(credential, { asker, now, keyOf: keys.keyOf }),
      ...validityStep({ from: states.issued, until: states.expires }, now),
    ],
  };
}

/** Open Badges 3.0 section 8.2.4, "VC-JWT": by a key in the header, or at the address that the header names. */
export async function checkCredentialJwt(jws: Jws, { asker, now }: Asked): Promise<Found> {
  const credential = membersOf(jws.payload.vc) ?? jws.payload;
  const states = credentialStates(credential);
  const { jwk, kid } = jws.header;
  const issuer = textOf(jws.payload.iss) ?? issuerOf(credential as Credential);
  if (jwk === undefined && !asker.isOnline)
    return { states, ...stopped("content", textOf(kid) ? "key_not_asked" : "key_unknown", "unchecked", textOf(kid)) };
  const key = jwk ?? (await asker.object(kid));
  if (key === undefined) return { states, ...stopped("content", "no_answer", "unchecked", textOf(kid)) };
  const verdict = await verifyJws(jws, key);
  if (verdict !== "ok") return stopped("content", verdict, verdict === "signature_wrong" ? "failed" : "unchecked");
  const listed = credential.credentialStatus === undefined ? "no_list" : "list_unsupported";
  return {
    states,
    steps: [
      { name: "content", status: "ok" },
      { name: "issuer", status: "unchecked", reason: "key_alone", found: issuer },
      { name: "revocation", status: "unchecked", reason: listed },
      ...validityStep({ from: states.issued, until: states.expires }, now),
    ],
  };
}

/** Keys of a DID: its own, or those that its host has, asked once. */
function keysOf(asker: Asker) {
  const documents = new Map<string, ReturnType<typeof readDidDocument>>();
  let why: "key_not_asked" | "key_unknown" | "no_answer" = "key_unknown";
  const keyOf = async (method: string): Promise<Uint8Array | undefined> => {
    const own = readEd25519Multikey(DID_KEY.exec(method)?.[1]);
    if (own !== undefined) return own;
    const [did = ""] = method.split("#", 1);
    const address = didDocumentAddress(did);
    if (address === undefined) return undefined;
    if (!asker.isOnline) {
      why = "key_not_asked";
      return undefined;
    }
    if (!documents.has(did)) {
      const text = await asker.text(address);
      if (text === undefined) why = "no_answer";
      documents.set(did, text === undefined ? undefined : readDidDocument(text, did));
    }
    const key = documents.get(did)?.keys.find(({ id, type }) => id === method && type === "ed25519");
    return key?.publicKey;
  };
  return { keyOf, why: () => why };
}

async function revocationStep(
  credential: Members,
  { asker, now, keyOf }: Asked & { keyOf: (method: string) => Promise<Uint8Array | undefined> },
): Promise<ElsewhereStep> {
  const name = "revocation";
  const { credentialStatus } = credential;
  if (credentialStatus === undefined) return { name, status: "unchecked", reason: "no_list" };
  const entry = readStatusEntry(credentialStatus);
  if (entry === undefined) return { name, status: "unchecked", reason: "list_unsupported" };
  if (!asker.isOnline) return { name, status: "unchecked", reason: "list_not_asked" };
  const text = await asker.text(entry.list);
  if (text === undefined) return { name, status: "unchecked", reason: "no_answer", found: entry.list };
  const issuer = issuerOf(credential as Credential);
  const list = await checkStatusList({ text, keyOf, issuer, address: entry.list, purpose: "revocation", now });
  const value = list.ok ? list.valueAt(entry.index) : undefined;
  if (value === undefined) return { name, status: "unchecked", reason: "list_untrusted", found: entry.list };
  return value === 0 ? { name, status: "ok" } : { name, status: "failed", reason: "revoked" };
}

/** As it states them, where nothing could be checked. */
const statesIn = (text: string) => credentialStates(objectOf(text) ?? {});
