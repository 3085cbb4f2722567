/** `sealbook ledger-key add` and `list`: the keys that sign a ledger's checkpoints. */

import { LEDGER_KEY_ALGORITHMS } from "#lib/core/log/key-history.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { LedgerKey } from "../types.ts";

export function ledgerOf({ options }: Context): string {
  return typeof options.ledger === "string" ? options.ledger : FIRST_LEDGER;
}

export async function ledgerKeyAdd(context: Context): Promise<ExitCode> {
  const { say, json, options } = context;
  const ledger = ledgerOf(context);
  const { algorithm: asked = "ed25519" } = options;
  const algorithm = LEDGER_KEY_ALGORITHMS.find((name) => name === asked);
  if (algorithm === undefined) throw new CommandError(say("ledgerKey.algorithmInvalid"), { code: "usage" });
  const added = await withInstallation(context, async () => {
    const { addLedgerKey } = await import("../verbs/rotate-keys.ts");
    return await addLedgerKey({ actor: { kind: "operator" }, ledger, algorithm });
  });
  const { number, verifierKey, statement } = added;
  const sinceSize = String(added.sinceSize);
  if (json) printJson({ ledger, number, verifierKey, algorithm, sinceSize, statement });
  else print(`${say("ledgerKey.added", { number, size: sinceSize })}\n\n${verifierKey}\n\n${say("ledgerKey.next")}`);
  return EXIT.ok;
}

export async function ledgerKeyList(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const ledger = ledgerOf(context);
  const keys = await withInstallation(context, async () => {
    const { readLedgerKeys } = await import("../rows/keys.ts");
    const found = await readLedgerKeys(ledger);
    if (!found) throw new SealbookError("ledger_absent", { details: { ledger } });
    return found;
  });
  if (json) {
    printJson(keys.map(keyView));
    return EXIT.ok;
  }
  for (const { number, verifierKey, sinceSize, endSize } of keys) {
    const sizes = { from: String(sinceSize), to: String(endSize ?? "") };
    print(
      `${number}  ${say(endSize === undefined ? "ledgerKey.signs" : "ledgerKey.signed", sizes)}\n   ${verifierKey}`,
    );
  }
  return EXIT.ok;
}

export function keyView({ number, verifierKey, algorithm, sinceSize, endSize, addedAt, endedAt }: LedgerKey) {
  return {
    ...{
      number,
      verifierKey,
      algorithm,
      sinceSize: String(sinceSize),
      endSize: endSize === undefined ? null : String(endSize),
    },
    ...{ addedAt: addedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
  };
}
