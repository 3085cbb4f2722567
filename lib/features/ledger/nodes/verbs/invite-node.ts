import { v7 as uuidv7 } from "uuid";
import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { keyRefusal, type NodeKeys, parseNodeKeys } from "../rows/node-keys.ts";
import { BOTH_KEYS_SUFFIX, type NodeKind, QUORUM_GROUP, SECOND_KEY_SUFFIX } from "../types.ts";
import { auditOwner } from "./audit-owner.ts";
import { lockPolicy } from "./write-policy.ts";

/** Of one ledger, whatever became of them: their lines have to fit beside the ledger's own in a note (64) and a policy. */
const WITNESSES_MAX = 48;
const MIRRORS_MAX = 100;
/** C2SP tlog-policy keeps the first three; ours is the group. */
const RESERVED_NAMES = ["none", "all", "any", QUORUM_GROUP];
const RESERVED_ENDS = [SECOND_KEY_SUFFIX, BOTH_KEYS_SUFFIX];

export interface NewNode {
  kind: NodeKind;
  name: string;
  url: string;
  /** A witness's, one or both, white space between; a mirror has none. */
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
    // Nobody is asked to vouch for what is only tried.
    if (ledger === TEST_LEDGER) throw new SealbookError("not_in_tests");
    const keys = await fitKeys(tx, ledger, node);
    const { kind, name, url, operator = "", contact = "", organisationId } = node;
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
        ...keys,
        organisationId: organisationId ?? null,
        events: { create: { number: 1, event: "invited", userId: actor.kind === "user" ? actor.userId : null } },
      },
    });
    await writeAuditEvent(tx, {
      actor,
      organisationId: auditOwner(actor),
      action: "node.invite",
      subject: id,
      details: { ledger, kind, name, url, operator, ...keys },
    });
    return { id };
  });
}

/** The keys of a node that may be invited. */
async function fitKeys(tx: Tx, ledger: string, node: NewNode): Promise<NodeKeys> {
  const { kind, name, organisationId } = node;
  const row = await tx.ledger.findUnique({
    where: { name: ledger },
    select: { name: true },
  });
  if (!row) throw new SealbookError("ledger_absent", { details: { ledger } });
  const nodes = await tx.node.findMany({ where: { ledgerName: ledger }, select: { kind: true, name: true } });
  const same = nodes.filter((other) => other.kind === kind);
  if (same.some((other) => other.name === name)) throw new SealbookError("node_name_taken", { field: "name" });
  if (same.length >= (kind === "witness" ? WITNESSES_MAX : MIRRORS_MAX)) throw new SealbookError("too_many_nodes");
  if (organisationId !== undefined && !(await tx.organisation.findUnique({ where: { id: organisationId } }))) {
    throw new SealbookError("organisation_absent", { field: "organisationId" });
  }
  if (kind === "mirror") {
    if (node.verifierKey !== undefined) throw new SealbookError("invalid_verifier_key", { field: "verifierKey" });
    return { verifierKey: null, mlDsaKey: null };
  }
  const isReserved = RESERVED_NAMES.includes(name) || RESERVED_ENDS.some((end) => name.endsWith(end));
  if (isReserved) throw new SealbookError("node_name_reserved", { field: "name" });
  const keys = parseNodeKeys(node.verifierKey ?? "");
  const refusal = typeof keys === "string" ? keys : await keyRefusal(tx, { ledger, keys });
  if (typeof keys === "string" || refusal)
    throw new SealbookError(refusal ?? "invalid_verifier_key", { field: "verifierKey" });
  return keys;
}
