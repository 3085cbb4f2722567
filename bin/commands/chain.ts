/** `sealbook chain`: whether receipts of events are one chain, and nothing in the ledger follows any of them besides. */
import { assembleChain, type ChainEvent, readEvent } from "#lib/core/claim/chain.ts";
import type { Policy } from "#lib/core/log/policy.ts";
import { ledgerKeyOf } from "#lib/core/receipt/receipt.ts";
import { exactNumber } from "#lib/core/text/decimal.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { STDIN } from "#lib/infra/terminal/files.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { searchFollowers } from "#lib/parties/chain/search.ts";
import { LedgerReadError } from "#lib/parties/ledger-reader/read-error.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { type ChainFindings, chainReport, hexOf, type LedgerLook } from "./chain-report.ts";
import { heldReceipt } from "./checked-receipt.ts";
import { namedLedger, sourceAt } from "./ledger-trust.ts";
import { readPolicy } from "./verify-given.ts";

interface Given {
  event: ChainEvent;
  key: string;
  note: string | undefined;
}

export async function chain(context: Context): Promise<ExitCode> {
  const { operands, options, json, say } = context;
  if (operands.filter((path) => path === STDIN).length > 1) {
    throw new CommandError(say("files.stdinTwice"), { code: "usage" });
  }
  const named = await namedLedger(context);
  const policy = typeof options.policy === "string" ? await readPolicy(options.policy, say) : undefined;
  const given: Given[] = [];
  for (const path of operands) given.push(await readGiven(path, { context, policy }));
  const ledger = named ?? ledgerOf(given, context);
  const look = await searchLedger(given, { ledger, context });
  const followers = look.outcome === "searched" ? look.followers : [];
  const found: ChainFindings = {
    chain: assembleChain(
      given.map(({ event }) => event),
      followers,
    ),
    ...{ look, origin: ledger.origin, isKeyNamed: named !== undefined },
  };
  const exitCode = judge(found);
  if (json) printJson({ exitCode, ...inJson(found) });
  else print(chainReport(found, context));
  return exitCode;
}

async function readGiven(
  path: string,
  { context, policy }: { context: Context; policy: Policy | undefined },
): Promise<Given> {
  const { receipt, proof } = await heldReceipt(path, { context, policy });
  const event = readEvent(receipt.record, proof?.index);
  if (event) return { event, key: ledgerKeyOf(receipt), note: proof?.checkpoint };
  throw new CommandError(context.say("chain.noEvent", { path }), { code: "not_an_event" });
}

/** The ledger that the receipts themselves name. */
function ledgerOf(given: readonly Given[], { say }: Context): TrustedLedger {
  const ledger = trustLedger([...new Set(given.map(({ key }) => key))]);
  if (!("failed" in ledger)) return ledger;
  throw new CommandError(say(`network.trust.${ledger.failed}`), { code: ledger.failed });
}

async function searchLedger(
  given: readonly Given[],
  { ledger, context }: { ledger: TrustedLedger; context: Context },
): Promise<LedgerLook> {
  const address = context.options.ledger;
  if (typeof address !== "string") return { outcome: "not_asked" };
  const records = [...new Map(given.map(({ event }) => [event.record, event.bytes])).values()];
  const notes = given.flatMap(({ note }) => (note === undefined ? [] : [note]));
  try {
    return await searchFollowers({ source: sourceAt(address, context), ledger, records, notes });
  } catch (error) {
    if (!(error instanceof LedgerReadError)) throw error;
    const { code, path, isWrong } = error;
    return { outcome: "unread", failure: code, path, isWrong };
  }
}

/** 0 only when nothing is missing, nothing too many, and a named key vouches for the ledger that was looked through. */
function judge({
  chain: { events, firsts, missing, branches, contradicted },
  look,
  isKeyNamed,
}: ChainFindings): ExitCode {
  const isWrong = look.outcome === "unread" ? look.isWrong : !["searched", "not_asked"].includes(look.outcome);
  if (branches.length > 0 || contradicted.length > 0 || isWrong) return EXIT.failed;
  const isPending = events.some(({ index }) => index === undefined);
  const isUnknown = look.outcome === "unread" || (look.outcome === "searched" && look.isBehind);
  if (missing.length > 0 || firsts !== 1 || isPending || isUnknown) return EXIT.impossible;
  return look.outcome === "searched" && isKeyNamed ? EXIT.ok : EXIT.unproven;
}

const numberOf = (value: bigint | undefined) => (value === undefined ? undefined : exactNumber(value));

function inJson({ chain: { events, missing, branches, contradicted }, look, origin, isKeyNamed }: ChainFindings) {
  const placeOf = ({ record, index }: { record: string; index: bigint | undefined }) => ({
    record: hexOf(record),
    index: numberOf(index),
  });
  return {
    events: events.map((event) => ({ id: event.id, receivedAt: event.receivedAt, ...placeOf(event) })),
    missing: missing.map((each) => ({ ...placeOf(each), ...(each.follows && { follows: hexOf(each.follows) }) })),
    branches: branches.map(({ follows, places }) => ({ follows: hexOf(follows), entries: places.map(placeOf) })),
    contradicted: contradicted.map(({ id }) => id),
    ledger: {
      origin,
      keyNamed: isKeyNamed,
      outcome: look.outcome,
      ...("size" in look && { size: numberOf(look.size) }),
      ...("isBehind" in look && { behind: look.isBehind }),
      ...("failure" in look && { failure: look.failure, path: look.path }),
    },
  };
}
