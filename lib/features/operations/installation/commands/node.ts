/** `sealbook node add|list|activate|suspend|retire|change|quorum`: who watches a ledger from outside. */

import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import type { Node, NodeKind, NodeState } from "#lib/features/ledger/nodes/types.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { SealbookError } from "#lib/words/errors.ts";

const OPERATOR = { kind: "operator" } as const;
/** More than any policy lists. */
const QUORUM_MAX = 999;

export async function nodeAdd(context: Context): Promise<ExitCode> {
  const { options, say, json } = context;
  const added = await withInstallation(context, async () => {
    const { inviteNode } = await import("#lib/features/ledger/nodes/verbs/invite-node.ts");
    const kind = kindOf(context);
    const fields = await readFields(context);
    const { nodeNameSchema, verifierKeySchema } = await import("#lib/features/ledger/nodes/schema.ts");
    const name = field(nodeNameSchema, { option: "name", context });
    const given = (["key", "ml-dsa-key"] as const).flatMap((option) =>
      options[option] === undefined ? [] : [field(verifierKeySchema, { option, context })],
    );
    const verifierKey = given.length === 0 ? undefined : given.join(" ");
    if (!kind || fields.url === undefined) throw usage(say("node.kindUnknown"));
    const node = { ...fields, kind, name, url: fields.url, verifierKey };
    return { name, ...(await inviteNode({ actor: OPERATOR, ledger: ledgerOf(context), node })) };
  });
  if (json) printJson({ ...added, ledger: ledgerOf(context), state: "invited" });
  else print(say("node.added", { name: plain(added.name) }));
  return EXIT.ok;
}

export async function nodeList(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const ledger = ledgerOf(context);
  const { nodes, quorum } = await withInstallation(context, async () => {
    const { findLedger } = await import("#lib/features/ledger/sealing/rows/ledgers.ts");
    const { listNodes } = await import("#lib/features/ledger/nodes/rows/nodes.ts");
    const { findNewestPolicy, quorumOf } = await import("#lib/features/ledger/nodes/rows/policy.ts");
    if (!(await findLedger(ledger))) throw new SealbookError("ledger_absent", { details: { ledger } });
    return { nodes: await listNodes({ ledger }), quorum: quorumOf((await findNewestPolicy(ledger))?.text) };
  });
  if (json) {
    printJson({ ledger, quorum, nodes: nodes.map(toJson) });
    return EXIT.ok;
  }
  if (nodes.length === 0) print(say("node.none"));
  for (const node of nodes) print(lineOf(node, context));
  print(quorumText({ needed: quorum.needed, count: quorum.members.length }, say));
  return EXIT.ok;
}

export async function nodeActivate(context: Context): Promise<ExitCode> {
  return await move(context, async () => (await import("#lib/features/ledger/nodes/verbs/move-node.ts")).activateNode);
}

export async function nodeSuspend(context: Context): Promise<ExitCode> {
  return await move(context, async () => (await import("#lib/features/ledger/nodes/verbs/move-node.ts")).suspendNode);
}

export async function nodeRetire(context: Context): Promise<ExitCode> {
  return await move(context, async () => (await import("#lib/features/ledger/nodes/verbs/move-node.ts")).retireNode);
}

type Verb = (move: { actor: typeof OPERATOR; nodeId: string; note?: string }) => Promise<{ state: NodeState }>;

async function move(context: Context, load: () => Promise<Verb>): Promise<ExitCode> {
  const { options, say, json } = context;
  const { node, state, quorum } = await withInstallation(context, async () => {
    const verb = await load();
    const { findNewestPolicy, quorumOf } = await import("#lib/features/ledger/nodes/rows/policy.ts");
    const { listNodes } = await import("#lib/features/ledger/nodes/rows/nodes.ts");
    const { nodeWordsSchema } = await import("#lib/features/ledger/nodes/schema.ts");
    const note = options.note === undefined ? "" : field(nodeWordsSchema, { option: "note", context });
    const node = await nodeOf(context);
    const moved = await verb({ actor: OPERATOR, nodeId: node.id, note });
    const active = await listNodes({ ledger: node.ledger, kind: "witness", states: ["active"] });
    const { needed } = quorumOf((await findNewestPolicy(node.ledger))?.text);
    return { node, state: moved.state, quorum: { needed, active: active.length } };
  });
  if (json) {
    printJson({ id: node.id, ledger: node.ledger, kind: node.kind, name: node.name, state });
    return EXIT.ok;
  }
  print(say("node.moved", { name: plain(node.name), state: say(`/nodes.state.${state}`) }));
  if (node.kind === "witness" && quorum.needed === 0 && quorum.active > 0) {
    print(say("node.noQuorum", { count: Math.floor(quorum.active / 2) + 1 }));
  }
  return EXIT.ok;
}

