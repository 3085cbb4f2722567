/** Credentials of others (W3C VC, SD-JWT, JWT): what they state. Whether it is so needs the issuer's keys, which nobody is asked for here. */
import { type Found, type Statement, state } from "../inspection.ts";

/** Characters of a credential that is read; they hold a picture at most. */
const CREDENTIAL_CHARS_MAX = 2 * 1024 * 1024;
const LIST_MAX = 20;
const COMPACT = /^[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/;

type Members = Readonly<Record<string, unknown>>;

/** A credential or presentation in JSON-LD; undefined for anything else. */
export function inspectCredential(text: string): Found | undefined {
  if (text.length > CREDENTIAL_CHARS_MAX || !text.trimStart().startsWith("{")) return undefined;
  const credential = membersOf(parse(text));
  const types = textsOf(credential?.type ?? credential?.["@type"]);
  if (
    credential?.["@context"] === undefined ||
    !types.some((type) => /^Verifiable(?:Credential|Presentation)$/.test(type))
  )
    return undefined;
  const proofs = [credential.proof].flat().map(membersOf);
  const subject = membersOf([credential.credentialSubject].flat()[0]);
  return {
    kind: "credential",
    states: [
      state("types", types.join(", ")),
      ...partyOf(credential.issuer ?? credential.holder),
      state("subject", textsOf(subject?.id)[0]),
      ...datesOf(credential.validFrom ?? credential.issuanceDate, credential.validUntil ?? credential.expirationDate),
      ...proofs.map((proof) => state("proof", textsOf([proof?.type, proof?.cryptosuite].flat()).join(" "))),
    ],
    missing: ["credential_verifier"],
  };
}

/** A JWT or SD-JWT in its compact form (RFC 7515, RFC 9901); undefined for anything else. */
export function inspectJwt(given: string): Found | undefined {
  const text = given.trim();
  if (text.length > CREDENTIAL_CHARS_MAX) return undefined;
  const [jwt = "", ...disclosures] = text.split("~");
  const [headerText = "", claimsText = ""] = jwt.split(".");
  const header = COMPACT.test(jwt) ? membersOf(parse(fromBase64Url(headerText))) : undefined;
  if (typeof header?.alg !== "string") return undefined;
  const claims = membersOf(parse(fromBase64Url(claimsText)));
  const credential = membersOf(claims?.vc);
  const types = [...textsOf(claims?.vct), ...textsOf(credential?.type ?? claims?.type)];
  const time = (value: unknown) => (typeof value === "number" ? isoTime(value * 1_000) : undefined);
  return {
    kind: text.includes("~") ? "sd_jwt" : "jwt",
    states: [
      state("types", [...textsOf(header.typ), ...types].join(", ")),
      ...partyOf(claims?.iss ?? claims?.issuer ?? credential?.issuer),
      state("subject", textsOf(claims?.sub)[0]),
      ...datesOf(time(claims?.nbf ?? claims?.iat) ?? claims?.validFrom, time(claims?.exp) ?? claims?.validUntil),
      state("proof", [header.alg, ...textsOf(header.kid)].join(" ")),
      state("format", disclosures.length > 0 ? `${disclosures.filter((each) => each !== "").length}` : ""),
    ].filter(({ name, value }) => name !== "format" || value !== ""),
    missing: ["credential_verifier"],
  };
}

function partyOf(issuer: unknown): Statement[] {
  const { id, name } = membersOf(issuer) ?? {};
  const texts = [...textsOf(issuer), ...textsOf(name), ...textsOf(id)];
  return [state("issuer", texts.join(" "))];
}

function datesOf(from: unknown, until: unknown): Statement[] {
  return [state("valid_from", textsOf(from)[0]), state("expires", textsOf(until)[0])];
}

function isoTime(ms: number): string | undefined {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

function textsOf(value: unknown): string[] {
  return [value]
    .flat()
    .slice(0, LIST_MAX)
    .filter((each): each is string => typeof each === "string");
}

function fromBase64Url(text: string): string | undefined {
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
