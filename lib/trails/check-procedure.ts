/**
 * What makes a procedure unfit to be published, each by its name: names that nothing has, states that nothing reaches, and states that a trail
 * could never leave for an end. Each search visits a state once.
 */
import { readOwnFields } from "../core/claim/own-fields.ts";
import { compareValues } from "./fields.ts";
import { BEGIN, type Field, MOVE, type Procedure, pointer } from "./procedure.ts";

export const FLAWS = [
  ...(["duplicate_name", "reserved_name", "unknown_state", "unknown_role", "unknown_type", "unused_role"] as const),
  ...(["unused_type", "ambiguous_transition", "leaves_final", "unreachable_state", "dead_end"] as const),
  ...(["no_way_to_an_end", "stuck_when_late", "window_empty", "bound_malformed", "range_empty"] as const),
  ...(["not_of_this_type"] as const),
] as const;
/** at: JSON pointer (RFC 6901) into the procedure. name: what it is about. */
export type Flaw = { code: (typeof FLAWS)[number]; at: string; name: string };

/** Every flaw, in the order of the procedure; none: it may be published. */
export function checkProcedure(procedure: Procedure): Flaw[] {
  const names = [...nameFlaws(procedure), ...referenceFlaws(procedure)];
  const inside = [...transitionFlaws(procedure), ...typeFlaws(procedure)];
  // Ways over names that nothing has lead nowhere: told first, and alone.
  return names.length > 0 ? [...names, ...inside] : [...inside, ...wayFlaws(procedure)];
}

function nameFlaws({ roles, states, types }: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const look = (items: readonly { name: string }[], path: readonly PropertyKey[], reserved: readonly string[] = []) => {
    const seen = new Set<string>();
    for (const [index, { name }] of items.entries()) {
      const at = pointer([...path, index, "name"]);
      if (seen.has(name)) flaws.push({ code: "duplicate_name", at, name });
      if (reserved.includes(name)) flaws.push({ code: "reserved_name", at, name });
      seen.add(name);
    }
  };
  look(roles, ["roles"]);
  look(states, ["states"]);
  look(types, ["types"], [BEGIN, MOVE]);
  for (const [index, { fields = [] }] of types.entries()) look(fields, ["types", index, "fields"]);
  return flaws;
}

function referenceFlaws({ roles, states, types, begin, move, transitions }: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const known = { role: setOf(roles), state: setOf(states), type: setOf(types) };
  const look = (kind: keyof typeof known, names: readonly string[], at: string) => {
    for (const name of names) if (!known[kind].has(name)) flaws.push({ code: `unknown_${kind}`, at, name });
  };
  look("state", [begin.state], "/begin/state");
  look("role", begin.by, "/begin/by");
  look("role", move?.by ?? [], "/move/by");
  for (const [index, { on, from, to, by, apart = [] }] of transitions.entries()) {
    const at = pointer(["transitions", index]);
    look("type", [on], `${at}/on`);
    look("state", from, `${at}/from`);
    look("state", to === undefined ? [] : [to], `${at}/to`);
    look("role", by, `${at}/by`);
    const others = apart.filter((type) => type !== BEGIN);
    look("type", others, `${at}/apart`);
  }
  const done = new Set(transitions.map(({ on }) => on));
  const acting = new Set([...begin.by, ...(move?.by ?? []), ...transitions.flatMap(({ by }) => by)]);
  for (const [index, { name }] of roles.entries()) {
    if (!acting.has(name)) flaws.push({ code: "unused_role", at: pointer(["roles", index]), name });
  }
  for (const [index, { name }] of types.entries()) {
    if (!done.has(name)) flaws.push({ code: "unused_type", at: pointer(["types", index]), name });
  }
  return flaws;
}

const setOf = (items: readonly { name: string }[]): ReadonlySet<string> => new Set(items.map(({ name }) => name));

function transitionFlaws({ states, transitions }: Procedure): Flaw[] {
  const flaws: Flaw[] = [];
  const finals = setOf(states.filter(({ final }) => final));
  const taken = new Set<string>();
  for (const [index, { on, from, withinSeconds, afterSeconds }] of transitions.entries()) {
    const at = pointer(["transitions", index]);
    for (const state of from) {
      const place = `${state} ${on}`;
      if (taken.has(place)) flaws.push({ code: "ambiguous_transition", at, name: on });
      if (finals.has(state)) flaws.push({ code: "leaves_final", at, name: state });
      taken.add(place);
    }
    if (withinSeconds !== undefined && afterSeconds !== undefined && afterSeconds > withinSeconds) {
      flaws.push({ code: "window_empty", at, name: on });
    }
  }
  return flaws;
}

function typeFlaws({ types }: Procedure): Flaw[] {
  return types.flatMap(({ fields = [] }, index) =>
    fields.flatMap((field, place) => {
      const code = fieldFlaw(field);
      return code ? [{ code, at: pointer(["types", index, "fields", place]), name: field.name }] : [];
    }),
  );
}

function fieldFlaw({ type, least, most, oneOf, currency }: Field): Flaw["code"] | undefined {
  const bounds = [least, most].filter((bound) => bound !== undefined);
  if (oneOf !== undefined && type !== "text") return "not_of_this_type";
  if (currency !== undefined && type !== "amount") return "not_of_this_type";
  if (bounds.length > 0 && type === "text") return "not_of_this_type";
  const isBound = (value: string) =>
    readOwnFields({ bound: { type, value, ...(type === "amount" ? { currency: "XXX" } : {}) } }) !== undefined;
  if (!bounds.every(isBound)) return "bound_malformed";
  return least !== undefined && most !== undefined && compareValues(type, least, most) > 0 ? "range_empty" : undefined;
}

function wayFlaws({ states, begin, transitions }: Procedure): Flaw[] {
  const ways = transitions.flatMap(({ from, to }) =>
    to === undefined ? [] : from.map((state) => [state, to] as const),
  );
  const reached = search([begin.state], ways);
  const ending = search(
    states.filter(({ final }) => final).map(({ name }) => name),
    ways.map(([from, to]) => [to, from] as const),
  );
  const open = new Set(
    transitions.filter(({ to, withinSeconds }) => to && withinSeconds === undefined).flatMap(({ from }) => from),
  );
  return states.flatMap(({ name, final }, index) => {
    const flaw = (code: Flaw["code"]) => [{ code, at: pointer(["states", index]), name }];
    if (!reached.has(name)) return flaw("unreachable_state");
    if (final) return [];
    if (!ways.some(([from, to]) => from === name && to !== name)) return flaw("dead_end");
    if (!ending.has(name)) return flaw("no_way_to_an_end");
    // Whatever leaves it is refused once it is late: nobody could ever end the trail.
    return open.has(name) ? [] : flaw("stuck_when_late");
  });
}

/** What is reached from somewhere, itself included. */
function search(from: readonly string[], ways: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const [one, other] of ways) next.set(one, [...(next.get(one) ?? []), other]);
  const found = new Set(from);
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const other of next.get(name) ?? []) {
      if (!found.has(other)) waiting.push(other);
      found.add(other);
    }
  }
  return found;
}
