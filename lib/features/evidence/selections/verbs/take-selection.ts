/** Handing out the receipts of many records, which the audit log remembers as one export. */
import { noteExport } from "#lib/features/evidence/records/verbs/export-evidence.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { findSelected } from "../rows.ts";
import type { Selection } from "../types.ts";

/**
 * @param options form: of the file that is made of their receipts
 * @returns ids of the records, oldest first
 * @throws {SealbookError} `forbidden`, `scope_missing`; as `findSelected`
 */
export async function takeSelection(options: {
  actor: MemberActor;
  selection: Selection;
  form: "zip" | "pdf";
  recordsMax: number;
}): Promise<string[]> {
  requirePermission(options.actor, "evidence:read");
  const { actor, selection, form } = options;
  const ids = await findSelected(actor, options);
  const filter = "filter" in selection ? selection.filter : {};
  await noteExport(actor, filter, { receipts: form, count: ids.length });
  return ids;
}
