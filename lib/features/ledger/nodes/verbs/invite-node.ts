import { v7 as uuidv7 } from "uuid";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import { type NodeKind, QUORUM_GROUP } from "../types.ts";
import { auditOwner } from "./audit-owner.ts";
import { lockPolicy } from "./write-policy.ts";

/** Of one ledger, whatever became of them: their lines have to fit beside the ledger's own in a note (64) and a policy. */
const WITNESSES_MAX = 48;
const MIRRORS_MAX = 100;
/** C2SP tlog-policy keeps the first three; ours is the group. */
const RESERVED_NAMES = ["none", "all", "any", QUORUM_GROUP];

export interface NewNode {
  kind: NodeKind;
  name: string;
  url: string;
  /** A witness's; a mirror has none. */
  verifierKey?: string | undefined;
  operator?: string | undefined;
  contact?: string | undefined;
  /** The organisation here that runs it. */
  organisationId?: string | undefined;
}

/**
 * Notes a party that shall watch the ledger. It is asked for nothing until it is activated.
 *
 * @param input.node as `schema.ts` reads it
 * @throws {SealbookError} `operators_only`, `ledger_absent`, `too_many_nodes`; of its field what is wrong with it.
 */
export async function inviteNode(input: { actor: Actor; ledger: string; node: NewNode }): Promise<{ id: string }> {
  await requireOperator(input.actor);
  const { actor, ledger, node } = input;
  const behind = (tx: Tx) => lockPolicy(tx, ledger);
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    await refuseUnfit(tx, ledger, node);
    const { kind, name, url, verifierKey, operator = "", contact = "", organisationId } = node;
    const id = uuidv7();
    await tx.node.create({
      data: {
        id,
        ledgerName: ledger,
        kind,
        name,
        url,
        operator,
        contact,
        verifierKey: verifierKey ?? null,
        organisationId: organisationId ?? null,
        events: { create: { number: 1, event: "invited", userId: actor.kind === "user" ? actor.userId : null } },
      },
    });
    await writeAuditEvent(tx, {
      actor,
      organisationId: auditOwner(actor),
      action: "node.invite",
      subject: id,
      details: { ledger, kind, name, url, operator, verifierKey: verifierKey ?? null },
    });
    return { id };
  });
}

async function refuseUnfit(tx: Tx, ledger: string, node: NewNode): Promise<void> {
  const { kind, name, organisationId } = node;
  const row = await tx.ledger.findUnique({
    where: { name: ledger },
    select: { origin: true, keys: { select: { verifierKey: true } } },
  });
  if (!row) throw new SealbookError("ledger_absent", { details: { ledger } });
  const nodes = await tx.node.findMany({
    where: { ledgerName: ledger },
    select: { kind: true, name: true, verifierKey: true },
  });
  const same = nodes.filter((other) => other.kind === kind);
  if (same.some((other) => other.name === name)) throw new SealbookError("node_name_taken", { field: "name" });
  if (same.length >= (kind === "witness" ? WITNESSES_MAX : MIRRORS_MAX)) throw new SealbookError("too_many_nodes");
  if (organisationId !== undefined && !(await tx.organisation.findUnique({ where: { id: organisationId } }))) {
    throw new SealbookError("organisation_absent", { field: "organisationId" });
  }
  if (kind === "mirror") {
    if (node.verifierKey !== undefined) throw new SealbookError("invalid_verifier_key", { field: "verifierKey" });
    return;
  }
  if (RESERVED_NAMES.includes(name)) throw new SealbookError("node_name_reserved", { field: "name" });
  const keys = nodes.flatMap((other) => (other.verifierKey === null ? [] : [other.verifierKey]));
  const ledgerKeys = row.keys.map((key) => key.verifierKey);
  const refusal = keyRefusal(node.verifierKey, { ledgerKeys, origin: row.origin, keys });
  if (refusal) throw new SealbookError(refusal, { field: "verifierKey" });
}

/** Each witness has a key of its own under a name of its own: one key under two names would count twice. */
function keyRefusal(
  text: string | undefined,
  others: { ledgerKeys: string[]; origin: string; keys: string[] },
): ErrorCode | undefined {
  const key = text === undefined ? undefined : parseVerifierKey(text);
  if (!key) return "invalid_verifier_key";
  const publicKey = toHex(key.publicKey);
  const publicKeyOf = (other: string) => toHex(parseVerifierKey(other)?.publicKey ?? new Uint8Array());
  if (key.name === others.origin || others.ledgerKeys.some((other) => publicKeyOf(other) === publicKey))
    return "verifier_key_of_ledger";
  const isTaken = others.keys.some(
    (other) => publicKeyOf(other) === publicKey || parseVerifierKey(other)?.name === key.name,
  );
  return isTaken ? "verifier_key_taken" : undefined;
}
