/** What a party fills in, held against the fields that are its own. */
import type { Party } from "#lib/features/contracts/envelopes/types.ts";
import type { Fill } from "#lib/pades/fill.ts";
import { signingFieldOf } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Appearance, Values } from "../types.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What is filled in, with the places that show the signature once more.
 *
 * @throws {SealbookError} `contract_values_unfit` of the field, by its name
 */
export function fillsOf(
  party: Pick<Party, "name" | "person">,
  { fields, values, hand }: { fields: readonly FormField[]; values: Values; hand: Appearance },
): Fill[] {
  const own = fields.filter((field) => field.party === party.name);
  const signing = signingFieldOf(fields, party.name);
  const typed = own.filter(({ kind }) => !isShown(kind));
  const stranger = Object.keys(values).find((name) => !typed.some((field) => field.name === name));
  if (stranger !== undefined) throw new SealbookError("contract_values_unfit", { field: stranger });
  return own.flatMap((field): Fill[] => {
    if (field === signing) return [];
    if (isShown(field.kind)) return [{ name: field.name, value: party.person, hand }];
    const value = filledIn(field, values[field.name]);
    return value === undefined ? [] : [{ name: field.name, value }];
  });
}

const isShown = (kind: FormField["kind"]): boolean => kind === "signature" || kind === "initials" || kind === "seal";

/** @throws {SealbookError} `contract_values_unfit` */
function filledIn({ name, kind, required, options }: FormField, value: string | boolean | undefined) {
  const isEmpty = value === undefined || value === "" || value === false;
  if (isEmpty && required) throw new SealbookError("contract_values_unfit", { field: name });
  if (isEmpty) return undefined;
  const isRight =
    kind === "check"
      ? value === true
      : typeof value === "string" &&
        (kind !== "date" || (DAY.test(value) && !Number.isNaN(Date.parse(value)))) &&
        (kind !== "choice" || options?.includes(value) === true);
  if (!isRight) throw new SealbookError("contract_values_unfit", { field: name });
  return value;
}
