/** Authorities that a reader named, kept in this browser alone: they are sent to nobody. */
import { fromBase64, toBase64 } from "#lib/core/text/bytes.ts";
import { factsOf, isDay, NAMED_ROLES, type Named } from "#lib/verify/pdf/named.ts";

const PLACE = "sealbook.signers/v1";
/** More than anybody looks through. */
export const KEPT_MAX = 1_000;

/**
 * None where the page is a file: a browser may have one place for all files, so that any page that somebody saved could name authorities
 * that vouch for its own documents. It may also keep nothing at all.
 */
function storage(): Storage | undefined {
  if (globalThis.location?.protocol === "file:") return undefined;
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** What is kept; what somebody else wrote there is passed over. */
export function readKept(text: string | null | undefined = storage()?.getItem(PLACE)): Named[] {
  let found: unknown;
  try {
    found = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  return (Array.isArray(found) ? found.slice(0, KEPT_MAX) : []).flatMap((each: Record<string, unknown> | null) => {
    const role = NAMED_ROLES.find((known) => known === each?.role);
    const der = typeof each?.der === "string" ? fromBase64(each.der) : undefined;
    if (role === undefined || der === undefined) return [];
    const day = (value: unknown) => (typeof value === "string" && isDay(value) ? value : undefined);
    const named: Named = { role, der, from: day(each?.from), to: day(each?.to) };
    return factsOf(named) ? [named] : [];
  });
}

export function keptText(named: readonly Named[]): string {
  return JSON.stringify(named.map(({ der, ...rest }) => ({ ...rest, der: toBase64(der) })));
}

/** False where the browser keeps nothing, or not as much: it counts until the page is left. */
export function keep(named: readonly Named[]): boolean {
  try {
    if (named.length === 0) storage()?.removeItem(PLACE);
    else storage()?.setItem(PLACE, keptText(named));
    return storage() !== undefined;
  } catch {
    return false;
  }
}

/** With others beside them, each once and the newest dates of it. */
export function withMore(named: readonly Named[], more: readonly Named[]): Named[] {
  const keyed = new Map([...named, ...more].map((each) => [`${each.role} ${toBase64(each.der)}`, each]));
  return [...keyed.values()].slice(0, KEPT_MAX);
}
