/**
 * The table of addresses: from a request's path to what was declared for it, without trying one template after the other.
 *
 * A template is a path whose segments are written out, `{name}` for any one segment, or at its end `{name...}` for all that
 * follow (at least one). What is written out goes before what stands for anything, segment by segment.
 */

export interface Match<T> {
  value: T;
  /** Percent-decoded; a list of segments for `{name...}`. */
  params: Record<string, string | string[]>;
}

export interface Router<T> {
  /** @param path as it was sent, without query. @returns undefined for nobody's, and for encodings that are none */
  match(path: string): Match<T> | undefined;
}

interface Leaf<T> {
  value: T;
  names: string[];
  isOpen: boolean;
}

/** What can follow after a number of segments. */
interface Place<T> {
  written: Map<string, Place<T>>;
  any?: Place<T>;
  leaf?: Leaf<T>;
  open?: Leaf<T>;
}

/** A segment without a name in it: no address of ours. */
const UNTIDY = /\/(\/|$)/;
const NO_PARAMS = Object.freeze({});

/** @throws {Error} when two templates mean the same addresses. */
export function createRouter<T>(routes: Iterable<readonly [template: string, value: T]>): Router<T> {
  const fixed = new Map<string, T>();
  const root: Place<T> = { written: new Map() };
  for (const [template, value] of routes) {
    if (!template.includes("{")) addFixed(fixed, template, value);
    else addOpen(root, template, value);
  }
  return {
    match(path) {
      const value = fixed.get(path);
      if (value !== undefined) return { value, params: NO_PARAMS };
      const segments: string[] = [];
      const leaf = find(root, { path, from: 0, segments });
      const params = leaf && paramsOf(leaf, segments);
      return leaf && params && { value: leaf.value, params };
    },
  };
}

function addFixed<T>(fixed: Map<string, T>, template: string, value: T): void {
  if (fixed.has(template)) throw new Error(`${template} is declared twice`);
  fixed.set(template, value);
}

function addOpen<T>(root: Place<T>, template: string, value: T): void {
  const names: string[] = [];
  let place = root;
  for (const segment of template.split("/").slice(1)) {
    const [, name, dots] = /^\{(\w+)(\.\.\.)?\}$/.exec(segment) ?? [];
    if (name !== undefined) names.push(name);
    if (dots) {
      if (place.open) throw new Error(`${template} is declared twice`);
      place.open = { value, names, isOpen: true };
      return;
    }
    place = name === undefined ? placeOf(place.written, segment) : anyOf(place);
  }
  if (place.leaf) throw new Error(`${template} is declared twice`);
  place.leaf = { value, names, isOpen: false };
}

function placeOf<T>(written: Map<string, Place<T>>, segment: string): Place<T> {
  const known = written.get(segment) ?? { written: new Map() };
  written.set(segment, known);
  return known;
}

function anyOf<T>(place: Place<T>): Place<T> {
  place.any ??= { written: new Map() };
  return place.any;
}

/** @param at from: where the slash before the next segment stands; segments: those that stand for a name, so far */
function find<T>(
  place: Place<T>,
  { path, from, segments }: { path: string; from: number; segments: string[] },
): Leaf<T> | undefined {
  if (from >= path.length) return place.leaf;
  const next = path.indexOf("/", from + 1);
  const end = next < 0 ? path.length : next;
  const segment = path.slice(from + 1, end);
  if (segment === "") return undefined;
  const written = place.written.get(segment);
  const found = written && find(written, { path, from: end, segments });
  if (found) return found;
  if (place.any) {
    const before = segments.push(segment) - 1;
    const leaf = find(place.any, { path, from: end, segments });
    if (leaf) return leaf;
    segments.length = before;
  }
  const rest = path.slice(from + 1);
  if (!place.open || UNTIDY.test(rest)) return undefined;
  segments.push(rest);
  return place.open;
}

function paramsOf<T>({ names, isOpen }: Leaf<T>, segments: string[]): Match<T>["params"] | undefined {
  const params: Match<T>["params"] = {};
  try {
    for (const [at, name] of names.entries()) {
      const text = segments[at] ?? "";
      const isRest = isOpen && at === names.length - 1;
      params[name] = isRest ? text.split("/").map(decodeURIComponent) : decodeURIComponent(text);
    }
  } catch {
    return undefined; // "%" without two hex digits behind it, or bytes that are no UTF-8
  }
  return params;
}
