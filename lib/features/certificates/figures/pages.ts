import { readerZone } from "#lib/features/accounts/people/pages.ts";
import { requireWholeMember } from "#lib/gate/page-member.ts";
import { readFigures } from "./rows.ts";
import { type FigureRange, RANGES } from "./types.ts";

/** @param range as it stands in the address */
export async function loadFigures(range: string | string[] | undefined) {
  const actor = await requireWholeMember("/certificates/figures");
  const known = (Object.keys(RANGES) as FigureRange[]).find((each) => each === range) ?? "month";
  const zone = await readerZone();
  const days = await readFigures({ organisationId: actor.organisationId, zone, days: RANGES[known] });
  return { range: known, zone, days };
}
