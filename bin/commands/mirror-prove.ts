/** `sealbook mirror prove`: a receipt, or an entry, against a mirror and nothing else. */

import { ledgerKeyOf } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { exactNumber } from "#lib/core/text/decimal.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo, writeWhole } from "#lib/infra/terminal/files.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { LedgerReadError } from "#lib/parties/ledger-reader/read-error.ts";
import {
  openSigned,
  type SignedCheckpoint,
  type TrustedLedger,
  trustLedger,
} from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { type Proven, proveFromMirror } from "#lib/parties/mirror/prove.ts";
import { heldReceipt } from "./checked-receipt.ts";
import { namedLedger, requiredLedger, sourceAt } from "./ledger-trust.ts";

const ENTRY_BYTES_MAX = 0xffff;
const EXIT_CODES: Record<Proven["outcome"], ExitCode> = {
  proven: EXIT.ok,
  behind: EXIT.impossible,
  not_found: EXIT.failed,
  other_entry: EXIT.failed,
  fork: EXIT.failed,
  downgraded: EXIT.failed,
};

interface Claim {
  ledger: TrustedLedger;
  /** Whether the reader named the key, or merely the receipt does. */
  isKeyNamed: boolean;
  entry: Uint8Array;
  index?: bigint;
  earlier?: SignedCheckpoint;
}

export async function mirrorProve(context: Context): Promise<ExitCode> {
  const { options, say, json } = context;
  const { dir, url, receipt, out } = options;
  const entryFile = options["entry-file"];
  const address = dir ?? url;
  if (typeof address !== "string" || (dir !== undefined && url !== undefined)) throw usage(context, "oneMirror");
  if ((receipt === undefined) === (entryFile === undefined)) throw usage(context, "oneClaim");
  const claim =
    typeof receipt === "string"
      ? await claimOfReceipt(receipt, context)
      : {
          ledger: await requiredLedger(context),
          isKeyNamed: true,
          entry: await readFileUpTo(String(entryFile), { bytesMax: ENTRY_BYTES_MAX, say }),
        };
  const proven = await prove(claim, { address, context });
  const { size } = proven.checkpoint;
  if (proven.outcome === "proven" && typeof out === "string") await writeWhole(out, utf8(proven.tlogProof), say);
  const index = "index" in proven ? String(proven.index) : undefined;
  if (json) {
    const extendsReceipt = proven.outcome === "proven" && proven.extendsEarlier;
    const { origin } = claim.ledger;
    printJson({
      outcome: proven.outcome,
      origin,
      index: "index" in proven ? exactNumber(proven.index) : undefined,
      size: exactNumber(size),
      extendsReceipt,
      keyNamed: claim.isKeyNamed,
    });
    return EXIT_CODES[proven.outcome];
  }
  const lines = [say(`mirrorProve.${proven.outcome}`, { index: index ?? "", size: String(size) })];
  if (proven.outcome === "proven" && proven.extendsEarlier) lines.push(say("mirrorProve.extends"));
  if (!claim.isKeyNamed) lines.push(say("mirrorProve.keyOfReceipt", { origin: plain(claim.ledger.origin) }));
  if (proven.outcome === "proven" && typeof out === "string")
    lines.push(say("mirrorProve.written", { path: plain(out) }));
  print(lines.join("\n"));
  return EXIT_CODES[proven.outcome];
}

const usage = ({ say }: Context, key: string): CommandError =>
  new CommandError(say(`mirrorProve.usage.${key}`), { code: "usage" });

async function prove(claim: Claim, { address, context }: { address: string; context: Context }): Promise<Proven> {
  const { ledger, entry, index, earlier } = claim;
  try {
    return await proveFromMirror({ source: sourceAt(address, context), ledger, entry, index, earlier });
  } catch (error) {
    if (!(error instanceof LedgerReadError)) throw error;
    const { code, path, isWrong } = error;
    const reason = context.say(`network.failure.${code}`);
    const message = context.say("mirrorProve.unreadable", { path: plain(path), reason });
    throw new CommandError(message, { code, exitCode: isWrong ? EXIT.failed : EXIT.impossible });
  }
}

/** What a receipt claims, once it holds by itself. */
async function claimOfReceipt(path: string, context: Context): Promise<Claim> {
  const { say } = context;
  const { receipt, proof } = await heldReceipt(path, { context });
  const named = await namedLedger(context);
  const own = trustLedger([ledgerKeyOf(receipt)]);
  const ledger = named ?? ("failed" in own ? undefined : own);
  if (!ledger) throw new Error("a receipt that holds names a key");
  const claim: Claim = { ledger, isKeyNamed: named !== undefined, entry: utf8(receipt.entry) };
  if (proof === undefined) return claim;
  // Since when there are keys of two algorithms is known once the mirror was read.
  const earlier = openSigned(proof.checkpoint, ledger, { byAny: true });
  if (!("failed" in earlier)) return { ...claim, index: proof.index, earlier };
  const reason = say(`network.failure.${earlier.failed}`);
  throw new CommandError(say("mirrorProve.otherKey", { reason }), { code: earlier.failed, exitCode: EXIT.failed });
}
