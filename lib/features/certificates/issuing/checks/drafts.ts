/** Whether drafts can be issued from a version of a template: what its checks say of each, before anything is kept. */
import { faultsOf } from "#lib/features/certificates/templates/checks/faults.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { findUnreplaceable } from "../rows/replaced.ts";
import type { PinnedTemplate } from "../rows/templates.ts";
import { type Draft, type DraftFault, EMAIL, HOLDER_NAME, REPLACES, readDraft } from "../schema/draft.ts";

export interface GivenDraft extends Draft {
  /** In the table that it was read from. */
  line?: number | undefined;
}

export interface CheckedDraft {
  /** In its one form. */
  draft: Draft;
  faults: DraftFault[];
}

/** In their order. */
export async function checkDrafts(
  drafts: readonly GivenDraft[],
  { template }: { template: PinnedTemplate },
): Promise<CheckedDraft[]> {
  const checked: CheckedDraft[] = [];
  for (const { holderName, email, values, replaces } of drafts) {
    const typed = { ...values, [HOLDER_NAME]: holderName, [EMAIL]: email, [REPLACES]: replaces };
    const { draft, faults } = readDraft(typed, template.document.fields);
    const named = { ...draft.values, [HOLDER_NAME]: draft.holderName };
    const others = await faultsOf({ document: template.document, values: named });
    const told = new Set(faults.map(({ field }) => field));
    checked.push({ draft, faults: [...faults, ...others.filter(({ field }) => !told.has(field))] });
  }
  return checked;
}

/** With what is wrong about what they replace. */
export async function withReplaced(
  checked: readonly CheckedDraft[],
  { reach, batch }: { reach: Reach; batch?: string },
): Promise<CheckedDraft[]> {
  const named = checked.map(({ draft, faults }) => (faults.length === 0 ? draft : {}));
  const unreplaceable = await findUnreplaceable(reach, { drafts: named, batch });
  return checked.map(({ draft, faults }, at) => {
    const code = unreplaceable.get(at);
    return code ? { draft, faults: [...faults, { field: REPLACES, code, found: draft.replaces }] } : { draft, faults };
  });
}
