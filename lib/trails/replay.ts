/**
 * A trail under its procedure: where it stands after each event, and of an event that the procedure forbids, by which rule. One step is the
 * same for whoever takes an event in and for whoever replays the trail elsewhere, years later. No clock: times are those of the events.
 */
import type { OwnFields } from "../core/claim/own-fields.ts";
import { checkProcedure, type Flaw } from "./check-procedure.ts";
import type { Actor, TrailEvent } from "./event.ts";
import { type FieldRule, wrongField } from "./fields.ts";
import {
  BEGIN,
  type EventType,
  type Malformed,
  MOVE,
  type Procedure,
  readProcedure,
  type Transition,
} from "./procedure.ts";

/** Clocks of senders run ahead by so much at most. */
const AHEAD_MS_MAX = 5 * 60_000;

export type Rule =
  | FieldRule
  | ("out_of_order" | "not_begun" | "begun_already" | "before_the_last" | "in_the_future" | "procedure_unknown")
  | ("type_unknown" | "trail_ended" | "not_from_here" | "role_not_allowed" | "organisation_not_allowed")
  | ("actor_not_allowed" | "too_early" | "too_late" | "attachment_missing" | "attachment_kind" | "same_person")
  | ("data_missing" | "move_not_allowed" | "move_without_state");

/** at: JSON pointer into the procedure, where the rule stands. name: what it is about. */
export type Refusal = { rule: Rule; at?: string; name?: string };

/** A procedure that may be followed, prepared for looking things up. */
export type Machine = {
  procedure: Procedure;
  states: ReadonlyMap<string, Procedure["states"][number]>;
  types: ReadonlyMap<string, EventType>;
  roles: ReadonlyMap<string, Procedure["roles"][number]>;
  /** By state and type. */
  transitions: ReadonlyMap<string, { transition: Transition; index: number }>;
};

/** Where a trail stands; plain JSON. */
export type Position = {
  /** Base64 SHA-256 of the procedure's text; of a trail under none undefined, as its state is. */
  procedure?: string;
  state?: string;
  /** When the state was entered. */
  since?: string;
  /** Of its last event. */
  number: number;
  received: string;
  /** By type, what waits for approvals in this state: who gave one. */
  pending: { readonly [type: string]: readonly string[] };
  /** Who did the last event of each type, as one text each. */
  done: { readonly [type: string]: readonly string[] };
};

/** The machine of a procedure's text, or why no trail can be under it. */
export function loadProcedure(text: string): { machine: Machine } | { malformed: Malformed } | { flaws: Flaw[] } {
  const procedure = readProcedure(text);
  if ("code" in procedure) return { malformed: procedure };
  const flaws = checkProcedure(procedure);
  return flaws.length > 0 ? { flaws } : { machine: machineOf(procedure) };
}

function machineOf(procedure: Procedure): Machine {
  const byName = <T extends { name: string }>(items: readonly T[]) => new Map(items.map((item) => [item.name, item]));
  const { states, types, roles, transitions } = procedure;
  return {
    procedure,
    ...{ states: byName(states), types: byName(types), roles: byName(roles) },
    transitions: new Map(
      transitions.flatMap((transition, index) =>
        transition.from.map((state) => [`${state} ${transition.on}`, { transition, index }] as const),
      ),
    ),
  };
}

/** By the base64 SHA-256 of their texts. */
export type Machines = ReadonlyMap<string, Machine>;
/** fields: undefined where the event's data is not at hand, such as erased: what they would have to be is not checked. */
export type Given = { event: TrailEvent; fields: OwnFields | undefined };
/** Not `isWhole`: it would be refused or not by data that is not at hand. */
export type Step = { position: Position | undefined; isWhole: boolean; refusal?: Refusal };

/**
 * One event more. A refused one leaves the trail where it was; its number is taken all the same, since it stands in the chain.
 *
 * @param position after the event before; undefined: there was none
 */
export function step(position: Position | undefined, given: Given, machines: Machines): Step {
  const { event } = given;
  if (event.number !== (position?.number ?? 0) + 1) return refused(position, { rule: "out_of_order" });
  const isWhole = event.data === undefined || given.fields !== undefined;
  const outcome = timeRefusal(position, event) ?? move(position, given, machines);
  if (!("rule" in outcome)) return { position: outcome, isWhole };
  const { number, received } = event;
  const last = position && { ...position, number, received: later(position.received, received) };
  return { position: last, isWhole: true, refusal: outcome };
}

