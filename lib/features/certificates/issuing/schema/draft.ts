/** What a certificate is to say, as somebody typed it or a table holds it, in its one form; or what is wrong with it, field by field. */
import { findHiddenCharacter } from "#lib/core/text/names.ts";
import { type FaultCode, VALUE_CHARS_MAX } from "#lib/features/certificates/templates/types.ts";
import { readFieldValue } from "#lib/features/evidence/fields/schema/value.ts";
import type { CellFault } from "#lib/sheets/cell.ts";

/** Fields that every template has. */
export const HOLDER_NAME = "holder_name";
export const EMAIL = "email";
export const REPLACES = "replaces";
const NAME_CHARS_MAX = 200;
const EMAIL_CHARS_MAX = 254;
/** Room for the address of a page. */
const REPLACES_CHARS_MAX = 500;
/** A certificate, by its id or its page's address, which ends in it. */
const CERTIFICATE_ID = /(?:^|\/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;
/** As lib/gate/parse-form.ts: what a mail server will say is not guessed. */
const ADDRESS = /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+\.[^\s@<>"(),:;[\]\\]+$/;

/** Of a template's field, what decides about a value. */
export interface AskedField {
  name: string;
  label: { "zh-CN": string; en: string };
  type: "text" | "date" | "number" | "choice";
  required: boolean;
  choices?: readonly string[] | undefined;
}

export interface Draft {
  holderName: string;
  email?: string | undefined;
  values: Record<string, string>;
  /** The id of the certificate that it takes the place of. */
  replaces?: string | undefined;
}

/** Texts by field, `holder_name`, `email` and `replaces` among them; what is empty or absent is not there. */
export type Typed = Readonly<Record<string, string | undefined>>;

/** As checks of a template name them; an address is a mail address. */
export type DraftFaultCode = FaultCode | CellFault | "address_wrong" | ReplacesFault;
/** No id; none of the organisation's certificates; one that is superseded or revoked; one that another draft of the batch replaces. */
export type ReplacesFault = "replaces_wrong" | "replaces_unknown" | "replaces_over" | "replaces_twice";

export interface DraftFault {
  field: string;
  code: DraftFaultCode;
  /** As U+200B. */
  character?: string | undefined;
  /** From 1, in characters as people count them. */
  place?: number | undefined;
  /** As it stands there, where no other words say it. */
  found?: string | undefined;
  /** The standard character in the place of a private one, where it is known. */
  standard?: string | undefined;
}

/** Full and half width blanks around a value are a slip; inside they are the value's. */
const tidy = (text: string) => text.normalize("NFC").trim();

/** Both: what can be read of it is shown beside what is wrong. */
export function readDraft(typed: Typed, fields: readonly AskedField[]): { draft: Draft; faults: DraftFault[] } {
  const faults: DraftFault[] = [];
  const take = (field: string, reading: Reading) => {
    const text = tidy(Object.hasOwn(typed, field) ? (typed[field] ?? "") : "");
    if (text === "" && reading.required) faults.push({ field, code: "missing" });
    if (text === "") return undefined;
    const fault = faultOfText(field, { text, charsMax: reading.charsMax });
    const value = fault ? undefined : reading.read(text);
    if (fault) faults.push(fault);
    else if (value === undefined) faults.push({ field, code: reading.otherwise, found: text.slice(0, NAME_CHARS_MAX) });
    return value ?? text;
  };
  const holderName = take(HOLDER_NAME, { ...TEXT, required: true, charsMax: NAME_CHARS_MAX }) ?? "";
  const email = take(EMAIL, ADDRESSED);
  const replaces = take(REPLACES, REPLACED);
  const values: Record<string, string> = {};
  for (const field of fields.filter(({ name }) => !EVERY_DRAFT_HAS.includes(name))) {
    const value = take(field.name, { ...readingOf(field), required: field.required });
    if (value !== undefined) values[field.name] = value;
  }
  const known = new Set([...EVERY_DRAFT_HAS, ...fields.map(({ name }) => name)]);
  for (const name of Object.keys(typed).filter((each) => !known.has(each)))
    faults.push({ field: name, code: "unknown_field" });
  const optional = { ...(email === undefined ? {} : { email }), ...(replaces === undefined ? {} : { replaces }) };
  return { draft: { holderName, ...optional, values }, faults };
}

interface Reading {
  required?: boolean;
  charsMax: number;
  read: (text: string) => string | undefined;
  otherwise: DraftFaultCode;
}

const TEXT: Reading = { charsMax: VALUE_CHARS_MAX, read: (text) => text, otherwise: "too_long" };
const ADDRESSED: Reading = {
  charsMax: EMAIL_CHARS_MAX,
  read: (text) => (ADDRESS.test(text) ? text : undefined),
  otherwise: "address_wrong",
};

const REPLACED: Reading = {
  charsMax: REPLACES_CHARS_MAX,
  read: (text) => CERTIFICATE_ID.exec(text)?.[1]?.toLowerCase(),
  otherwise: "replaces_wrong",
};
const EVERY_DRAFT_HAS: readonly string[] = [HOLDER_NAME, EMAIL, REPLACES];

function readingOf({ type, choices = [] }: AskedField): Reading {
  const typed = (as: "date" | "number") => (text: string) =>
    readFieldValue({ type: as, currency: undefined }, text)?.value;
  switch (type) {
    case "date":
      return { ...TEXT, read: typed("date"), otherwise: "date_absent" };
    case "number":
      return { ...TEXT, read: typed("number"), otherwise: "number_wrong" };
    case "choice":
      return { ...TEXT, read: (text) => choices.find((each) => each === text), otherwise: "choice_unknown" };
    case "text":
      return TEXT;
  }
}

function faultOfText(field: string, { text, charsMax }: { text: string; charsMax: number }): DraftFault | undefined {
  const at = findHiddenCharacter(text);
  if (at !== undefined) {
    return {
      field,
      code: "hidden_character",
      character: codePointName(text, at),
      place: [...text.slice(0, at)].length + 1,
    };
  }
  return text.length > charsMax ? { field, code: "too_long" } : undefined;
}

/** "U+200B" of the character that stands there. */
export function codePointName(text: string, at: number): string {
  return `U+${(text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** By which two drafts are the same: name and every value, whatever the case of the letters. */
export function draftKey({ holderName, values }: Draft): string {
  const entries = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([holderName, entries]).toLowerCase();
}
