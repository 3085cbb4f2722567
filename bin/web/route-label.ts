/** Which route an address belongs to: a label of few values, whatever is asked for. */
import type { Address, Api } from "#lib/gate/api.ts";

/** Scripts, styles and pictures. */
const ASSETS = "/_next";
const OTHER = "other";

/**
 * @param path of a request, without query
 * @param options address: what the path matched, as far as that is known
 * @returns the label of an address of ours, "/_next" or "other"
 */
export function routeLabel(path: string, { api, address }: { api: Api; address: Address | undefined }): string {
  if (path.startsWith(`${ASSETS}/`)) return ASSETS;
  // With a slash too many it is led to the one without.
  const { value } = address ?? api.match(withoutLastSlashes(path)) ?? {};
  if (!value) return OTHER;
  return value.kind === "area" ? value.label : labelOf(value.path);
}

const labels = new Map<string, string>();

/** As the folders of app/ name it. */
function labelOf(template: string): string {
  const known = labels.get(template);
  if (known !== undefined) return known;
  const label = template.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name: string, dots: string = "") => `[${dots}${name}]`);
  labels.set(template, label);
  return label;
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}
