/** Seals everything that was kept before contents were sealed, one after the other; what is sealed already costs a look. */
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { listKept } from "../rows/content.ts";
import { damageOf } from "./check-content.ts";
import { sealContent } from "./seal-content.ts";

const ROWS_AT_ONCE = 100;
const NOTHING = { organisationId: "00000000-0000-0000-0000-000000000000", sha256: new Uint8Array() };

export interface Sealed {
  /** Files that were looked at. */
  files: number;
  /** Those that were sealed now. */
  sealed: number;
}

/** Interrupted, it begins anew and passes over what is sealed. @throws as `sealContent` */
export async function sealContents(options: {
  actor: Actor;
  onProgress?: (sealed: Sealed) => void;
  signal?: AbortSignal | undefined;
}): Promise<Sealed> {
  requireCommandLine(options.actor);
  const { onProgress = () => {}, signal } = options;
  const done: Sealed = { files: 0, sealed: 0 };
  let behind: Parameters<typeof listKept>[0]["behind"] = NOTHING;
  for (;;) {
    const contents = await listKept({ behind, rowsMax: ROWS_AT_ONCE });
    for (const content of contents) {
      signal?.throwIfAborted();
      // What is damaged stays as it is, for whoever brings it back: the worker finds and names it.
      if (await sealContent(content).catch((error: unknown) => damageOf(error) === undefined)) done.sealed += 1;
      done.files += 1;
      onProgress(done);
    }
    const last = contents.at(-1);
    if (!last) return done;
    behind = last;
  }
}
