/** What operations are called, and where they belong. */
import type { Endpoint } from "#lib/gate/endpoint.ts";
import type { Tag } from "../types.ts";

const API = "/api/v1/";
/** By the beginning of the path, the longest that fits. */
const PLACES: readonly (readonly [begins: string, tag: Tag])[] = [
  ["/api/v1/lookup/certificates", "certificates"],
  ...["/api/v1/certificates", "/api/v1/batches", "/api/v1/templates", "/api/v1/issuer/"].map(
    (begins) => [begins, "certificates"] as const,
  ),
  ...["/api/v1/verify", "/api/v1/verifier", "/verifier.html"].map((begins) => [begins, "verification"] as const),
  ...["/api/v1/ledgers/", "/ledger/"].map((begins) => [begins, "ledger"] as const),
  ...["/issuers/", "/.well-known/jwt-vc-issuer", "/.well-known/oauth-", "/.well-known/openid-"].map(
    (begins) => [begins, "issuers"] as const,
  ),
  ["/api/v1/seals", "seals"],
  ["/api/v1/contracts", "contracts"],
  ["/api/v1/keys", "keys"],
  ["/api/v1/units", "units"],
  ["/api/v1/webhooks", "webhooks"],
  ...["/entries", "/.well-known/scitt-keys"].map((begins) => [begins, "statements"] as const),
  ...["/api/v1/health", "/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/sandbox", "/metrics"].map(
    (begins) => [begins, "installation"] as const,
  ),
  ...[
    "/api/v1/evidence",
    "/api/v1/bundles",
    "/api/v1/uploads",
    "/api/v1/archive",
    "/api/v1/lookup",
    "/api/v1/records/",
  ].map((begins) => [begins, "evidence"] as const),
];

export function tagOf({ auth, path }: Pick<Endpoint, "auth" | "path">): Tag {
  // A program's key is not taken there.
  if (auth === "member") return "pages";
  return PLACES.find(([begins]) => path.startsWith(begins))?.[1] ?? "pages";
}

/** `POST /api/v1/evidence/{id}/tags` is postEvidenceByIdTags: unique, and it changes only when the address does. */
export function operationIdOf({ method, path }: Pick<Endpoint, "method" | "path">): string {
  const place = path.startsWith(API) ? path.slice(API.length) : path.slice(1);
  const words = place.split("/").map((segment) => {
    const [, name] = /^\{(\w+)(?:\.\.\.)?\}$/.exec(segment) ?? [];
    return name === undefined ? capitalised(segment) : `By${capitalised(name)}`;
  });
  return method.toLowerCase() + words.join("");
}

function capitalised(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
