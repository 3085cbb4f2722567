/** Members that records and private details have in both versions. */
import { isLine, isUuid, readFields } from "../text/json-fields.ts";

export const SALT_BYTES = 16;
/** UTF-16 code units. */
const ORGANISATION_NAME_CHARS_MAX = 256;

export type Submitter = { organisation: string; name: string };

export function readSubmitter(value: unknown): Submitter | undefined {
  const fields = readFields(value, ["organisation", "name"], []);
  if (!isUuid(fields?.organisation) || !isLine(fields.name, ORGANISATION_NAME_CHARS_MAX)) return undefined;
  return { organisation: fields.organisation, name: fields.name };
}

/** A number of bytes that JSON has exactly. */
export function isSize(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}
