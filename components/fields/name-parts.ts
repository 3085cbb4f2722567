/** Values that stand in the files' names, as in "HT-2026-00123 张三.pdf": what its parts are, only the person knows. */
import type { OwnField, OwnFields } from "#lib/core/claim/own-fields.ts";
import { readFieldValue } from "#lib/features/evidence/fields/schema/value.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";

/** Not hyphens: numbers of contracts have them. */
const BETWEEN = /[\s_,，、+]+|(?<=[\p{L}\p{N}])(?=[（(])/u;
const ENDING = /\.[A-Za-z0-9]{1,8}$/;
const PARTS_MAX = 6;
/** Of the files, whose names have as many parts as most: fewer are no pattern. */
const SHARE_MIN = 0.6;
const LIKE_A_NUMBER = /\d{3}/;
const LIKE_A_PERSON = /^\p{Script=Han}{2,4}$/u;

/** The names' parts, of those names that have as many as most; undefined where there is no pattern. */
export function namePartsOf(names: readonly string[]): { parts: string[][]; names: string[] } | undefined {
  const split = names.map((name) => ({ name, parts: partsOf(name) }));
  const counts = new Map<number, number>();
  for (const { parts } of split) counts.set(parts.length, (counts.get(parts.length) ?? 0) + 1);
  const [[most = 0, files = 0] = []] = [...counts].sort(([, one], [, other]) => other - one);
  if (files < names.length * SHARE_MIN || most === 0 || most > PARTS_MAX) return undefined;
  const fitting = split.filter(({ parts }) => parts.length === most);
  const isPattern = fitting.some(({ parts }) => parts.some((part) => LIKE_A_NUMBER.test(part)));
  if (!isPattern) return undefined;
  return { parts: fitting.map(({ parts }) => parts), names: fitting.map(({ name }) => name) };
}

function partsOf(name: string): string[] {
  return name.replace(ENDING, "").split(BETWEEN).filter(Boolean);
}

/** For each part the id of the field that it may be; "" for none. What a part is called by nobody is not proposed. */
export function proposedFields(example: readonly string[], fields: readonly FieldDefinition[]): string[] {
  const free = new Set(fields.filter(({ type }) => type === "text"));
  const take = (wanted: RegExp): string => {
    const field = [...free].find(({ name }) => wanted.test(name));
    if (field) free.delete(field);
    return field?.id ?? "";
  };
  return example.map((part) => {
    if (LIKE_A_NUMBER.test(part)) return take(/号|编码|\bno\b|number|\bid\b|ref/i);
    return LIKE_A_PERSON.test(part) ? take(/人|姓名|客户|holder|name|customer|client/i) : "";
  });
}

/** Values by the files' names. @param chosen for each part the field that it is, or undefined */
export function valuesOfParts(
  { parts, names }: { parts: readonly string[][]; names: readonly string[] },
  chosen: readonly (FieldDefinition | undefined)[],
): Map<string, OwnFields> {
  const values = names.map((name, row): [string, OwnFields] => {
    const own = chosen.flatMap((field, at): [string, OwnField][] => {
      const value = field && readFieldValue(field, parts[row]?.[at] ?? "");
      return field && value ? [[field.name, value]] : [];
    });
    return [name, Object.fromEntries(own)];
  });
  return new Map(values.filter(([, own]) => Object.keys(own).length > 0));
}
