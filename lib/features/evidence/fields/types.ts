/** Fields that an organisation asks for when it records, such as a contract's number. What a record carries is in its private details. */
import { type FieldType, OWN_FIELDS_MAX } from "#lib/core/claim/own-fields.ts";

export interface FieldDefinition {
  id: string;
  /** In the organisation's own words, unlike any other of its names. */
  name: string;
  type: FieldType;
  /** Of an amount alone, as in ISO 4217. */
  currency?: string;
  /** Nobody records a file by hand without it; programs decide for themselves. */
  required: boolean;
  /** The list of evidence has a column for it. */
  inList: boolean;
}

/** A record carries no more. */
export const FIELDS_MAX = OWN_FIELDS_MAX;
/** Columns of own fields in the list: with more nobody sees a row at a glance. */
export const LIST_COLUMNS_MAX = 3;
