/** A procedure has one form, in our words and in JSON Schema's, and whatever a trail could not live under is refused by its name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { checkProcedure, FLAWS, type Flaw } from "#lib/trails/check-procedure.ts";
import {
  canonicalProcedure,
  PROCEDURE_CHARS_MAX,
  type Procedure,
  procedureOf,
  readProcedure,
} from "#lib/trails/procedure.ts";
import { procedureJsonSchema } from "#lib/trails/procedure-json-schema.ts";
import { loadProcedure } from "#lib/trails/replay.ts";
import { LOAN_FILE, LOAN_TEXT, loan } from "./loan.ts";

type Change = (procedure: Procedure) => void;

const flawsOf = (change: Change): Flaw[] => {
  const procedure = loan();
  change(procedure);
  // The form holds: these are flaws of sense.
  assert.ok(!("code" in procedureOf(procedure)), JSON.stringify(procedureOf(procedure)));
  return checkProcedure(procedure);
};
const transition = (procedure: Procedure, on: string) => {
  const found = procedure.transitions.find((each) => each.on === on);
  assert.ok(found, on);
  return found;
};
const field = (procedure: Procedure, type: string, name: string) => {
  const found = procedure.types.find((each) => each.name === type)?.fields?.find((each) => each.name === name);
  assert.ok(found, name);
  return found;
};
const label = { en: "x", "zh-CN": "x" };
const state = (name: string) => ({ name, label });

test("the loan of the examples may be published, and its published text is read as what it is", () => {
  assert.deepEqual(checkProcedure(loan()), []);
  assert.deepEqual(readProcedure(LOAN_TEXT), loan());
  assert.ok("machine" in loadProcedure(LOAN_TEXT));
});

const MEANINGLESS: Record<Flaw["code"], [Change, name: string, at: string]> = {
  duplicate_name: [(p) => p.states.push(state("applied")), "applied", "/states/9/name"],
  reserved_name: [(p) => p.types.push({ name: "move", label }), "move", "/types/10/name"],
  unknown_state: [(p) => transition(p, "sign").from.push("nowhere"), "nowhere", "/transitions/4/from"],
  unknown_role: [(p) => transition(p, "sign").by.push("nobody"), "nobody", "/transitions/4/by"],
  unknown_type: [
    (p) => Object.assign(transition(p, "sign"), { apart: ["nothing"] }),
    "nothing",
    "/transitions/4/apart",
  ],
  unused_role: [(p) => p.roles.push({ name: "guest", label }), "guest", "/roles/4"],
  unused_type: [(p) => p.types.push({ name: "sing", label }), "sing", "/types/10"],
  ambiguous_transition: [
    (p) => p.transitions.push({ on: "sign", from: ["approved"], to: "closed", by: ["officer"] }),
    ...(["sign", "/transitions/10"] as const),
  ],
  leaves_final: [(p) => transition(p, "withdraw").from.push("closed"), "closed", "/transitions/3"],
  unreachable_state: [(p) => p.states.push({ ...state("island"), final: true }), "island", "/states/9"],
  dead_end: [
    (p) => {
      p.states.push(state("pit"));
      transition(p, "sign").to = "pit";
      p.transitions = p.transitions.map((each) => ({
        ...each,
        from: each.from.map((from) => (from === "signed" ? "pit" : from)),
      }));
      p.states = p.states.filter(({ name }) => name !== "signed");
      for (const on of ["disburse", "withdraw"]) transition(p, on).from = ["approved"];
      transition(p, "disburse").to = "repaying";
    },
    ...(["pit", "/states/8"] as const),
  ],
  no_way_to_an_end: [
    (p) => {
      p.states.push(state("here"), state("there"));
      transition(p, "decline").to = "here";
      p.transitions.push(
        { on: "remind", from: ["here"], to: "there", by: ["officer"] },
        { on: "remind", from: ["there"], to: "here", by: ["officer"] },
      );
      p.states = p.states.filter(({ name }) => name !== "declined");
    },
    ...(["here", "/states/8"] as const),
  ],
  stuck_when_late: [
    (p) => {
      for (const on of ["check-identity", "decline", "withdraw"]) transition(p, on).withinSeconds = 60;
    },
    ...(["applied", "/states/0"] as const),
  ],
  window_empty: [
    (p) => Object.assign(transition(p, "note-overdue"), { withinSeconds: 60 }),
    ...(["note-overdue", "/transitions/7"] as const),
  ],
  bound_malformed: [(p) => (field(p, "repay", "amount").least = "1e3"), "amount", "/types/6/fields/0"],
  range_empty: [(p) => (field(p, "repay", "amount").most = "0.001"), "amount", "/types/6/fields/0"],
  not_of_this_type: [(p) => (field(p, "decline", "reason").most = "z"), "reason", "/types/2/fields/0"],
};

for (const code of FLAWS) {
  test(`refused at publishing by its name: ${code}`, () => {
    const [change, name, at] = MEANINGLESS[code];
    const flaws = flawsOf(change);
    assert.ok(
      flaws.some((flaw) => flaw.code === code && flaw.name === name && flaw.at === at),
      JSON.stringify(flaws),
    );
  });
}

test("a cycle whose only exit is left open by no time limit ends; one that nothing leaves does not", () => {
  assert.deepEqual(
    flawsOf(MEANINGLESS.no_way_to_an_end[0]).map(({ code, name }) => [code, name]),
    [
      ["no_way_to_an_end", "here"],
      ["no_way_to_an_end", "there"],
    ],
  );
  assert.deepEqual(
    flawsOf((p) => (transition(p, "close").withinSeconds = 60)),
    [],
  );
});

test("a state that leads to itself alone is a dead end", () => {
  const flaws = flawsOf((p) => {
    p.states = p.states.map(({ final, ...each }) =>
      each.name === "withdrawn" ? each : { ...each, ...(final && { final }) },
    );
    p.transitions.push({ on: "withdraw", from: ["withdrawn"], to: "withdrawn", by: ["applicant"] });
  });
  assert.deepEqual(flaws, [{ code: "dead_end", at: "/states/8", name: "withdrawn" }]);
});

test("only canonical text is read, and whatever spelling of JSON comes in is published in it", () => {
  assert.deepEqual(readProcedure(LOAN_FILE), { code: "not_canonical", at: "" });
  const twice = LOAN_TEXT.replace("{", '{"name":"online-loan",');
  for (const text of [twice, `${LOAN_TEXT}}`, "[".repeat(99), `"${"x".repeat(PROCEDURE_CHARS_MAX)}"`]) {
    assert.equal(canonicalProcedure(text), undefined);
    assert.ok("malformed" in loadProcedure(text));
  }
});

test("what has not the form is named by its place", () => {
  const at = (change: (value: ReturnType<typeof JSON.parse>) => void) => {
    const value = JSON.parse(LOAN_FILE);
    change(value);
    const read = procedureOf(value);
    return "code" in read ? read.at : undefined;
  };
  assert.equal(
    at((p) => (p.transitions[3].guard = "isAdult")),
    "/transitions/3",
  );
  assert.equal(
    at((p) => (p.transitions[3].by = "applicant")),
    "/transitions/3/by",
  );
  assert.equal(
    at((p) => (p.states[0].dueSeconds = 0.5)),
    "/states/0/dueSeconds",
  );
  assert.equal(
    at((p) => (p.types[1].fields[0].least = 0.01)),
    "/types/1/fields/0/least",
  );
  assert.equal(
    at((p) => delete p.begin),
    "/begin",
  );
});

test("its JSON Schema accepts and refuses what we do", () => {
  const accepts = new Ajv2020({ strict: true, ownProperties: true }).compile(procedureJsonSchema());
  assert.ok(accepts(JSON.parse(LOAN_FILE)), JSON.stringify(accepts.errors));
  const values = fc.oneof(
    ...[fc.string({ unit: "binary" }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)],
    ...[
      fc.constant([]),
      fc.constant({}),
      fc.constantFrom("x", "begin", "a".repeat(65), "字".repeat(200), "𠮷".repeat(200), "𠮷".repeat(201), "\u2028"),
    ],
    ...[fc.array(fc.string(), { maxLength: 80 }), fc.record({ en: fc.string(), "zh-CN": fc.string() })],
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(), values, fc.constantFrom("set", "delete", "add"), (where, value, how) => {
      const changed = JSON.parse(LOAN_FILE);
      const places = placesIn(changed);
      const [parent, key] = places[where % places.length] ?? [changed, "name"];
      if (how === "set") parent[key] = value;
      else if (how === "delete") Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key];
      else if (Array.isArray(parent)) parent.push(value);
      else parent.more = value;
      const ours = !("code" in procedureOf(changed));
      refused += ours ? 0 : 1;
      assert.equal(accepts(changed), ours, canonicalPlace(parent));
    }),
    { numRuns: 2_000 },
  );
  assert.ok(refused > 500);
});

// biome-ignore lint/suspicious/noExplicitAny: any JSON.
type Json = any;
function placesIn(value: Json): [parent: Json, key: string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [[value, key] as [Json, string], ...placesIn(value[key])]);
}
function canonicalPlace(value: Json): string {
  try {
    return canonicalJson(value);
  } catch {
    return String(value);
  }
}

test("the worst that the form allows is checked in a moment", () => {
  const names = Array.from({ length: 64 }, (_, index) => `s${index}`);
  const procedure: Procedure = {
    ...loan(),
    states: names.map((name, index) => ({ ...state(name), ...(index === 63 && { final: true as const }) })),
    begin: { state: "s0", by: ["officer"] },
    transitions: Array.from({ length: 256 }, () => ({ on: "sign", from: names, to: "s63", by: ["officer"] })),
  };
  const begun = performance.now();
  assert.ok(checkProcedure(procedure).length > 1_000);
  assert.ok(performance.now() - begun < 50_000);
});
