/** What an issuer publishes, for whoever checks what it issued; it stays when the issuer has ended, or shows no page. */
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { publicUrl } from "#lib/env.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { csvAnswer, TABLE } from "#lib/infra/http/csv.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { didDocument, formatHistory, issuerProfile, jwtIssuerMetadata } from "./drawing/documents.ts";
import {
  findIssuer,
  findIssuerBySlug,
  findRecordedHistory,
  type IssuerRecord,
  listDomains,
  listKeys,
  listRecords,
  listSealPolicies,
} from "./rows.ts";
import { slugParamsSchema } from "./schema.ts";

/** A key that is declared compromised is bad everywhere within a minute. */
const FRESH_SECONDS = 60;
const JSON_TYPE = "application/json";

const document = publishedFile({
  path: "/issuers/{slug}/did.json",
  params: slugParamsSchema,
  // W3C DID 1.0 section 6.3; did:web readers take it as JSON, too.
  contentType: "application/did+json",
  freshSeconds: FRESH_SECONDS,
  async read({ slug }) {
    const issuer = await findIssuerBySlug(slug);
    if (!issuer) return undefined;
    const [keys, domains] = await Promise.all([listKeys(issuer.id), listDomains(issuer.id)]);
    return didDocument(issuer, { keys, domains });
  },
});

/** Without the member `record` it is what the newest version's record binds, in canonical JSON. */
const keys = publishedFile({
  path: "/issuers/{slug}/keys.json",
  params: slugParamsSchema,
  contentType: JSON_TYPE,
  freshSeconds: FRESH_SECONDS,
  async read({ slug }) {
    const issuer = await findIssuerBySlug(slug);
    if (!issuer) return undefined;
    const [all, policies] = await Promise.all([listKeys(issuer.id), listSealPolicies(issuer.id)]);
    const history = formatHistory(issuer.did, { keys: all, policies });
    const record = await findRecordedHistory(issuer.id);
    const shown = record && { ...record, receipt: `${publicUrl}/api/v1/records/${record.id}/receipt` };
    return { ...(JSON.parse(history) as object), ...(shown ? { record: shown } : {}) };
  },
});

const profile = publishedFile({
  path: "/issuers/{slug}/profile.json",
  params: slugParamsSchema,
  contentType: JSON_TYPE,
  freshSeconds: FRESH_SECONDS,
  async read({ slug }) {
    const issuer = await findIssuerBySlug(slug);
    return issuer && issuerProfile(issuer, await listDomains(issuer.id));
  },
});

/** The issuer's keys for whoever reads an SD-JWT VC: its `iss` with the well-known path put between host and path. */
const jwtIssuer = publishedFile({
  path: "/.well-known/jwt-vc-issuer/issuers/{slug}",
  params: slugParamsSchema,
  contentType: JSON_TYPE,
  freshSeconds: FRESH_SECONDS,
  async read({ slug }) {
    const issuer = await findIssuerBySlug(slug);
    if (!issuer) return undefined;
    return jwtIssuerMetadata(issuer, { keys: await listKeys(issuer.id), address: `${publicUrl}/issuers/${slug}` });
  },
});

const RECORD_COLUMNS = ["record sha256", "kind", "name", "received", "ledger", "entry", "id"];

/** What the organisation itself recorded under its name: whoever watches its entries in the ledger holds them against this. */
const records = endpoint(
  {
    method: "GET",
    path: "/api/v1/issuer/records",
    auth: "member-or-key",
    scope: "certificates:read",
    whole: true,
    limit: RATE_LIMITS.export,
    ...TABLE,
    refuses: [...TABLE.refuses, "not_found"],
  },
  async ({ actor: { organisationId } }) => {
    const issuer = await findIssuer(organisationId);
    if (!issuer) throw new SealbookError("not_found");
    return csvAnswer({
      caller: organisationId,
      filename: `${issuer.slug}-records.csv`,
      head: RECORD_COLUMNS,
      pages: recordCells(listRecords(organisationId, issuer.did)),
    });
  },
);

async function* recordCells(pages: AsyncGenerator<IssuerRecord[]>): AsyncGenerator<string[][]> {
  for await (const rows of pages) {
    yield rows.map(({ id, kind, name, receivedAt, ledger, index, record }) => {
      const place = [ledger, index === null ? "" : `${index}`];
      return [toHex(sha256(record)), kind, name, receivedAt.toISOString(), ...place, id];
    });
  }
}

export const issuersEndpoints = [document, keys, profile, jwtIssuer, records];
