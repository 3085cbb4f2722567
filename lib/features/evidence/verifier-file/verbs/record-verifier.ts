/** Putting the offline verifier's digest into the ledger. docs/decisions/0013-the-verifier-is-recorded.md */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findVerifierRecord, readVerifierFile, verifierRecordKey } from "../rows.ts";
import { recordOwnDigest } from "./record-own-digest.ts";

export type VerifierRecording = { state: "recorded" | "known"; id: string } | { state: "no_file" | "no_organisation" };

/** Records the digest of the built file for the organisation that runs the installation, once. */
export async function recordVerifier(): Promise<VerifierRecording> {
  const found = readVerifierFile();
  if (!found) return { state: "no_file" };
  const { content, file } = found;
  const operating = await prisma().organisation.findFirst({ where: { operates: true }, select: { id: true } });
  if (!operating) return { state: "no_organisation" };
  const before = await findVerifierRecord(file.sha256);
  if (before) return { state: "known", id: before.id };
  const name = `Sealbook verifier ${file.version}`;
  const { evidence, created } = await recordOwnDigest(operating.id as OrganisationId, {
    ...{ content, name, keyName: name, mediaType: "text/html" },
    idempotencyKey: verifierRecordKey(file.sha256),
  });
  return { state: created ? "recorded" : "known", id: evidence.id };
}