const refused = (position: Position | undefined, refusal: Refusal): Step => ({ position, isWhole: true, refusal });
const later = (one: string, other: string): string => (one > other ? one : other);

/** Every event of a trail, in its order. @returns a step for each */
export function replay(events: readonly Given[], machines: Machines): Step[] {
  const steps: Step[] = [];
  let position: Position | undefined;
  for (const given of events) {
    const taken = step(position, given, machines);
    steps.push(taken);
    position = taken.position;
  }
  return steps;
}

/** When a trail is overdue where it stands; undefined: never. */
export function dueAt({ procedure, state, since }: Position, machines: Machines): Date | undefined {
  const { dueSeconds } = machines.get(procedure ?? "")?.states.get(state ?? "") ?? {};
  return dueSeconds === undefined || since === undefined ? undefined : new Date(Date.parse(since) + dueSeconds * 1_000);
}

function timeRefusal(position: Position | undefined, { received, stated }: TrailEvent): Refusal | undefined {
  if (position && received < position.received) return { rule: "before_the_last" };
  const isAhead = stated !== undefined && Date.parse(stated) > Date.parse(received) + AHEAD_MS_MAX;
  return isAhead ? { rule: "in_the_future" } : undefined;
}

function move(position: Position | undefined, given: Given, machines: Machines): Position | Refusal {
  const { event } = given;
  if (event.type === BEGIN) return position ? { rule: "begun_already" } : begun(event, machines);
  if (!position) return { rule: "not_begun" };
  if (event.type === MOVE) return moved(position, event, machines);
  const { number, received } = event;
  if (position.procedure === undefined) return { ...position, number, received };
  const machine = machines.get(position.procedure);
  return machine ? followed(position, given, machine) : { rule: "procedure_unknown", name: position.procedure };
}

function begun(event: TrailEvent, machines: Machines): Position | Refusal {
  const { procedure, number, received } = event;
  if (procedure === undefined) return { number, received, done: {}, pending: {} };
  const machine = machines.get(procedure);
  if (!machine) return { rule: "procedure_unknown", name: procedure };
  const { begin } = machine.procedure;
  const refusal = actorRefusal(event, machine, { by: begin.by, at: "/begin" });
  const fresh = { state: begin.state, since: received, pending: {}, done: done({}, event) };
  return refusal ?? { procedure, number, received, ...fresh };
}

function moved(position: Position, event: TrailEvent, machines: Machines): Position | Refusal {
  const { procedure = "", number, received } = event;
  const [from, to] = [machines.get(position.procedure ?? ""), machines.get(procedure)];
  if (!to) return { rule: "procedure_unknown", name: procedure };
  const { name, move } = to.procedure;
  if (!move || from?.procedure.name !== name) return { rule: "move_not_allowed", at: "/move", name };
  if (from.states.get(position.state ?? "")?.final) return { rule: "trail_ended", name: position.state ?? "" };
  if (!to.states.has(position.state ?? ""))
    return { rule: "move_without_state", at: "/states", name: position.state ?? "" };
  const refusal = actorRefusal(event, to, { by: move.by, at: "/move" });
  // What waited for approvals waited for those of the version before.
  return refusal ?? { ...position, procedure, number, received, pending: {}, done: done(position.done, event) };
}

function followed(position: Position, { event, fields }: Given, machine: Machine): Position | Refusal {
  const { state = "", since = "" } = position;
  const type = machine.types.get(event.type);
  if (!type) return { rule: "type_unknown", at: "/types", name: event.type };
  const at = `/states/${machine.procedure.states.findIndex(({ name }) => name === state)}`;
  if (machine.states.get(state)?.final) return { rule: "trail_ended", at, name: state };
  const found = machine.transitions.get(`${state} ${event.type}`);
  if (!found) return { rule: "not_from_here", at, name: state };
  const where = `/transitions/${found.index}`;
  return (
    actorRefusal(event, machine, { by: found.transition.by, at: `${where}/by` }) ??
    windowRefusal(event, found.transition, { since, at: where }) ??
    attachmentRefusal(event, found.transition, where) ??
    fieldRefusal(event, type, { fields, at: `/types/${machine.procedure.types.indexOf(type)}` }) ??
    eyesRefusal(position, event, { transition: found.transition, at: where }) ??
    entered(position, event, found.transition)
  );
}

