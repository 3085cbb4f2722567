/** What the pages of operations show. Each asks for itself who looks: undefined when they may not. */

import { env, publicUrl } from "#lib/env.ts";
import {
  listOrganisationEvents,
  readMonthlyQuotas,
  readStorageUse,
} from "#lib/features/accounts/organisations/rows.ts";
import { findNode, listNodeEvents } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { lacksMlDsaKey } from "#lib/features/ledger/nodes/rows/verifier.ts";
import { readPublishedPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { FIRST_LEDGER, keysOf, type Ledger } from "#lib/features/ledger/sealing/types.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { loadMayOperate, requireMember } from "#lib/gate/page-member.ts";
import { listLedgerLines, listNodeCosignatures, listOperators, listWatchedNodes, watched } from "./rows/lines.ts";
import { findListedOrganisation, listOrganisations } from "./rows/organisations.ts";
import { nodesQuerySchema, organisationsQuerySchema } from "./schema.ts";

const NODES_PER_PAGE = 25;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Raw = Record<string, string | string[] | undefined>;

async function operatorOf(path: string): Promise<UserActor | undefined> {
  const actor = await requireMember(path);
  return (await loadMayOperate()) ? actor : undefined;
}

export async function loadNodesPage(raw: Raw) {
  if (!(await operatorOf("/operations/nodes"))) return undefined;
  const query = nodesQuerySchema.parse(raw);
  const [all, lines] = await Promise.all([listWatchedNodes(query), listLedgerLines()]);
  const pages = Math.max(1, Math.ceil(all.length / NODES_PER_PAGE));
  const page = Math.min(query.page, pages);
  const from = (page - 1) * NODES_PER_PAGE;
  return { query, lines, page, pages, found: all.length, nodes: all.slice(from, from + NODES_PER_PAGE) };
}

export async function loadNodePage(id: string) {
  if (!(await operatorOf(`/operations/nodes/${encodeURIComponent(id)}`))) return undefined;
  const node = UUID.test(id) ? await findNode(id) : undefined;
  if (!node) return { node: undefined };
  const [lines, events, cosignatures, operators, ledger] = await Promise.all([
    listLedgerLines(node.ledger),
    listNodeEvents(id),
    listNodeCosignatures(node),
    listOperators(),
    findLedger(node.ledger),
  ]);
  const facts = { node: watched(node, lines), line: lines[0], events, cosignatures, operators };
  return { ...facts, ledger: connection(ledger), mayAddKey: lacksMlDsaKey(node) };
}

/** What the other side needs to know of a ledger. */
function connection(ledger: Ledger | undefined) {
  if (!ledger) return undefined;
  const { name, origin } = ledger;
  return { name, origin, url: `${publicUrl}/ledger/${name}`, keys: keysOf(ledger, "ed25519") };
}

export async function loadNewNode(raw: Raw) {
  if (!(await operatorOf("/operations/nodes/new"))) return undefined;
  const [lines, operators] = await Promise.all([listLedgerLines(), listOperators()]);
  const { ledger, kind = "witness" } = nodesQuerySchema.parse(raw);
  const chosen =
    lines.find(({ name }) => name === ledger) ?? lines.find(({ name }) => name === FIRST_LEDGER) ?? lines[0];
  return { kind, operators, ledgers: lines.map(({ name }) => name), ledger: chosen?.name ?? "" };
}

export async function loadOrganisationsPage(raw: Raw) {
  if (!(await operatorOf("/operations/organisations"))) return undefined;
  const query = organisationsQuerySchema.parse(raw);
  const { q, state, ledger, older, newer } = query;
  const cursor = { ...(older && { older }), ...(newer && { newer }) };
  const [page, lines] = await Promise.all([listOrganisations({ q, state, ledger }, cursor), listLedgerLines()]);
  return { query, page, ledgers: lines.map(({ name }) => name) };
}

export async function loadOrganisationPage(id: string) {
  if (!(await operatorOf(`/operations/organisations/${encodeURIComponent(id)}`))) return undefined;
  const organisation = UUID.test(id) ? await findListedOrganisation(id) : undefined;
  if (!organisation) return { organisation: undefined };
  const [events, storage, monthly, lines] = await Promise.all([
    listOrganisationEvents(id),
    readStorageUse(id),
    readMonthlyQuotas(id),
    listLedgerLines(),
  ]);
  return {
    organisation,
    events,
    storage,
    quotas: { storageQuota: storage.ownQuota ?? null, ...monthly },
    defaultQuota: env.STORAGE_QUOTA_BYTES,
    ledgers: lines.map(({ name }) => name),
  };
}

export async function loadNewOrganisation() {
  if (!(await operatorOf("/operations/organisations/new"))) return undefined;
  return { ledgers: (await listLedgerLines()).map(({ name }) => name) };
}

export async function loadLedgersPage() {
  if (!(await operatorOf("/operations/ledgers"))) return undefined;
  return { lines: await listLedgerLines() };
}

export async function loadNewLedger() {
  if (!(await operatorOf("/operations/ledgers/new"))) return undefined;
  return { publicUrl };
}

export async function loadLedgerPage(name: string) {
  if (!(await operatorOf(`/operations/ledgers/${encodeURIComponent(name)}`))) return undefined;
  const ledger = await findLedger(name);
  if (!ledger) return { ledger: undefined };
  const [[line], nodes, policy] = await Promise.all([
    listLedgerLines(name),
    listWatchedNodes({ ledger: name }),
    readPublishedPolicy({ ledger: name }),
  ]);
  return { ledger, line, nodes, policy: policy ?? "", url: `${publicUrl}/ledger/${name}` };
}
