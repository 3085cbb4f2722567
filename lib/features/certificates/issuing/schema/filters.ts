/** Filters of the list of certificates as they stand in the address of its page. */
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { beginningOfDay, dayAfter } from "#lib/i18n/days.ts";
import { CERTIFICATE_FILTER_STATES, type CertificateFilter, type CertificateFilterState } from "../types.ts";

const QUERY_CHARS_MAX = 200;
const DAY = /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Query parameters as Next gives them; one that comes more than once counts as absent. */
export type RawFilters = Record<string, string | string[] | undefined>;

export interface CertificateFilters {
  name: string;
  email: string;
  state?: CertificateFilterState;
  template?: string;
  batch?: string;
  /** Id of the unit in which, or below which, it is. */
  unit?: string;
  /** Days, YYYY-MM-DD, both included. */
  from: string;
  to: string;
  /** In which days begin. */
  zone: string;
  older?: string;
  newer?: string;
  /** Whether anything is filtered. */
  active: boolean;
  /** The page's own path, without the cursors. */
  path: string;
}

/** Never fails: what cannot be used is left out. */
export function parseCertificateFilters(raw: RawFilters, zone: string): CertificateFilters {
  const text = (name: string) => {
    const given = raw[name];
    return typeof given === "string" ? given.replaceAll("\0", "").trim().slice(0, QUERY_CHARS_MAX) : "";
  };
  const [name, email] = [text("name"), text("email")];
  const [from = "", to = ""] = ["from", "to"].map((each) => (isDay(text(each)) ? text(each) : ""));
  const state = CERTIFICATE_FILTER_STATES.find((each) => each === text("state"));
  const [template, batch, unit, older, newer] = ["template", "batch", "unit", "older", "newer"].map(
    (each) => idSchema.safeParse(text(each)).data,
  );
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ name, email, state, template, batch, unit, from, to })) {
    if (value) query.set(key, value);
  }
  return {
    ...{ name, email, from, to, zone },
    ...(state ? { state } : {}),
    ...(template ? { template } : {}),
    ...(batch ? { batch } : {}),
    ...(unit ? { unit } : {}),
    ...(newer ? { newer } : older ? { older } : {}),
    active: query.size > 0,
    path: `/certificates${query.size > 0 ? `?${query}` : ""}`,
  };
}

/** An address with what the page's filters are, in the days of its reader, for what answers with all pages of the list. */
export function ofAll(address: string, { path, zone }: Pick<CertificateFilters, "path" | "zone">): string {
  const query = new URLSearchParams(path.split("?")[1] ?? "");
  query.set("zone", zone);
  return `${address}?${query}`;
}

/** One that the calendar has. */
function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

export function toFilter({
  name,
  email,
  state,
  template,
  batch,
  unit,
  from,
  to,
  zone,
}: CertificateFilters): CertificateFilter {
  return {
    ...{ state, template, batch, unit, name: name || undefined, email: email || undefined },
    ...(from ? { from: beginningOfDay(from, zone) } : {}),
    ...(to ? { to: beginningOfDay(dayAfter(to), zone) } : {}),
  };
}
