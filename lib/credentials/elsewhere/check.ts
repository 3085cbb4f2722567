/**
 * Certificates that other systems issued: which one it is, and what of it can be checked, with nobody to ask or with ways to ask. What a chain of
 * blocks or a registry would say is `unchecked`, and never taken for fine.
 */
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { repeatedMember } from "#lib/core/text/json-members.ts";
import { readBaked } from "../bake.ts";
import { type Asked, addressOf, askerOf, type Members, membersOf, textsOf, type Ways } from "./asker.ts";
import { type Found, stopped } from "./found.ts";
import { type Jws, readJws } from "./jws.ts";
import { OPEN_ATTESTATION_2 } from "./open-attestation-2.ts";
import type { ElsewhereCheck, System } from "./words.ts";

const CHARS_MAX = 2 * 1024 * 1024;
const DEPTH_MAX = 40;

/** What a file is, by what it names; nothing has been checked. */
type Read = { system: System; text: string; document: Members; jws?: Jws; address?: URL };

/**
 * @param given.ways how those that it names are asked; nobody is, without
 * @returns undefined for what is no certificate in data: a PDF, a picture without one in it. Never throws for what a stranger wrote
 */
export async function checkElsewhere(
  bytes: Uint8Array,
  given: { ways?: Ways | undefined; now?: Date } = {},
): Promise<ElsewhereCheck | undefined> {
  const read = await readElsewhere(bytes);
  if (read === undefined) return undefined;
  const asker = askerOf(given.ways);
  const { steps, states = {} } = await checkRead(read, { asker, now: given.now ?? new Date() });
  const stated = Object.entries(states).filter(([, value]) => value !== undefined && value !== "");
  return { system: read.system, steps, states: Object.fromEntries(stated), asked: [...new Set(asker.asked)] };
}

export async function readElsewhere(bytes: Uint8Array): Promise<Read | undefined> {
  const baked = await readBaked(bytes);
  const text = (baked ?? fromUtf8(bytes))?.replace(/^\ufeff/, "").trim();
  if (text === undefined || text.length > CHARS_MAX) return undefined;
  const address = baked === undefined ? undefined : addressOf(text);
  if (address) return { system: "open_badges_2", text, document: {}, address };
  const jws = text.startsWith("{") ? undefined : readJws(text);
  const document = jws ? (membersOf(jws.payload.vc) ?? jws.payload) : membersOf(parse(text));
  const system = document && systemOf(document);
  return document && system && { system, text, document, ...(jws ? { jws } : {}) };
}

function systemOf(document: Members): System | undefined {
  if (document.version === OPEN_ATTESTATION_2) return "open_attestation_2";
  const contexts = textsOf(document["@context"]);
  const has = (pattern: RegExp) => contexts.some((each) => pattern.test(each));
  if (has(/^https:\/\/schemata\.openattestation\.com\//)) return "open_attestation_4";
  if (has(/^https:\/\/(?:w3id\.org\/blockcerts\/|www\.blockcerts\.org\/schema\/)/)) return "blockcerts_3";
  if (has(/^https:\/\/(?:w3id\.org\/openbadges\/v[12]$|openbadgespec\.org\/v[12]\/)/)) return "open_badges_2";
  if (has(/^https:\/\/(?:purl\.imsglobal\.org\/spec\/ob\/v3p0\/|imsglobal\.github\.io\/openbadges-specification\/)/))
    return "open_badges_3";
  return textsOf(document.type).includes("VerifiableCredential") ? "credential" : undefined;
}

/** What a system's check needs is loaded for it alone. */
async function checkRead(read: Read, asked: Asked): Promise<Found> {
  const { system, text, document, jws, address } = read;
  // Two readers would read two things out of it.
  if (jws === undefined && address === undefined && repeatedMember(text) !== undefined)
    return stopped("content", "not_json");
  if (system === "open_attestation_2") {
    const { checkAttestation2 } = await import("./open-attestation-2.ts");
    return await checkAttestation2(document, asked);
  }
  if (system === "open_attestation_4")
    return await (await import("./open-attestation-4.ts")).checkAttestation4(document, asked);
  if (system === "blockcerts_3") return await (await import("./blockcerts.ts")).checkBlockcerts(document, asked);
  if (system === "open_badges_2") {
    const { checkHosted, checkSigned } = await import("./open-badges-2.ts");
    return jws ? await checkSigned(jws, asked) : await checkHosted(address ?? document, asked);
  }
  const { checkCredential, checkCredentialJwt } = await import("./credential.ts");
  return jws ? await checkCredentialJwt(jws, asked) : await checkCredential(text, asked);
}

function parse(text: string): unknown {
  try {
    return text.startsWith("{") && isNestedAtMost(text, DEPTH_MAX) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
