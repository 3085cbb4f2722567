/**
 * Certificates that other systems issued: which one it is, and what of it can be checked with nobody to ask. What needs a network, a chain of
 * blocks or a registry is `unchecked`, and never taken for fine.
 */

import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { readBaked } from "../bake.ts";
import { type CredentialFailure, verifyCredential } from "../data-integrity.ts";
import { readEd25519Multikey } from "../multibase.ts";
import { checkAttestation, OPEN_ATTESTATION_2 } from "./open-attestation.ts";

export const SYSTEMS = [
  "open_badges_3",
  "open_badges_2",
  "blockcerts_3",
  "open_attestation_2",
  "open_attestation_4",
  "credential",
] as const;
export type System = (typeof SYSTEMS)[number];

/** `content`: nothing of it was changed. `issuer`: it is from whom it says. `status`: it was not revoked. */
export const ELSEWHERE_STEPS = ["content", "issuer", "status"] as const;
export interface ElsewhereStep {
  name: (typeof ELSEWHERE_STEPS)[number];
  status: "ok" | "failed" | "unchecked";
  /** Why not. */
  reason?: CredentialFailure | "not_its_hash" | "registry_not_asked" | "issuer_not_asked" | "not_supported";
}

export interface ElsewhereCheck {
  system: System;
  steps: ElsewhereStep[];
  /** As it states them itself; a stranger's texts. */
  states: { title?: string; holder?: string; issuer?: string; issued?: string };
}

type Members = Readonly<Record<string, unknown>>;
const CHARS_MAX = 2 * 1024 * 1024;
const DEPTH_MAX = 40;
const NOT_ASKED: ElsewhereStep[] = [
  { name: "issuer", status: "unchecked", reason: "issuer_not_asked" },
  { name: "status", status: "unchecked", reason: "issuer_not_asked" },
];

/** @returns undefined for what is no certificate in data: a PDF, a picture without one in it. Never throws for what a stranger wrote */
export async function checkElsewhere(bytes: Uint8Array): Promise<ElsewhereCheck | undefined> {
  const text = (await readBaked(bytes)) ?? fromUtf8(bytes);
  const document = text === undefined || text.length > CHARS_MAX ? undefined : membersOf(parse(text.trim()));
  const system = document && systemOf(document);
  if (text === undefined || document === undefined || system === undefined) return undefined;
  const states = statesOf(document);
  if (system === "open_attestation_2") return attestation(document);
  if (system === "open_badges_3" || system === "credential")
    return { system, states, steps: await credentialSteps(text.trim()) };
  return { system, states, steps: [{ name: "content", status: "unchecked", reason: "not_supported" }, ...NOT_ASKED] };
}

function systemOf(document: Members): System | undefined {
  if (document.version === OPEN_ATTESTATION_2) return "open_attestation_2";
  const contexts = textsOf(document["@context"]);
  const has = (pattern: RegExp) => contexts.some((each) => pattern.test(each));
  if (has(/^https:\/\/schemata\.openattestation\.com\//)) return "open_attestation_4";
  if (has(/^https:\/\/w3id\.org\/blockcerts\//)) return "blockcerts_3";
  if (has(/^https:\/\/w3id\.org\/openbadges\/v[12]$/)) return "open_badges_2";
  if (has(/^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\//)) return "open_badges_3";
  return textsOf(document.type).includes("VerifiableCredential") ? "credential" : undefined;
}

function attestation(document: Members): ElsewhereCheck {
  const found = checkAttestation(document);
  const content: ElsewhereStep = found?.holds
    ? { name: "content", status: "ok" }
    : { name: "content", status: "failed", reason: "not_its_hash" };
  const at = (...paths: string[]) => paths.map((path) => found?.valueAt(path)).find((each) => each !== undefined);
  const asked = (name: "issuer" | "status"): ElsewhereStep => ({
    ...{ name, status: "unchecked", reason: "registry_not_asked" },
  });
  return {
    system: "open_attestation_2",
    steps: [content, asked("issuer"), asked("status")],
    states: stated({
      title: at("name", "id"),
      holder: at("recipient.name"),
      issuer: at("issuers.0.name"),
      issued: at("issuedOn"),
    }),
  };
}

/** The key is in the DID itself for did:key, and is asked of nobody otherwise. */
async function credentialSteps(text: string): Promise<ElsewhereStep[]> {
  const outcome = await verifyCredential({ text, keyOf: keyInside });
  const status: ElsewhereStep = { name: "status", status: "unchecked", reason: "issuer_not_asked" };
  if (!("failed" in outcome)) {
    // The signature is by the key that the DID is; whose key that is, nobody here knows.
    return [
      { name: "content", status: "ok" },
      { name: "issuer", status: "unchecked", reason: "issuer_not_asked" },
      status,
    ];
  }
  const { failed } = outcome;
  const isWrong = !["key_unknown", "proof_unsupported", "unknown_context", "proof_set", "proof_missing"].includes(
    failed,
  );
  return [{ name: "content", status: isWrong ? "failed" : "unchecked", reason: failed }, ...NOT_ASKED];
}

const DID_KEY = /^did:key:(z[1-9A-HJ-NP-Za-km-z]+)#\1$/;

function keyInside(verificationMethod: string): Uint8Array | undefined {
  return readEd25519Multikey(DID_KEY.exec(verificationMethod)?.[1]);
}

/** Of a credential, or of an assertion of Open Badges 2.0 with its badge inside. */
function statesOf(document: Members): ElsewhereCheck["states"] {
  const subject = membersOf([document.credentialSubject].flat()[0]);
  const badge = membersOf(subject?.achievement) ?? membersOf(document.badge);
  const issuer = membersOf(document.issuer) ?? membersOf(badge?.issuer);
  return stated({
    title: first(document.name, badge?.name),
    holder: first(
      subject?.name,
      membersOf([subject?.identifier].flat()[0])?.identityHash,
      membersOf(document.recipient)?.identity,
    ),
    issuer: first(issuer?.name, issuer?.id, document.issuer),
    issued: first(document.validFrom, document.issuanceDate, document.issuedOn),
  });
}

function stated(found: Record<keyof ElsewhereCheck["states"], string | undefined>): ElsewhereCheck["states"] {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== ""));
}

const first = (...values: unknown[]): string | undefined => values.find((each) => typeof each === "string");

function parse(text: string): unknown {
  try {
    return text.startsWith("{") && isNestedAtMost(text, DEPTH_MAX) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === "string");
}
