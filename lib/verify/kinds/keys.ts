/** Keys, certificates and policies. Of a private key nothing is repeated, not even its name. */
import { KEY_TYPE, parseVerifierKey } from "#lib/core/log/note.ts";
import { readPolicyFile } from "#lib/core/log/policy.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { type DerNode, integerOf, oidOf, readDer, TAG } from "#lib/pki/der.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { type Found, type Statement, state } from "../inspection.ts";

const KEYS_MAX = 64;
const CERTIFICATES_MAX = 64;
const TYPE_NAMES: Readonly<Record<number, string>> = {
  [KEY_TYPE.ed25519]: "Ed25519",
  [KEY_TYPE.cosignature]: "Ed25519, cosignature/v1",
  [KEY_TYPE.mlDsa44]: "ML-DSA-44",
  [KEY_TYPE.sm2]: "SM2",
};
const PRIVATE_TEXT =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|^PRIVATE\+KEY\+|^AGE-SECRET-KEY-1|PuTTY-User-Key-File-/m;
const PUBLIC_TEXT =
  /-----BEGIN (?:[A-Z0-9]+ )*PUBLIC KEY(?: BLOCK)?-----|^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-\S+) AAAA/m;
const POLICY_LINE = /^(?:log|witness|group|quorum)[ \t]/;

/** What a text is among these; undefined for anything else. */
export function inspectKeyText(text: string): Found | undefined {
  if (PRIVATE_TEXT.test(text) || isPrivateJwk(text)) return { kind: "private_key" };
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const keys = lines.length <= KEYS_MAX ? lines.map((line) => parseVerifierKey(line.trim())) : [];
  if (keys.length > 0 && keys.every((key) => key !== undefined)) {
    const states = keys.flatMap((key) => [
      state("key", `${key.name} ${toHex(key.keyId)}`),
      state("format", TYPE_NAMES[key.type]),
    ]);
    return { kind: "verifier_key", states, checks: [{ name: "form", status: "ok" }] };
  }
  if (lines.length > 0 && POLICY_LINE.test(lines[0] ?? "")) return inspectPolicy(text);
  const certificates = text.includes("-----BEGIN CERTIFICATE-----") ? readPemCertificates(text) : [];
  if (certificates === undefined || certificates.length > 0) return inspectCertificates(certificates ?? []);
  return PUBLIC_TEXT.test(text) ? { kind: "public_key" } : undefined;
}

function inspectPolicy(text: string): Found {
  const policy = readPolicyFile(utf8(text));
  if ("error" in policy) {
    return { kind: "policy", states: [state("line", policy.line)], checks: [{ name: "form", status: "failed" }] };
  }
  const { logs, witnesses, groups, quorum = "none" } = policy;
  const group = groups.find(({ name }) => name === quorum);
  const states = [
    ...logs.map(({ key }) => state("ledger", `${key.name} ${toHex(key.keyId)}`)),
    ...witnesses.map(({ name, key }) => state("witness", `${name} ${key.name} ${toHex(key.keyId)}`)),
    state("quorum", group ? `${group.threshold}/${group.members.length}: ${group.members.join(" ")}` : quorum),
  ];
  return { kind: "policy", states, checks: [{ name: "form", status: "ok" }] };
}

/** @param certificates DER; none of a file that was to hold some */
export function inspectCertificates(certificates: readonly Uint8Array[]): Found {
  const read = certificates.slice(0, CERTIFICATES_MAX).map(readCertificate);
  const states: Statement[] = read.flatMap((certificate) =>
    certificate
      ? [
          state("subject", nameOf(certificate)),
          state("valid_from", certificate.notBefore.toISOString()),
          state("expires", certificate.notAfter.toISOString()),
        ]
      : [],
  );
  const isGood = read.length > 0 && read.every((certificate) => certificate !== undefined);
  return { kind: "certificate", states, checks: [{ name: "form", status: isGood ? "ok" : "failed" }] };
}

/** PKCS #8, encrypted or not, PKCS #12, and the older forms for RSA and curves: each begins in its own way. */
export function isPrivateDer(root: DerNode | undefined): boolean {
  const [first, second, third] = root?.children ?? [];
  if (root?.tag !== TAG.sequence) return false;
  const version = integerOf(first);
  if (first?.tag === TAG.sequence) {
    // PBES2 and the old PBE of PKCS #5 and #12 (RFC 8018, RFC 7292).
    return second?.tag === TAG.octetString && /^1\.2\.840\.113549\.1\.(5|12)\./.test(oidOf(first.children[0]) ?? "");
  }
  if (version === 3n) return second?.tag === TAG.sequence && oidOf(second.children[0]) !== undefined;
  if (version !== 0n && version !== 1n) return false;
  if (second?.tag === TAG.octetString) return true;
  if (second?.tag === TAG.sequence) return third?.tag === TAG.octetString;
  return second?.tag === TAG.integer && (root.children.length === 9 || root.children.length === 6);
}

/** A JSON Web Key with its private part (RFC 7517). */
function isPrivateJwk(text: string): boolean {
  return /^\s*\{/.test(text) && /"kty"\s*:/.test(text) && /"(?:d|k)"\s*:\s*"/.test(text);
}

export function readRoot(bytes: Uint8Array): DerNode | undefined {
  return bytes[0] === TAG.sequence ? readDer(bytes) : undefined;
}
