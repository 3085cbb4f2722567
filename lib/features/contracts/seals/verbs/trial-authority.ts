/** The authority of this installation for trials: its certificates say that they are for trials, and no one outside trusts it. */
import { randomBytes } from "node:crypto";
import { toHex } from "#lib/core/text/bytes.ts";
import { publicUrl } from "#lib/env.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import {
  createDocumentKey,
  publicKeyOf,
  sealDocumentKey,
  signature,
  signWithDocumentKey,
} from "#lib/infra/keys/document-keys.ts";
import { SIGNING } from "#lib/pades/cms.ts";
import { readCertificate } from "#lib/pki/certificate.ts";
import { distinguishedName, makeCertificate } from "#lib/pki/make-certificate.ts";

const KIND = "ecdsa-sha256";
const OWNER = "trial authority";
const DAY_MS = 24 * 60 * 60 * 1_000;
const AUTHORITY_DAYS = 20 * 365;
const CERTIFICATE_DAYS = 2 * 365;
/** Clocks of others may be behind ours. */
const EARLIER_MS = 60_000;
const SERIAL_BYTES = 16;
const TRIAL = "TRIAL ONLY 仅供试用";
const ONE_ACT = "FOR ONE SIGNATURE ONLY 仅供一次签署";
/** A time-stamping authority may take its time. */
const ACT_MS = 10 * 60_000;

/** 127 bits, and positive in 16 bytes (RFC 5280 section 4.1.2.2). */
const newSerial = (): bigint => BigInt(`0x${toHex(randomBytes(SERIAL_BYTES))}`) >> 1n;

type Certified = { certificate: Uint8Array; chain: Uint8Array[] };

/** A certificate for a new key, and the authority's own. */
export async function certifyForTrial(
  tx: Tx,
  { name, publicKey }: { name: string; publicKey: Uint8Array },
): Promise<Certified> {
  const subject = distinguishedName({ organization: name, organizationalUnit: TRIAL, commonName: name });
  return await certify(tx, { subject, publicKey, lifeMs: CERTIFICATE_DAYS * DAY_MS });
}

/** A certificate for one act of a person, who is called as others say; it ends before anybody could use it for another one. */
export async function certifyForAct(
  tx: Tx,
  { name, publicKey }: { name: string; publicKey: Uint8Array },
): Promise<Certified> {
  const subject = distinguishedName({ organizationalUnit: ONE_ACT, commonName: name });
  return await certify(tx, { subject, publicKey, lifeMs: ACT_MS });
}

async function certify(
  tx: Tx,
  { subject, publicKey, lifeMs }: { subject: Uint8Array; publicKey: Uint8Array; lifeMs: number },
): Promise<Certified> {
  const { certificate: own, sealed } = await authorityOf(tx);
  const issuer = readCertificate(own)?.subject;
  if (issuer === undefined) throw new Error("The trial authority has no certificate that can be read.");
  const now = Date.now();
  const certificate = makeCertificate({
    ...{ issuer, subject, publicKey, serial: newSerial(), isAuthority: false },
    from: new Date(now - EARLIER_MS),
    until: new Date(now + lifeMs),
    algorithm: SIGNING[KIND].algorithm,
    sign: (bytes) => signWithDocumentKey({ sealed, owner: OWNER, kind: KIND }, bytes),
  });
  return { certificate, chain: [own] };
}

/** Made when the first one needs it; of two that do so at once, one is kept. */
async function authorityOf(tx: Tx): Promise<{ certificate: Uint8Array; sealed: Uint8Array }> {
  const found = await tx.documentSealAuthority.findUnique({ where: { id: 1 } });
  if (found) return { certificate: new Uint8Array(found.certificate), sealed: new Uint8Array(found.secret) };
  const key = await createDocumentKey(KIND);
  const name = distinguishedName({
    organization: new URL(publicUrl).host,
    organizationalUnit: TRIAL,
    commonName: "Sealbook trial CA 印证试用 CA",
  });
  const now = Date.now();
  const certificate = makeCertificate({
    ...{ subject: name, issuer: name, serial: newSerial(), publicKey: publicKeyOf(key), isAuthority: true },
    from: new Date(now - EARLIER_MS),
    until: new Date(now + AUTHORITY_DAYS * DAY_MS),
    algorithm: SIGNING[KIND].algorithm,
    sign: (bytes) => signature(key, { kind: KIND, bytes }),
  });
  const secret = sealDocumentKey(key, OWNER);
  const data = { id: 1, certificate: new Uint8Array(certificate), secret };
  await tx.documentSealAuthority.createMany({ data: [data], skipDuplicates: true });
  const kept = await tx.documentSealAuthority.findUniqueOrThrow({ where: { id: 1 } });
  return { certificate: new Uint8Array(kept.certificate), sealed: new Uint8Array(kept.secret) };
}