export async function nodeChange(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const { node, changed } = await withInstallation(context, async () => {
    const { changeNode } = await import("#lib/features/ledger/nodes/verbs/change-node.ts");
    const node = await nodeOf(context);
    const { verifierKeySchema } = await import("#lib/features/ledger/nodes/schema.ts");
    const second = context.options["ml-dsa-key"];
    const mlDsaKey = second === undefined ? undefined : field(verifierKeySchema, { option: "ml-dsa-key", context });
    const change = { ...(await readFields(context)), mlDsaKey };
    return { node, ...(await changeNode({ actor: OPERATOR, nodeId: node.id, change })) };
  });
  if (json) printJson({ id: node.id, ledger: node.ledger, kind: node.kind, name: node.name, changed });
  else print(say(changed ? "node.changed" : "node.unchanged", { name: plain(node.name) }));
  return EXIT.ok;
}

export async function nodeQuorum(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const [text = ""] = operands;
  const needed = /^\d{1,3}$/.test(text) ? Number(text) : QUORUM_MAX + 1;
  if (needed > QUORUM_MAX) throw usage(say("node.numberBad", { number: plain(text) }));
  const ledger = ledgerOf(context);
  const { policy, members } = await withInstallation(context, async () => {
    const { setQuorum } = await import("#lib/features/ledger/nodes/verbs/set-quorum.ts");
    const { findNewestPolicy, quorumOf } = await import("#lib/features/ledger/nodes/rows/policy.ts");
    const set = await setQuorum({ actor: OPERATOR, ledger, needed });
    return { policy: set.policy, members: quorumOf((await findNewestPolicy(ledger))?.text).members };
  });
  if (json) printJson({ ledger, needed, members, policy });
  else print(quorumText({ needed, count: members.length }, say));
  return EXIT.ok;
}

function ledgerOf({ options }: Context): string {
  return typeof options.ledger === "string" ? options.ledger : FIRST_LEDGER;
}

function kindOf({ options, say }: Context): NodeKind | undefined {
  const { kind } = options;
  if (kind === undefined || kind === "witness" || kind === "mirror") return kind;
  throw usage(say("node.kindUnknown"));
}

/** The node that the operand names. */
async function nodeOf(context: Context): Promise<Node> {
  const { operands, say } = context;
  const [name = ""] = operands;
  const { findNodesByName } = await import("#lib/features/ledger/nodes/rows/nodes.ts");
  const kind = kindOf(context);
  const found = await findNodesByName({ ledger: ledgerOf(context), name, ...(kind && { kind }) });
  const [node] = found;
  if (!node) throw new SealbookError("node_absent");
  if (found.length > 1) throw new CommandError(say("node.ambiguous", { name: plain(name) }), { code: "ambiguous" });
  return node;
}

/** What an operator may change later, as far as it is given. */
async function readFields(context: Context) {
  const { options } = context;
  const { nodeUrlSchema, nodeWordsSchema } = await import("#lib/features/ledger/nodes/schema.ts");
  const url = options.url === undefined ? undefined : field(nodeUrlSchema, { option: "url", context });
  const line = (option: "operator" | "contact") =>
    options[option] === undefined ? undefined : field(nodeWordsSchema, { option, context });
  const organisationId = options.org === undefined ? undefined : (await organisationOf(context)).id;
  return { url, operator: line("operator"), contact: line("contact"), organisationId };
}

interface Parser<T> {
  safeParse: (
    value: unknown,
  ) => { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };
}

function field<T>(schema: Parser<T>, { option, context }: { option: string; context: Context }): T {
  const { options, say } = context;
  const parsed = schema.safeParse(options[option]);
  if (parsed.success) return parsed.data;
  const reason = say(`/errors.${parsed.error.issues[0]?.message}.detail`);
  throw usage(say("database.invalid", { option: `--${option}`, reason }));
}

function usage(sentence: string): CommandError {
  return new CommandError(sentence, { code: "usage" });
}

function toJson(node: Node) {
  const { report, organisation, verifierKey = null, mlDsaKey = null, createdAt, since, ...facts } = node;
  return {
    ...facts,
    verifierKey,
    mlDsaKey,
    organisation: organisation ?? null,
    createdAt: createdAt.toISOString(),
    since: since.toISOString(),
    report: report
      ? {
          ...report,
          triedAt: report.triedAt.toISOString(),
          reachedAt: report.reachedAt?.toISOString() ?? null,
          size: report.size === undefined ? null : Number(report.size),
          failure: report.failure ?? null,
        }
      : null,
  };
}

function quorumText(quorum: { needed: number; count: number }, say: Say): string {
  return quorum.needed === 0 ? say("node.quorumNone") : say("node.quorum", quorum);
}

/** One node, one line. */
function lineOf({ kind, name, state, url, report }: Node, { say }: Context): string {
  const reached = report?.reachedAt
    ? say("node.reached", { time: report.reachedAt.toISOString() })
    : say("node.neverReached");
  const size = report?.size === undefined ? [] : [say("node.size", { size: String(report.size) })];
  const failure = report?.failure ? [say(`/nodes.failure.${report.failure}`)] : [];
  const words = [say(`/nodes.kind.${kind}`), plain(name), say(`/nodes.state.${state}`), plain(url), reached];
  return [...words, ...size, ...failure].join("  ");
}
