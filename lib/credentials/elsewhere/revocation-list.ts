/** Lists of what was revoked, as Open Badges 2.0 (RevocationList) has them, and Blockcerts after it: by id, for whoever asks their host. */
import { type Asker, membersOf, textOf } from "./asker.ts";
import type { ElsewhereStep } from "./words.ts";

const ENTRIES_MAX = 100_000;

export async function revokedIn(
  list: unknown,
  { id, uid, asker }: { id: string | undefined; uid?: string | undefined; asker: Asker },
): Promise<ElsewhereStep> {
  const name = "revocation";
  const address = textOf(list) ?? textOf(membersOf(list)?.id);
  if (address === undefined) return { name, status: "unchecked", reason: "no_list" };
  if (!asker.isOnline) return { name, status: "unchecked", reason: "list_not_asked" };
  const found = await asker.object(address);
  if (found === undefined) return { name, status: "unchecked", reason: "no_answer", found: address };
  const { revokedAssertions: entries } = found;
  const isList = Array.isArray(entries) && entries.length <= ENTRIES_MAX;
  if (!isList || (id === undefined && uid === undefined))
    return { name, status: "unchecked", reason: "answer_malformed", found: address };
  const entry = entries.find((each) => {
    const named = membersOf(each);
    const by = textOf(each) ?? textOf(named?.id);
    return (id !== undefined && by === id) || (uid !== undefined && named?.uid === uid);
  });
  if (entry === undefined) return { name, status: "ok" };
  const why = textOf(membersOf(entry)?.revocationReason);
  return { name, status: "failed", reason: "revoked", ...(why ? { found: why } : {}) };
}