/** role: one that the rule names, and whoever may act in it. */
function actorRefusal(
  { role, actor }: TrailEvent,
  machine: Machine,
  { by, at }: { by: readonly string[]; at: string },
): Refusal | undefined {
  const found = role !== undefined && by.includes(role) ? machine.roles.get(role) : undefined;
  if (!found) return { rule: "role_not_allowed", at, ...(role && { name: role }) };
  const { organisations, actors, name } = found;
  const place = `/roles/${machine.procedure.roles.indexOf(found)}`;
  if (organisations && !organisations.includes(actor.organisation)) {
    return { rule: "organisation_not_allowed", at: `${place}/organisations`, name };
  }
  const isNamed = actors === undefined || actors.some(({ kind, id }) => kind === actor.kind && id === actor.id);
  return isNamed ? undefined : { rule: "actor_not_allowed", at: `${place}/actors`, name };
}

function windowRefusal(
  { received, type: name }: TrailEvent,
  { withinSeconds, afterSeconds }: Transition,
  { since, at }: { since: string; at: string },
): Refusal | undefined {
  const passedMs = Date.parse(received) - Date.parse(since);
  if (afterSeconds !== undefined && passedMs < afterSeconds * 1_000) {
    return { rule: "too_early", at: `${at}/afterSeconds`, name };
  }
  const isLate = withinSeconds !== undefined && passedMs > withinSeconds * 1_000;
  return isLate ? { rule: "too_late", at: `${at}/withinSeconds`, name } : undefined;
}

function attachmentRefusal({ attachments = [] }: TrailEvent, { attach = [] }: Transition, at: string) {
  for (const [index, { as: name, kind }] of attach.entries()) {
    const given = attachments.filter((attachment) => attachment.as === name);
    const place = `${at}/attach/${index}`;
    if (given.length === 0) return { rule: "attachment_missing", at: place, name } as const;
    if (kind && given.some((each) => each.kind !== kind)) return { rule: "attachment_kind", at: place, name } as const;
  }
  return undefined;
}

function fieldRefusal(
  event: TrailEvent,
  { fields: asked = [], name }: EventType,
  { fields, at }: { fields: OwnFields | undefined; at: string },
): Refusal | undefined {
  if (event.data !== undefined && fields === undefined) return undefined;
  if (event.data === undefined && asked.some(({ optional }) => !optional)) return { rule: "data_missing", at, name };
  const wrong = wrongField(asked, fields ?? {});
  return wrong && { rule: wrong.rule, at: `${at}/fields`, name: wrong.field };
}

function eyesRefusal(
  { done, pending }: Position,
  { actor, type }: TrailEvent,
  { transition: { apart = [], approvals }, at }: { transition: Transition; at: string },
): Refusal | undefined {
  const who = identityOf(actor);
  const by = apart.find((each) => peopleOf(done, each).includes(who));
  if (by !== undefined) return { rule: "same_person", at: `${at}/apart`, name: by };
  const isAgain = approvals !== undefined && peopleOf(pending, type).includes(who);
  return isAgain ? { rule: "same_person", at: `${at}/approvals`, name: type } : undefined;
}

function entered(position: Position, event: TrailEvent, { to, approvals = 1 }: Transition): Position {
  const { type, number, received } = event;
  const by = [...peopleOf(position.pending, type), identityOf(event.actor)];
  if (by.length < approvals) return { ...position, number, received, pending: { ...position.pending, [type]: by } };
  const { [type]: _, ...others } = position.pending;
  const now = { ...position, number, received, done: { ...position.done, [type]: by } };
  return to === undefined ? { ...now, pending: others } : { ...now, state: to, since: received, pending: {} };
}

const done = (before: Position["done"], { type, actor }: TrailEvent) => ({ ...before, [type]: [identityOf(actor)] });

/** Own members alone: `constructor` is a name like any other. */
const peopleOf = (by: Position["done"], type: string): readonly string[] =>
  Object.hasOwn(by, type) ? (by[type] ?? []) : [];

/** Two events of one identity are by one person, as far as whoever handed them in says who it was. */
const identityOf = ({ kind, id, organisation, person }: Actor): string =>
  JSON.stringify(person === undefined ? [organisation, kind, id] : [organisation, kind, id, person]);
