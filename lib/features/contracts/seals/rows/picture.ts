import { utf8 } from "#lib/core/text/bytes.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { loadShaper } from "#lib/pdf/shaping.ts";
import { writeSealSvg } from "../drawing/write-seal.ts";
import type { SealDesign } from "../types.ts";
import { findSealRow } from "./seals.ts";

/** As browsers show it. Undefined where there is no such seal within reach. */
export async function readPicture(
  actor: MemberActor,
  id: string,
): Promise<{ mediaType: "image/svg+xml" | "image/png"; bytes: Uint8Array } | undefined> {
  const row = await findSealRow(actor, id);
  if (!row) return undefined;
  if (row.picture) return { mediaType: "image/png", bytes: new Uint8Array(row.picture) };
  await loadShaper();
  const svg = writeSealSvg(row.design as unknown as SealDesign, row.name);
  return { mediaType: "image/svg+xml", bytes: utf8(svg) };
}
