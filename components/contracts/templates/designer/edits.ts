/** Changes of a document by the path of what is changed; what is given is never changed itself. */
export type Path = readonly (string | number)[];

/** @param value undefined: a member that is taken out */
export function put<Whole>(whole: Whole, [key, ...rest]: Path, value: unknown): Whole {
  if (key === undefined) return value as Whole;
  if (Array.isArray(whole)) return whole.map((each, at) => (at === key ? put(each, rest, value) : each)) as Whole;
  const { [key]: before, ...others } = whole as Record<string, unknown>;
  const after = put(before, rest, value);
  return (after === undefined ? others : { ...(whole as object), [key]: after }) as Whole;
}

/** One further back, or nearer, in its list. */
export function moved<Each>(list: readonly Each[], from: number, by: -1 | 1): Each[] {
  const rest = list.filter((_, at) => at !== from);
  return rest.toSpliced(from + by, 0, ...list.slice(from, from + 1));
}

/** `prefix1`, `prefix2` …: the first that nobody has. */
export function freshName(prefix: string, taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}
