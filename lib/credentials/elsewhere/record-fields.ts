/** What a record of an original says of its check, as own fields: the same by whatever way it is imported, and to be searched for. */
import { FIELD_VALUE_CHARS_MAX, type OwnFields } from "#lib/core/claim/own-fields.ts";
import type { ElsewhereCheck } from "./words.ts";

export const SYSTEM_FIELD = "certificate system";
export const CHECK_FIELD = "original check";
export const ASKED_FIELD = "original asked";
/** How many fields of a record they take. */
export const CHECK_FIELDS = 3;
const NONE = "none";
const NOTHING = "no certificate in data: nothing could be checked";

/** @param check undefined for what is no certificate in data */
export function checkFields(check: ElsewhereCheck | undefined): OwnFields {
  const steps = check?.steps.map(({ name, status, reason }) => `${name} ${status}${reason ? ` (${reason})` : ""}`);
  const asked = check?.asked.join(", ") ?? "";
  const text = (value: string) => ({ type: "text" as const, value: value.slice(0, FIELD_VALUE_CHARS_MAX) });
  return {
    [SYSTEM_FIELD]: text(check?.system ?? NONE),
    [CHECK_FIELD]: text(steps?.join(", ") ?? NOTHING),
    ...(asked === "" ? {} : { [ASKED_FIELD]: text(asked) }),
  };
}
