/** Kept content gets its second digest, by being read: once, for every renewal to come. */
import { createHash } from "node:crypto";
import { findDamage, openContent } from "#lib/features/evidence/retention/rows/content.ts";
import type { Damage, KeptContent } from "#lib/features/evidence/retention/types.ts";
import { damageOf } from "#lib/features/evidence/retention/verbs/check-content.ts";
import { noteDamage } from "#lib/features/evidence/retention/verbs/note-damage.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { listUndigested } from "../rows.ts";
import type { ContentProgress, LostContent } from "../types.ts";

const ROWS_PER_BATCH = 256;
const NIL_UUID = "00000000-0000-0000-0000-000000000000";

/**
 * Reads all kept content of a ledger that has no second digest yet. What is not what was kept gets none: it is named, and its records
 * are renewed as records only.
 *
 * @returns the content that is lost
 * @throws when content could not be looked at now; the reason of the signal when it aborts. What was digested stays so.
 */
export async function digestContents(options: {
  actor: Actor;
  ledger: string;
  onProgress?: (progress: ContentProgress) => void;
  signal?: AbortSignal | undefined;
}): Promise<LostContent[]> {
  requireCommandLine(options.actor);
  const { ledger, onProgress = () => {}, signal } = options;
  const progress: ContentProgress = { files: 0, bytes: 0 };
  const lost: LostContent[] = [];
  let behind = { organisationId: NIL_UUID, sha256: new Uint8Array() };
  for (;;) {
    const contents = await listUndigested({ ledger, behind, rowsMax: ROWS_PER_BATCH });
    const last = contents.at(-1);
    if (!last) return lost;
    for (const content of contents) {
      signal?.throwIfAborted();
      const read = await digest(content).catch((error: unknown): Read => ({ damage: damageOf(error) }));
      if ("sha3" in read) await insertDigest(content, read.sha3);
      else lost.push({ ...content, damage: await name(content, read.damage) });
      progress.files += 1;
      progress.bytes += content.size;
      onProgress(progress);
    }
    behind = { organisationId: last.organisationId, sha256: new Uint8Array(last.sha256) };
  }
}

type Read = { sha3: Uint8Array } | { damage: Damage };

async function digest(content: KeptContent): Promise<Read> {
  const opened = await openContent(content);
  if (!opened) return { damage: "missing" };
  const { size, stream } = opened;
  try {
    if (size !== content.size) return { damage: "size" };
    const [recorded, second] = [createHash("sha256"), createHash("sha3-256")];
    for await (const chunk of stream) {
      recorded.update(chunk);
      second.update(chunk);
    }
    return recorded.digest().equals(content.sha256) ? { sha3: second.digest() } : { damage: "digest" };
  } finally {
    stream.destroy();
  }
}

async function name(content: KeptContent, damage: Damage): Promise<Damage> {
  if ((await findDamage(content)) === undefined) await noteDamage(content, damage);
  return damage;
}

async function insertDigest({ organisationId, sha256 }: KeptContent, sha3: Uint8Array): Promise<void> {
  await pool().query(
    "INSERT INTO content_digest (organisation_id, sha256, sha3) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    [organisationId, Buffer.from(sha256), sha3],
  );
}
