/** A whole ledger is committed to anew, step by step; each step that was done before is not done again. */
import { parseNote } from "#lib/core/log/note.ts";
import { parseStatement } from "#lib/core/renewal/statement.ts";
import { beginRenewal } from "#lib/features/ledger/renewal/verbs/begin-renewal.ts";
import { stateRenewal } from "#lib/features/ledger/renewal/verbs/finish-renewal.ts";
import { growTree } from "#lib/features/ledger/renewal/verbs/grow-tree.ts";
import { stampRenewal } from "#lib/features/ledger/renewal/verbs/stamp-renewal.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import type { TimestampAuthority } from "#lib/infra/tsa/authorities.ts";
import type { RenewPhase, RenewReport } from "../types.ts";
import { digestContents } from "./digest-contents.ts";
import { recordRenewal } from "./record-renewal.ts";

/**
 * Renews a ledger, or goes on with a renewal that was broken off: reads kept content for its second digest, grows the new tree, states it
 * under the ledger's keys, records the statement, and asks the authorities to date it. Blocks, witnesses and timestamps of the record come
 * as for any other.
 *
 * @param options.newest also takes entries that nobody has vouched for yet
 * @returns undefined when nothing is new since the last renewal
 * @throws {SealbookError} as the steps do; the reason of the signal when it aborts
 */
export async function renewLedger(options: {
  actor: Extract<Actor, { kind: "operator" }>;
  ledger: string;
  newest: boolean;
  authorities: readonly TimestampAuthority[];
  onProgress?: (phase: RenewPhase) => void;
  signal?: AbortSignal | undefined;
}): Promise<RenewReport | undefined> {
  requireCommandLine(options.actor);
  const { actor, ledger, newest, authorities, onProgress = () => {}, signal } = options;
  const started = performance.now();
  const begun = await beginRenewal({ actor, ledger, newest });
  if (!begun) return undefined;
  const { renewal, behind } = begun;
  const { number, size } = renewal;
  const isStated = renewal.statement !== undefined;
  const onContent = ({ files }: { files: number }) => onProgress({ phase: "contents", done: files });
  const lost = isStated ? [] : await digestContents({ actor, ledger, onProgress: onContent, signal });
  const onLeaves = ({ leaves, leavesTotal }: { leaves: number; leavesTotal: number }) =>
    onProgress({ phase: "tree", done: leaves, all: leavesTotal });
  if (!isStated) await growTree({ actor, renewal, onProgress: onLeaves, signal });
  const statement = await stateRenewal({ actor, renewal });
  const evidenceId = await recordRenewal({ actor, ledger, number, statement });
  const stamps = await stampRenewal({ ledger, authorities, signal });
  const isStamped = renewal.stamps.length > 0 || stamps.some(({ outcome }) => "token" in outcome);
  const stated = parseStatement(parseNote(statement)?.text ?? "");
  const { contents = 0n, recordsOnly = 0n } = stated ?? {};
  const milliseconds = Math.round(performance.now() - started);
  return {
    ...{ ledger, number, size, behind, statement, contents, recordsOnly, evidenceId, lost, stamps, isStamped },
    milliseconds,
  };
}
