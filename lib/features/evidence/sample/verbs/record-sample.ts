import { recordOwnDigest } from "#lib/features/evidence/verifier-file/verbs/record-own-digest.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { findSampleRecord, sampleRecordKey } from "../rows.ts";
import { SAMPLE_FILE_NAMES, sampleContent } from "../types.ts";

/** Records the sample for the organisation that runs the installation, once, as the verifier is (docs/decisions/0013). */
export async function recordSample(): Promise<"recorded" | "known" | "no_organisation"> {
  const operating = await prisma().organisation.findFirst({ where: { operates: true }, select: { id: true } });
  if (!operating) return "no_organisation";
  if (await findSampleRecord()) return "known";
  const { created } = await recordOwnDigest(operating.id as OrganisationId, {
    content: sampleContent("original"),
    name: SAMPLE_FILE_NAMES.original,
    keyName: "Sealbook sample",
    mediaType: "text/plain",
    idempotencyKey: sampleRecordKey(),
  });
  return created ? "recorded" : "known";
}
