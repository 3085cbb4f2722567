/** Which route an address belongs to: a label of few values, whatever is asked for. */

/** Every route of the web process, as the folders of app/ name them, and what its server answers itself. */
export const ROUTE_TEMPLATES = [
  "/",
  "/api/[...path]",
  "/api/auth/[...nextauth]",
  "/api/v1/evidence",
  "/api/v1/evidence/[id]",
  "/api/v1/evidence/[id]/content",
  "/api/v1/evidence/[id]/receipt",
  "/api/v1/health",
  "/api/v1/ledgers/[name]",
  "/api/v1/ledgers/[name]/blocks",
  "/api/v1/ledgers/[name]/blocks/[height]",
  "/api/v1/ledgers/[name]/consistency",
  "/api/v1/ledgers/[name]/entries",
  "/api/v1/ledgers/[name]/entries/[index]",
  "/api/v1/ledgers/[name]/events",
  "/api/v1/ledgers/[name]/figures",
  "/api/v1/ledgers/[name]/nodes",
  "/api/v1/lookup",
  "/api/v1/records/[id]/receipt",
  "/api/v1/uploads",
  "/api/v1/verifier",
  "/api/v1/verify",
  "/check-us",
  "/console",
  "/console/alerts",
  "/console/channels",
  "/console/channels/[name]",
  "/console/channels/new",
  "/console/institutions",
  "/console/institutions/[id]",
  "/console/institutions/new",
  "/console/nodes",
  "/console/nodes/[id]",
  "/console/nodes/new",
  "/design",
  "/evidence",
  "/evidence/[id]",
  "/evidence/export",
  "/evidence/new",
  "/explorer",
  "/explorer/blocks/[height]",
  "/explorer/checkpoint",
  "/explorer/entries/[index]",
  "/explorer/l/[ledger]",
  "/explorer/l/[ledger]/blocks/[height]",
  "/explorer/l/[ledger]/entries/[index]",
  "/explorer/l/[ledger]/nodes",
  "/explorer/nodes",
  "/forgot-password",
  "/invitation",
  "/ledger/[[...path]]",
  "/ledger/[name]",
  "/ledger/[name]/checkpoint",
  "/ledger/[name]/keys",
  "/ledger/[name]/keys.json",
  "/ledger/[name]/log-list",
  "/ledger/[name]/tile/[...path]",
  "/ledger/[name]/timestamp-authorities",
  "/ledger/[name]/witness-policy",
  "/metrics",
  "/problems",
  "/problems/[code]",
  "/reset-password",
  "/settings",
  "/settings/audit-log",
  "/settings/audit-log/export",
  "/settings/keys",
  "/settings/keys/new",
  "/settings/members",
  "/settings/members/invite",
  "/settings/organisation",
  "/settings/outbox",
  "/settings/sessions",
  "/setup",
  "/sign-in",
  "/v/[id]",
  "/verifier.html",
  "/verify",
] as const;

/** Scripts, styles and pictures. */
const ASSETS = "/_next";
const OTHER = "other";
/** Longer than any route of ours. */
const SEGMENTS_MAX = 12;

const routes = ROUTE_TEMPLATES.map((template) => ({ template, segments: segmentsOf(template) })).sort((one, other) =>
  weightOf(one.segments) < weightOf(other.segments) ? -1 : 1,
);

/** @param path of a request, without query. @returns one of ROUTE_TEMPLATES, "/_next" or "other". */
export function routeTemplate(path: string): string {
  if (path.startsWith(`${ASSETS}/`)) return ASSETS;
  const segments = segmentsOf(path, SEGMENTS_MAX);
  return routes.find((route) => fits(route.segments, segments))?.template ?? OTHER;
}

function segmentsOf(path: string, limit?: number): string[] {
  return path.split("/", limit).filter(Boolean);
}

/** What is written out goes before what stands for anything, segment by segment. */
function weightOf(segments: string[]): string {
  return segments
    .map((segment) => ["[[", "[...", "["].findIndex((mark) => segment.startsWith(mark)))
    .map((kind) => {
      return { 0: "3", 1: "2", 2: "1" }[kind] ?? "0";
    })
    .join("");
}

function fits(template: string[], segments: string[]): boolean {
  for (const [position, part] of template.entries()) {
    if (part.startsWith("[[")) return true;
    if (position >= segments.length) return false;
    if (part.startsWith("[...")) return true;
    if (!part.startsWith("[") && part !== segments[position]) return false;
  }
  return template.length === segments.length;
}
