/** A chain of events in sentences. */
import type { Chain, Place } from "#lib/core/claim/chain.ts";
import { fromBase64, toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Context } from "#lib/infra/terminal/command.ts";
import { table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Searched } from "#lib/parties/chain/search.ts";
import type { ReadFailure } from "#lib/parties/ledger-reader/read-error.ts";

/** What came of the ledger; `unread` with the reason, `not_asked` where none was named. */
export type LedgerLook =
  | Searched
  | { outcome: "unread"; failure: ReadFailure; path: string; isWrong: boolean }
  | { outcome: "not_asked" };

export interface ChainFindings {
  chain: Chain;
  look: LedgerLook;
  origin: string;
  /** Whether the reader named the key, or merely the receipts do. */
  isKeyNamed: boolean;
}

/** Hex, as a monitor lists records and as the API takes them. */
export const hexOf = (base64: string): string => toHex(fromBase64(base64) ?? new Uint8Array());

export function chainReport({ chain, look, origin, isKeyNamed }: ChainFindings, { say }: Context): string {
  const { events, contradicted } = chain;
  const rows = events.map(({ id, receivedAt, index }, at) => {
    const place = index === undefined ? say("chain.notAnchored") : say("chain.entry", { index: `${index}` });
    return [`${at + 1}`, `${id}  ${receivedAt}  ${place}`] as const;
  });
  const names = { origin: plain(origin) };
  const lines = [table(rows), ...gapLines(chain, say)];
  for (const { id } of contradicted) lines.push(say("chain.contradicted", { id }));
  if (look.outcome === "unread") {
    lines.push(say("chain.ledger.unread", { path: plain(look.path), reason: say(`network.failure.${look.failure}`) }));
  } else if (look.outcome === "not_asked") {
    lines.push(say("chain.ledger.not_asked"));
  } else {
    const outcome = look.outcome === "searched" && look.isBehind ? "behind" : look.outcome;
    lines.push(say(`chain.ledger.${outcome}`, { ...names, size: `${look.size}` }));
  }
  if (!isKeyNamed) lines.push(say("chain.keyOfReceipts", names));
  return lines.join("\n");
}

function gapLines({ events, firsts, missing, branches }: Chain, say: Say): string[] {
  const idOf = (record: string) => events.find((event) => event.record === record)?.id;
  const entryOf = ({ index, record }: Place) => {
    const place = index === undefined ? say("chain.entryUnknown") : say("chain.entry", { index: `${index}` });
    return [place, idOf(record) ?? hexOf(record)] as const;
  };
  const lines: string[] = [];
  for (const { follows, places } of branches) {
    const count = { count: places.length, id: idOf(follows) ?? hexOf(follows) };
    lines.push(say("chain.branch", count), table(places.map(entryOf)).trimEnd());
  }
  for (const { record, index, follows } of missing) {
    const named = events.find(({ previous }) => previous === record);
    const [entry] = entryOf({ record, index });
    const values = { record: hexOf(record), entry, id: named?.id ?? idOf(follows ?? "") ?? "" };
    lines.push(say(named ? "chain.missingBefore" : "chain.missingAfter", values));
  }
  if (firsts > 1) lines.push(say("chain.several", { count: firsts }));
  const isWhole = branches.length === 0 && missing.length === 0 && firsts === 1;
  return isWhole ? [say("chain.whole", { count: events.length })] : lines;
}
