/** What in a template does not fit together: names that nobody has, conditions that nobody can answer. */
import { placeholdersOf } from "#lib/features/certificates/templates/schema/placeholders.ts";
import type { BlockField, Condition, ContractTemplateDocument, ContractValue, PlacedField } from "../types.ts";
import { MARK_NUMBER } from "../types.ts";
import { comparisonsOf, isAnswerable } from "./conditions.ts";
import { FORMS } from "./spelling.ts";

export interface DocumentFault {
  path: (string | number)[];
  message: string;
}

type Path = (string | number)[];

/** What is said somewhere in it. */
type Said =
  | { path: Path; text: string }
  | { path: Path; field: BlockField | PlacedField }
  | { path: Path; when: Condition | undefined };

export function documentFaults(document: ContractTemplateDocument): DocumentFault[] {
  const { values, parties } = document;
  const names = new Set(parties.map(({ name }) => name));
  const seen = new Set<string>();
  const faults = values.flatMap((value, at) => valueFaults(value, { at, values }));
  for (const said of everything(document)) {
    const { path } = said;
    if ("text" in said) {
      for (const each of placeholdersOf(said.text))
        if (!isKnown(each, values)) faults.push({ path, message: `unknown {{${each.name}}}` });
    } else if ("field" in said) {
      const { name, party, kind, options } = said.field;
      if (!names.has(party)) faults.push({ path: [...path, "party"], message: "unknown party" });
      if (seen.has(name)) faults.push({ path: [...path, "name"], message: "a name of another field" });
      if ((kind === "choice") !== (options !== undefined))
        faults.push({ path: [...path, "options"], message: "options are a choice's" });
      seen.add(name);
    } else if (!areAnswerable(said.when, values)) faults.push({ path, message: "condition" });
  }
  return faults;
}

function valueFaults(
  value: ContractValue,
  { at, values }: { at: number; values: readonly ContractValue[] },
): DocumentFault[] {
  const path = ["values", at];
  const isTurned =
    (value.kind === "amount" && value.min !== undefined && value.max !== undefined && +value.min > +value.max) ||
    (value.kind === "date" && value.from !== undefined && value.until !== undefined && value.from > value.until);
  return [
    // Of what comes later nothing is known when it is asked.
    ...(areAnswerable(value.when, values.slice(0, at)) ? [] : [{ path: [...path, "when"], message: "condition" }]),
    ...(isTurned ? [{ path, message: "the least is greater than the greatest" }] : []),
  ];
}

const areAnswerable = (when: Condition | undefined, values: readonly ContractValue[]): boolean =>
  comparisonsOf(when).every((each) => isAnswerable(each, values));

function isKnown({ name, form }: { name: string; form?: string }, values: readonly ContractValue[]): boolean {
  if (name === MARK_NUMBER) return form === undefined;
  const value = values.find((each) => each.name === name);
  if (value === undefined || (form !== undefined && !FORMS[value.kind].includes(form))) return false;
  // Capital numerals are of renminbi.
  return form !== "words" || (value.kind === "amount" && value.currency === "CNY");
}

function* everything({ title, body }: ContractTemplateDocument): Generator<Said> {
  yield { path: ["title"], text: title };
  if (body.kind === "pdf") {
    for (const [at, { text, when }] of body.prints.entries()) {
      yield { path: ["body", "prints", at, "text"], text };
      yield { path: ["body", "prints", at, "when"], when };
    }
    for (const [at, field] of body.fields.entries()) {
      yield { path: ["body", "fields", at], field };
      yield { path: ["body", "fields", at, "when"], when: field.when };
    }
    return;
  }
  for (const [at, { heading = "", when, blocks }] of body.clauses.entries()) {
    const path = ["body", "clauses", at];
    yield { path: [...path, "heading"], text: heading };
    yield { path: [...path, "when"], when };
    for (const [place, block] of blocks.entries()) {
      const within = [...path, "blocks", place];
      yield { path: [...within, "when"], when: block.when };
      if (block.kind === "field") yield { path: [...within, "field"], field: block.field };
      if (block.kind === "paragraph") yield { path: [...within, "text"], text: block.text };
      if (block.kind !== "table") continue;
      for (const [number, row] of block.rows.entries()) {
        yield { path: [...within, "rows", number, "label"], text: row.label };
        yield { path: [...within, "rows", number, "text"], text: row.text };
      }
    }
  }
}
