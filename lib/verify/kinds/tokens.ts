/** Proofs of time in binary: RFC 3161 tokens and replies, other CMS signatures, OpenTimestamps. */
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import { readBer } from "#lib/pki/ber.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { integerOf, oidOf, TAG } from "#lib/pki/der.ts";
import { HASHES, OID } from "#lib/pki/oids.ts";
import { checkIntegrity, readTimestamp } from "#lib/rfc3161/read-timestamp.ts";
import { type Found, type InspectionCheck, type Statement, state } from "../inspection.ts";

const OTS_MAGIC = Uint8Array.from(
  "004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294".match(/../g) ?? [],
  (hex) => Number.parseInt(hex, 16),
);
/** What a proof of OpenTimestamps is about: the digest behind the tag. */
const OTS_DIGESTS: Readonly<Record<number, { name: string; bytes: number }>> = {
  2: { name: "SHA-1", bytes: 20 },
  3: { name: "RIPEMD-160", bytes: 20 },
  8: { name: "SHA-256", bytes: 32 },
  103: { name: "KECCAK-256", bytes: 32 },
};
const OTS_ATTESTATIONS: Readonly<Record<string, string>> = {
  "0588960d73d71901": "Bitcoin",
  "06869a0d73d71b45": "Litecoin",
  "30fe8087b5c7ead7": "Ethereum",
  "83dfe30d2ef90c8e": "pending",
};
const OTS_ATTESTATIONS_MAX = 16;
const OTS_URI_CHARS_MAX = 1_000;

/** A SignedData, or a reply of an authority with one in it; undefined for anything else. */
export async function inspectCms(bytes: Uint8Array): Promise<Found | undefined> {
  const root = readBer(bytes);
  if (root?.tag !== TAG.sequence) return undefined;
  const [first, second] = root.children;
  if (first?.tag === TAG.sequence && integerOf(first.children[0]) !== undefined && second?.tag === TAG.sequence) {
    const isReply = oidOf(second.children[0]) === OID.signedData;
    return isReply ? await inspectTimestamp(second.bytes) : undefined;
  }
  if (oidOf(first) !== OID.signedData) return undefined;
  const signed = second?.children[0];
  const content = signed?.children.find((node) => oidOf(node.children[0]) !== undefined && node.tag === TAG.sequence);
  if (oidOf(content?.children[0]) === OID.tstInfo) return await inspectTimestamp(bytes);
  return { kind: "cms_signature", missing: ["pdf_verifier"] };
}

async function inspectTimestamp(token: Uint8Array): Promise<Found> {
  const timestamp = readTimestamp(token);
  if (timestamp === undefined) return { kind: "timestamp", checks: [{ name: "form", status: "unchecked" }] };
  const { imprint, time, serial, policy } = timestamp.info;
  const integrity = await checkIntegrity(timestamp, []);
  const isIntact = !("status" in integrity);
  const named = isIntact
    ? integrity.certificate
    : readCertificate(timestamp.signed.certificates[0] ?? new Uint8Array(0));
  const signature: InspectionCheck["status"] = isIntact ? "ok" : integrity.status;
  return {
    kind: "timestamp",
    states: [
      state("time", time.toISOString()),
      state("authority", named && nameOf(named)),
      state("imprint", `${HASHES[imprint.hashOid]?.name ?? imprint.hashOid} ${toHex(imprint.digest)}`),
      state("serial", serial),
      state("format", `RFC 3161, ${policy}`),
    ],
    checks: [
      { name: "form", status: "ok" },
      { name: "signature", status: signature },
    ],
    missing: ["stamped", "authority"],
  };
}

/** A proof of OpenTimestamps: what it is about, and who attests it; undefined without its first bytes. */
export function inspectOpenTimestamps(bytes: Uint8Array): Found | undefined {
  if (!equalBytes(bytes.subarray(0, OTS_MAGIC.length), OTS_MAGIC)) return undefined;
  const [version, tag = -1] = bytes.subarray(OTS_MAGIC.length);
  const digest = OTS_DIGESTS[tag];
  if (version !== 1 || digest === undefined) {
    return { kind: "opentimestamps", checks: [{ name: "form", status: "failed" }], missing: ["bitcoin"] };
  }
  const start = OTS_MAGIC.length + 2;
  const states = [state("digest", `${digest.name} ${toHex(bytes.subarray(start, start + digest.bytes))}`)];
  return { kind: "opentimestamps", states: [...states, ...attestationsIn(bytes, start)], missing: ["file", "bitcoin"] };
}

/** Each is a zero byte, a tag of eight bytes, and its content with its length. */
function attestationsIn(bytes: Uint8Array, start: number): Statement[] {
  const found: Statement[] = [];
  for (
    let at = bytes.indexOf(0, start);
    at >= 0 && found.length < OTS_ATTESTATIONS_MAX;
    at = bytes.indexOf(0, at + 1)
  ) {
    const tag = toHex(bytes.subarray(at + 1, at + 9));
    const name = OTS_ATTESTATIONS[tag];
    if (name === undefined) continue;
    const content = readSized(bytes, at + 9);
    const uri = name === "pending" ? readSized(content, 0).subarray(0, OTS_URI_CHARS_MAX) : undefined;
    const value = uri ? new TextDecoder().decode(uri) : `${readNumber(content, 0).value}`;
    found.push(state("attestation", `${name} ${value}`));
  }
  return found;
}

/** Seven bits a byte, the lowest first. */
function readNumber(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let place = 0; place < 5; place++) {
    const byte = bytes[at + place] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * place);
    if (byte < 0x80) return { value, end: at + place + 1 };
  }
  return { value, end: at + 5 };
}

function readSized(bytes: Uint8Array, at: number): Uint8Array {
  const { value, end } = readNumber(bytes, at);
  return bytes.subarray(end, end + value);
}
