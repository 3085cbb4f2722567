/**
 * Everything that is kept moves from the storage that was used before to the one that is used now, while both are read: each file is read,
 * compared with its digest, sealed under a key of its own in its new place, and goes from the old one then; a copy that lies in the new place
 * already is read back first. What was done is seen by where
 * files lie, so whoever is interrupted begins again, and loses and doubles nothing.
 */
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { isThere } from "#lib/infra/storage/moving-storage.ts";
import { type ContentStorage, LockedContent } from "#lib/infra/storage/port.ts";
import { storages } from "#lib/infra/storage/storage.ts";
import { listKept, sumKept } from "../rows/content.ts";
import type { KeptContent } from "../types.ts";
import { damageOf, isWholeIn } from "./check-content.ts";
import { settleKey } from "./place-content.ts";
import { sealContent } from "./seal-content.ts";

const ROWS_AT_ONCE = 100;
const NOTHING = { organisationId: "00000000-0000-0000-0000-000000000000", sha256: new Uint8Array() };

export interface Moved {
  /** Files and bytes that were looked at, of all that are kept. */
  files: number;
  bytes: number;
  bytesTotal: number;
  /** Files that moved now. */
  moved: number;
  /** Those that are in their new place and could not be removed from the old one, which keeps them locked. */
  locked: number;
  /** Those that stay where they are, because they are not there, or not what was recorded. */
  damaged: number;
}

/**
 * @returns undefined where the configuration names no former storage
 * @throws as `sealContent`
 */
export async function moveContents(options: {
  actor: Actor;
  onProgress?: (moved: Moved) => void;
  signal?: AbortSignal | undefined;
}): Promise<Moved | undefined> {
  requireCommandLine(options.actor);
  const { onProgress = () => {}, signal } = options;
  const { current, former } = storages();
  if (!former) return undefined;
  const done: Moved = {
    ...{ files: 0, bytes: 0, bytesTotal: Number(await sumKept()) },
    ...{ moved: 0, locked: 0, damaged: 0 },
  };
  let behind: Parameters<typeof listKept>[0]["behind"] = NOTHING;
  for (;;) {
    const contents = await listKept({ behind, rowsMax: ROWS_AT_ONCE });
    for (const content of contents) {
      signal?.throwIfAborted();
      const outcome = await moveContent(content, { current, former });
      if (outcome !== "here") done[outcome] += 1;
      done.files += 1;
      done.bytes += content.size;
      onProgress(done);
    }
    const last = contents.at(-1);
    if (!last) return done;
    behind = last;
  }
}

async function moveContent(
  content: KeptContent,
  { current, former }: { current: ContentStorage; former: ContentStorage },
): Promise<"here" | "moved" | "locked" | "damaged"> {
  const isHere = await isThere(current, content);
  if (!(await isThere(former, content))) return isHere || (await isThere(current, content)) ? "here" : "damaged";
  // A copy that is there already was left by a run that was interrupted, or by somebody else: it is read back before the other one goes.
  if (!isHere || !(await isWholeIn(current, content))) {
    const staged = await sealContent(content, { again: true, from: isHere ? former : undefined }).catch(
      (error: unknown) => {
        if (damageOf(error) === undefined) throw error;
      },
    );
    // Gone by now: it was erased, or moved by another.
    if (!staged) return (await isThere(former, content)) ? "damaged" : "here";
    await settleKey(staged, content);
  }
  try {
    await former.remove(content);
    return "moved";
  } catch (error) {
    if (error instanceof LockedContent) return "locked";
    throw error;
  }
}
