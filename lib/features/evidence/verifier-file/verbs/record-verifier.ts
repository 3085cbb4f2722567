/** Putting the offline verifier's digest into the ledger. docs/decisions/0013-the-verifier-is-recorded.md */
import { createHash } from "node:crypto";
import { fromHex } from "#lib/core/text/bytes.ts";
import { insertApiKey } from "#lib/features/accounts/api-keys/verbs/insert-api-key.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findVerifierRecord, readVerifierFile, verifierRecordKey } from "../rows.ts";

/** The key works for one act of a moment; nobody learns its secret. */
const KEY_LIFE_MS = 60_000;

export type VerifierRecording = { state: "recorded" | "known"; id: string } | { state: "no_file" | "no_organisation" };

/**
 * Records the digest of the built file for the organisation that runs the installation, once. The record states what is true: a key of
 * that organisation handed it in, which the worker made for this alone, as both its audit rows say.
 */
export async function recordVerifier(): Promise<VerifierRecording> {
  const found = readVerifierFile();
  if (!found) return { state: "no_file" };
  const { sha256, bytes, version } = found.file;
  const operating = await prisma().organisation.findFirst({ where: { operates: true }, select: { id: true } });
  if (!operating) return { state: "no_organisation" };
  const before = await findVerifierRecord(sha256);
  if (before) return { state: "known", id: before.id };
  const organisationId = operating.id as OrganisationId;
  const name = `Sealbook verifier ${version}`;
  const { key } = await prisma().$transaction((tx) =>
    insertApiKey(tx, {
      actor: { kind: "worker" },
      organisationId,
      name,
      scopes: ["evidence:write"],
      expiresAt: new Date(Date.now() + KEY_LIFE_MS),
    }),
  );
  const { evidence, created } = await recordEvidence({
    // It came from no address.
    actor: { kind: "api-key", apiKeyId: key.id, organisationId, scopes: key.scopes, address: "" },
    submission: {
      type: "digest",
      sha256: digestOf(sha256),
      // The file goes with its build: what a renewal binds has to be taken now.
      second: { "sha3-256": createHash("sha3-256").update(found.content).digest() },
      size: bytes,
      name,
      mediaType: "text/html",
      idempotencyKey: verifierRecordKey(sha256),
    },
  });
  return { state: created ? "recorded" : "known", id: evidence.id };
}

function digestOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error("not a digest");
  return new Uint8Array(bytes);
}
