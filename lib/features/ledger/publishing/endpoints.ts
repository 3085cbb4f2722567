/** The files of a ledger, as C2SP's documents want them: the same for everybody. */
import { parseTilePath } from "#lib/core/log/tiles.ts";
import {
  ledgerParamsSchema,
  policyEpochParamsSchema,
  policyQuerySchema,
  tileParamsSchema,
} from "#lib/features/ledger/explorer/schema/ledger.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { readTile } from "#lib/features/ledger/sealing/rows/tiles.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { cacheable } from "#lib/infra/http/cacheable.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { describeEpochs, readEpochPolicy } from "./rows/policy-epochs.ts";
import { readKeysView, readLogList, readPublishedHistory } from "./rows/published-keys.ts";
import { readPublishedPolicy } from "./rows/witness-policy.ts";

/** A new checkpoint may appear with every block. */
const CHECKPOINT_FRESH_SECONDS = 1;
/** What changes when an operator does something. */
const FRESH_SECONDS = 60;
const TEXT = "text/plain; charset=utf-8";

/** The checkpoint in force. C2SP tlog-tiles, "Checkpoints" */
const checkpoint = publishedFile({
  path: "/ledger/{name}/checkpoint",
  params: ledgerParamsSchema,
  contentType: TEXT,
  freshSeconds: CHECKPOINT_FRESH_SECONDS,
  read: async ({ name }) => (await findLedgerHead(name))?.checkpoint,
});

/** Every key that the ledger ever had, each signed by the one before: C2SP signed notes, a blank line between them. */
const keys = publishedFile({
  path: "/ledger/{name}/keys",
  params: ledgerParamsSchema,
  contentType: TEXT,
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => readPublishedHistory(name),
});

/** The history of the ledger's keys as JSON: an address of its own, so that caches need not tell readers apart. */
const keysJson = publishedFile({
  path: "/ledger/{name}/keys.json",
  params: ledgerParamsSchema,
  contentType: "application/json",
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => readKeysView(name),
});

/** What a witness needs to take this log over. C2SP tlog-list, logs/v0 */
const logList = publishedFile({
  path: "/ledger/{name}/log-list",
  params: ledgerParamsSchema,
  contentType: TEXT,
  freshSeconds: FRESH_SECONDS,
  read: ({ name }) => readLogList(name),
});

/** Whose signatures make a checkpoint of this ledger, now or at the tree size `size`. C2SP tlog-policy */
const witnessPolicy = publishedFile({
  path: "/ledger/{name}/witness-policy",
  params: ledgerParamsSchema,
  query: policyQuerySchema,
  contentType: TEXT,
  freshSeconds: FRESH_SECONDS,
  async read({ name: ledger }, { size }) {
    const policy = await readPublishedPolicy({ ledger, size });
    return policy !== undefined && size === undefined ? `${await describeEpochs(ledger)}${policy}` : policy;
  },
});

/** As `witnessPolicy`, with just the keys that signed in the stretch of tree sizes in which `epoch` lies. */
const epochPolicy = publishedFile({
  path: "/ledger/{name}/witness-policy/{epoch}",
  params: policyEpochParamsSchema,
  contentType: TEXT,
  freshSeconds: FRESH_SECONDS,
  read: ({ name, epoch }) => readEpochPolicy(name, epoch),
});

/** Tiles and entry bundles, whole and partial. C2SP tlog-tiles, "Merkle Tree" and "Log Entries" */
const tiles = endpoint(
  {
    method: "GET",
    path: "/ledger/{name}/tile/{path...}",
    auth: "public",
    limit: RATE_LIMITS.ledger,
    cors: true,
    params: tileParamsSchema,
    produces: ["application/octet-stream"],
  },
  async ({ params, request }) => {
    // From the address as it was written: percent-encodings would be other names of the same tile.
    const prefix = `/ledger/${params.name}/`;
    const tile = request.path.startsWith(prefix) ? parseTilePath(request.path.slice(prefix.length)) : undefined;
    const body = tile && (await readTile({ ledger: params.name, tile }));
    if (!body) throw new SealbookError("not_found");
    return cacheable(request, { body, contentType: "application/octet-stream", freshSeconds: "immutable" });
  },
);

export const publishingEndpoints = [checkpoint, keys, keysJson, logList, witnessPolicy, epochPolicy, tiles];
