/** What an issuer publishes, for whoever checks what it issued; it stays when the issuer has ended, or shows no page. */
import { publicUrl } from "#lib/env.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { didDocument, formatHistory, issuerProfile, jwtIssuerMetadata } from "./drawing/documents.ts";
import { findIssuerBySlug, findRecordedHistory, listDomains, listKeys, listSealPolicies } from "./rows.ts";
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

export const issuersEndpoints = [document, keys, profile, jwtIssuer];
