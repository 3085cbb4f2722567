/** `sealbook ledger-key retire`: a key signs no more, once the witnesses were seen to accept those that stay. */
import { plain } from "#lib/core/text/plain-text.ts";
import { keyView, ledgerOf } from "#lib/features/ledger/sealing/commands/ledger-key.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, tell } from "#lib/infra/terminal/terminal.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Rehearsal } from "../rows/retirement.ts";

const NUMBER = /^[1-9][0-9]{0,3}$/;

export async function ledgerKeyRetire(context: Context): Promise<ExitCode> {
  const { say, json, operands, options } = context;
  const [text = ""] = operands;
  if (!NUMBER.test(text)) throw new CommandError(say("ledgerKey.numberInvalid"), { code: "usage" });
  const number = Number(text);
  const ledger = ledgerOf(context);
  const { key, rehearsal } = await withInstallation(context, async () => {
    const rehearsal = await rehearse({ ledger, number });
    if (rehearsal) tellWitnesses(rehearsal, context);
    if (rehearsal && rehearsal.accepted < rehearsal.needed && !options.force) throw tooFew(rehearsal, context);
    const { endLedgerKey } = await import("#lib/features/ledger/sealing/verbs/rotate-keys.ts");
    return { key: await endLedgerKey({ actor: { kind: "operator" }, ledger, number }), rehearsal };
  });
  if (json) printJson({ ...keyView(key), witnesses: rehearsal?.witnesses ?? [] });
  else print(say("ledgerKey.retired", { number, size: String(key.endSize) }));
  return EXIT.ok;
}

/** Undefined where the verb will refuse, for a reason of its own. */
async function rehearse({ ledger, number }: { ledger: string; number: number }): Promise<Rehearsal | undefined> {
  const { readLedgerKeys } = await import("#lib/features/ledger/sealing/rows/keys.ts");
  const { rehearseRetirement } = await import("../rows/retirement.ts");
  const keys = await readLedgerKeys(ledger);
  if (!keys) throw new SealbookError("ledger_absent", { details: { ledger } });
  const key = keys[number - 1];
  return key && key.endSize === undefined ? await rehearseRetirement({ ledger, keys, number }) : undefined;
}

function tellWitnesses({ witnesses }: Rehearsal, { say, json }: Context): void {
  if (json) return;
  for (const { witness, failed, detail } of witnesses) {
    const name = plain(witness);
    if (failed === undefined) tell(say("ledgerKey.witnessAccepts", { name }));
    else
      tell(
        say("ledgerKey.witnessRefuses", { name, reason: say(`/nodes.failure.${failed}`), detail: plain(detail ?? "") }),
      );
  }
}

function tooFew({ needed, accepted }: Rehearsal, { say }: Context): CommandError {
  return new CommandError(say("ledgerKey.tooFewWitnesses", { needed, accepted }), {
    code: "quorum_unmet",
    exitCode: EXIT.failed,
  });
}
