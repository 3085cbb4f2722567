/**
 * What an approver says while a group's key is made. The server passes it on, and checks what everybody can: it holds no share, and what it
 * would change in a message its signature shows (lib/credentials/threshold).
 */
import { groupOf, isOpenGood } from "#lib/credentials/threshold/ceremony.ts";
import {
  type ConfirmMessage,
  opensHash,
  readSignedBy,
  readSignedOpen,
  type Signed,
} from "#lib/credentials/threshold/messages.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Ceremony, MessageKind } from "../types.ts";
import { asApprover } from "./lock-group.ts";
import { takeOver } from "./take-over.ts";

type Given = { ceremony: Ceremony; number: number; signed: Signed };

/**
 * Said once of each kind: the same again is no error, something else is. With the last confirmation the group's key takes over.
 *
 * @throws {SealbookError} as `asApprover`; `seal_message_wrong`: it is not what is due from this approver, or not signed by them;
 *   `seal_message_said`: they have said something else
 */
export async function postMessage(input: { actor: UserActor; groupId: string; signed: Signed }): Promise<void> {
  requirePermission(input.actor, "certificates:approve");
  const { signed, ...on } = input;
  await asApprover(on, async (tx, { ceremony, number, actor }) => {
    const kind = kindOf({ ceremony, number, signed });
    if (kind === undefined) throw new SealbookError("seal_message_wrong");
    const before = listOf(ceremony, kind)[number - 1];
    if (before && (before.text !== signed.text || before.signature !== signed.signature))
      throw new SealbookError("seal_message_said");
    if (before) return;
    await tx.sealMessage.create({ data: { groupId: on.groupId, number, kind, ...signed }, select: { number: true } });
    const details = { kind, number };
    const { organisationId } = actor;
    await writeAuditEvent(tx, { actor, organisationId, action: "seal_group.message", subject: on.groupId, details });
    if (kind === "confirm") await takeOverOnceConfirmed(tx, { ceremony, number, actor });
  });
}

function kindOf(given: Given): MessageKind | undefined {
  const { ceremony, number, signed } = given;
  const open = readSignedOpen(signed);
  if (open) {
    const isOurs = open.group === ceremony.id && open.number === number && open.threshold === ceremony.threshold;
    return isOurs && open.approvers === ceremony.approvers.length && isOpenGood(open) ? "open" : undefined;
  }
  const opens = ceremony.opens.filter((each) => each !== null);
  const own = ceremony.opens[number - 1];
  const keys = own ? readSignedOpen(own)?.keys : undefined;
  const message = keys && readSignedBy(signed, keys);
  if (!message || opens.length < ceremony.approvers.length) return undefined;
  if (message.group !== ceremony.id || message.number !== number || message.opens !== opensHash(opens))
    return undefined;
  if (message.message === "share") {
    const others = ceremony.approvers.map((each) => `${each.number}`).filter((each) => each !== `${number}`);
    return Object.keys(message.shares).sort().join() === others.sort().join() ? "share" : undefined;
  }
  return ceremony.shares.includes(null) || !isKeyOfOpens(message, opens) ? undefined : "confirm";
}

/** Which key comes of the opens is known to everybody. */
function isKeyOfOpens({ commitments }: ConfirmMessage, opens: readonly Signed[]): boolean {
  const messages = opens.map(readSignedOpen).filter((each) => each !== undefined);
  return groupOf(messages)?.commitments.join() === commitments.join();
}

function listOf({ opens, shares, confirms }: Ceremony, kind: MessageKind): (Signed | null)[] {
  return { open: opens, share: shares, confirm: confirms }[kind];
}

async function takeOverOnceConfirmed(
  tx: Tx,
  { ceremony, number, actor }: { ceremony: Ceremony; number: number; actor: UserActor },
): Promise<void> {
  const missing = ceremony.confirms.filter((each, at) => each === null && at !== number - 1);
  if (missing.length > 0) return;
  const group = groupOf(
    ceremony.opens.flatMap((each) => (each ? [readSignedOpen(each)] : [])).filter((each) => each !== undefined),
  );
  if (!group) throw new Error(`The opens of group ${ceremony.id} lead to no key.`);
  await takeOver(tx, { actor, group: ceremony, commitments: group.commitments });
}
