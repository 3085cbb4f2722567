/**
 * The credentials of a batch, signed many times faster than one by one: they differ in a few values only, so JSON-LD is worked out once, and
 * the values are put into its quads. What comes out is byte for byte what the library makes; the first of each form and some others are
 * compared with that, and a batch whose bytes differ is not issued.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import type { Quad, RdfTerm } from "jsonld";
import { concat, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { canonize, canonizeQuads, quadsOf } from "./canonize.ts";
import { toMultibase } from "./multibase.ts";
import type { Credential } from "./open-badge.ts";
import { type CredentialSigner, credentialText, proofOptions, signCredential } from "./sign-credential.ts";

/** One in so many is compared with the library's. */
const CHECKED_ONE_IN = 200;
/** Forms of one batch: with an end and without. */
const FORMS_MAX = 16;

/** What differs from one credential of a batch to the next, in one order. */
type Values = readonly string[];
type Place = { quad: number; term: "subject" | "object"; value: number };
type Form = { quads: readonly Quad[]; places: readonly Place[]; addresses: ReadonlySet<string> };

export type BatchSigner = (credential: Credential) => Promise<string>;

/** @returns signs as `signCredential` does. @throws where what it makes is not what the library makes */
export function batchSigner(signer: CredentialSigner, checkedOneIn: number = CHECKED_ONE_IN): BatchSigner {
  const forms = new Map<string, Promise<Form>>();
  let ofOptions: Promise<Uint8Array> | undefined;
  return async (credential) => {
    const key = JSON.stringify(withValues(credential, placeholders(credential)));
    const known = forms.get(key);
    if (known === undefined && forms.size >= FORMS_MAX) return signCredential({ ...signer, credential });
    const form = known ?? formOf(credential);
    if (known === undefined) forms.set(key, form);
    const quads = fill(await form, valuesOf(credential));
    // A value that is the address of something else in the credential would make one node of two.
    if (quads === undefined) return signCredential({ ...signer, credential });
    ofOptions ??= digestOfOptions(signer, credential);
    const text = await sign({ signer, credential, quads, ofOptions: await ofOptions });
    const isChecked = known === undefined || Math.random() * checkedOneIn < 1;
    if (isChecked && text !== (await signCredential({ ...signer, credential }))) {
      throw new Error(`credential ${credential.id}: not what the library makes`);
    }
    return text;
  };
}

async function digestOfOptions(signer: CredentialSigner, credential: Credential): Promise<Uint8Array> {
  return sha256(utf8(await canonize({ "@context": credential["@context"], ...proofOptions(signer) })));
}

async function sign(input: {
  signer: CredentialSigner;
  credential: Credential;
  quads: readonly Quad[];
  ofOptions: Uint8Array;
}): Promise<string> {
  const { signer, credential, quads, ofOptions } = input;
  const message = concat(ofOptions, sha256(utf8(await canonizeQuads(quads))));
  const proofValue = toMultibase(ed25519.sign(message, signer.secretKey));
  return credentialText(credential, { ...proofOptions(signer), proofValue });
}

function valuesOf({ credentialSubject, credentialStatus, ...credential }: Credential): Values {
  const { validUntil } = credential;
  return [
    ...[credential.id, credentialStatus.id, credentialStatus.statusListCredential],
    ...[credential.name, credential.validFrom, credentialStatus.statusListIndex],
    credentialSubject.identifier[0]?.identityHash ?? "",
    canonicalJson(credentialSubject.certificate),
    ...(validUntil === undefined ? [] : [validUntil]),
  ];
}

/** How many of the values, the first ones, are names of nodes. */
const ADDRESSES = 3;

/** Values that stand nowhere else, each of the kind of the one whose place it takes. */
function placeholders(credential: Credential): Values {
  return valuesOf(credential).map((_, at) =>
    at < ADDRESSES ? `urn:sealbook:value:${at}` : at === JSON_VALUE ? PLACEHOLDER_JSON : `urn:sealbook:text:${at}`,
  );
}

/** Which of them is the text of a JSON value. */
const JSON_VALUE = 7;
const PLACEHOLDER_JSON = '{"urn:sealbook:json":""}';

function withValues(credential: Credential, values: Values): object {
  const [id, statusId, list, name, validFrom, index, holder, fields, validUntil] = values;
  const { credentialSubject, credentialStatus } = credential;
  const [identity] = credentialSubject.identifier;
  return {
    ...credential,
    ...{ id, name, validFrom },
    ...(validUntil === undefined ? {} : { validUntil }),
    credentialSubject: {
      ...credentialSubject,
      identifier: [{ ...identity, identityHash: holder }],
      certificate: JSON.parse(fields ?? "{}"),
    },
    credentialStatus: { ...credentialStatus, id: statusId, statusListIndex: index, statusListCredential: list },
  };
}

async function formOf(credential: Credential): Promise<Form> {
  const values = placeholders(credential);
  const quads = await quadsOf(withValues(credential, values));
  const places = quads.flatMap((quad, at) =>
    (["subject", "object"] as const).flatMap((term): Place[] => {
      const value = values.indexOf(quad[term].value);
      return value < 0 ? [] : [{ quad: at, term, value }];
    }),
  );
  const missing = values.filter((_, value) => !places.some((place) => place.value === value));
  if (missing.length > 0) throw new Error(`a credential's form has no place for ${missing.join(" ")}`);
  const addresses = quads.flatMap(({ subject, object }) =>
    [subject, object].filter(isAddress).map(({ value }) => value),
  );
  return { quads, places, addresses: new Set(addresses.filter((address) => !values.includes(address))) };
}

const isAddress = ({ termType }: RdfTerm): boolean => termType === "NamedNode";

/** Undefined where an address stands elsewhere in the form as well, or twice among the values. */
function fill({ quads, places, addresses }: Form, values: Values): Quad[] | undefined {
  const own = values.slice(0, ADDRESSES);
  if (new Set(own).size < own.length || own.some((address) => addresses.has(address))) return undefined;
  const filled = [...quads];
  for (const { quad, term, value } of places) {
    const before = filled[quad] as Quad;
    filled[quad] = { ...before, [term]: { ...before[term], value: values[value] ?? "" } };
  }
  return filled;
}
