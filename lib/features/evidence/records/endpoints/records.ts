import { waitForEntry } from "#lib/features/ledger/publishing/rows/wait-for-entry.ts";
import { waitQuerySchema } from "#lib/features/ledger/publishing/schema.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { type Chosen, choose, RANGED, represented } from "#lib/infra/http/representation.ts";
import { reprDigest } from "#lib/infra/http/stated-digests.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { loadEvidence, loadEvidenceList, loadPublicRecords } from "../pages/json.ts";
import {
  evidenceJsonSchema,
  evidenceListJsonSchema,
  idParamsSchema,
  listQuerySchema,
  lookupJsonSchema,
  lookupQuerySchema,
  tagChangesSchema,
} from "../schema/evidence.ts";
import { type ContentFacts, openEvidenceContent } from "../verbs/open-content.ts";
import { tagEvidence } from "../verbs/tag-evidence.ts";
import { counted } from "./count.ts";
import { exported } from "./export.ts";

const reading = { method: "GET", auth: "member-or-key", scope: "evidence:read", limit: RATE_LIMITS.read } as const;

const list = endpoint(
  {
    ...reading,
    path: "/api/v1/evidence",
    query: listQuerySchema,
    output: evidenceListJsonSchema,
    refuses: ["invalid_digest"],
  },
  async ({ actor, query }) => ({ body: await loadEvidenceList(actor, query) }),
);

/**
 * The record; with ?wait= as soon as it is anchored (or, with ?until=, witnessed or timestamped), or as it stands when the
 * time is over.
 */
const read = endpoint(
  {
    ...reading,
    path: "/api/v1/evidence/{id}",
    params: idParamsSchema,
    query: waitQuerySchema,
    output: evidenceJsonSchema,
  },
  async ({ actor, params, query, request }) => {
    const evidence = await loadEvidence(actor, params.id);
    // Another organisation's evidence is as absent as none.
    if (!evidence) throw new SealbookError("not_found");
    const { wait, until } = query;
    if (wait === 0 || (until === "anchored" && evidence.state === "anchored")) return { body: evidence };
    await waitForEntry({ evidenceId: evidence.id, until, timeoutMs: wait * 1000, signal: request.signal });
    return { body: (await loadEvidence(actor, params.id)) ?? evidence };
  },
);

const content = endpoint(
  {
    ...{ ...reading, ...RANGED, path: "/api/v1/evidence/{id}/content", params: idParamsSchema },
    ...{
      produces: ["application/octet-stream"],
      refuses: [...RANGED.refuses, "content_not_kept", "content_damaged", "storage_unavailable", "evidence_erased"],
    },
  },
  async ({ actor, params, request }) => {
    let chosen: Chosen = { kind: "whole" };
    const representationOf = ({ sha256, size, receivedAt }: ContentFacts) => {
      return { size, etag: `"${sha256}"`, modifiedAt: receivedAt };
    };
    const { stream, ...facts } = await openEvidenceContent({
      actor,
      id: params.id,
      choose: (of) => {
        chosen = choose(request, representationOf(of));
        if (request.method === "HEAD" || chosen.kind === "unchanged") return "none";
        return chosen.kind === "part" ? chosen : "all";
      },
    });
    // Never the recorded media type: it is what someone said, and a browser would act on it.
    const headers = downloadHeaders({ filename: facts.name, mediaType: "application/octet-stream" });
    return represented(
      { ...representationOf(facts), chosen },
      { headers: { ...headers, "repr-digest": reprDigest(Buffer.from(facts.sha256, "hex")) }, payload: stream },
    );
  },
);

/** Labels of the organisation's own, put on a record and taken off. The record, its receipt and the ledger know nothing of them. */
const tags = endpoint(
  {
    method: "POST",
    path: "/api/v1/evidence/{id}/tags",
    auth: "member-or-key",
    scope: "evidence:write",
    limit: RATE_LIMITS.write,
    params: idParamsSchema,
    body: tagChangesSchema,
    refuses: ["too_many_tags"],
    output: evidenceJsonSchema,
  },
  async ({ actor, params, body }) => {
    await tagEvidence({ actor, records: { ids: [params.id] }, ...body });
    const evidence = await loadEvidence(actor, params.id);
    if (!evidence) throw new SealbookError("not_found");
    return { body: evidence };
  },
);

/** Public records of a digest, of the organisations that let themselves be found. */
const lookUp = endpoint(
  {
    method: "GET",
    path: "/api/v1/lookup",
    auth: "public",
    cors: true,
    limit: RATE_LIMITS.lookup,
    query: lookupQuerySchema,
    output: lookupJsonSchema,
    refuses: ["invalid_digest"],
  },
  async ({ query }) => ({ body: { records: await loadPublicRecords(query.sha256) } }),
);

export const recordsEndpoints = [list, read, content, tags, lookUp, exported, counted];
