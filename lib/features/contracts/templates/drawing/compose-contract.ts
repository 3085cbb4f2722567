/** A contract from a version of a template and what its sender states: the PDF, and what the parties fill in. */
import { markAddress } from "#lib/core/text/mark-number.ts";
import { publicUrl } from "#lib/env.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { holds } from "../schema/conditions.ts";
import { type Spelling, spelled } from "../schema/spelling.ts";
import type { ContractParty, ContractTemplateDocument, Language, PageSizes, StatedValues } from "../types.ts";
import { composeInThread } from "./compose-threads.ts";

export interface Composition {
  /** Of a published version. */
  document: ContractTemplateDocument;
  /** Of a template that is a PDF. */
  pdf?: Uint8Array | undefined;
  /** As `readValues` has them. */
  values: StatedValues;
  /** Of the mark: from `makeMarkNumber`. */
  number: string;
  /** What the file says of when it was made. */
  at: Date;
}

export interface Composed {
  pdf: Uint8Array<ArrayBuffer>;
  fields: FormField[];
  parties: ContractParty[];
  number: string;
}

/**
 * The same bytes whenever it is composed from the same facts under the same fonts.
 *
 * @throws {DrawingRefused} what is in the way: letters that no font has, a print without room, a PDF that cannot be marked
 */
export async function composeContract({ document, pdf, values, number, at }: Composition): Promise<Composed> {
  const { body, language, parties } = document;
  const mark = markOf(number, language);
  if (body.kind === "text") {
    const contract = { document, body, stated: values, mark, at };
    const made = await composeInThread({ kind: "text", contract });
    return { pdf: made.pdf, fields: made.fields, parties, number };
  }
  if (pdf === undefined) throw new Error("The PDF of this template is not there.");
  const isThere = { values: document.values, stated: values };
  const spelling: Spelling = { document, stated: values, number };
  const prints = body.prints
    .filter(({ when }) => holds(when, isThere))
    .map(({ when: _, ...print }) => ({ ...print, text: spelled(print.text, spelling) }));
  const made = await composeInThread({ kind: "pdf", contract: { pdf, mark, prints } });
  const fields = body.fields
    .filter(({ when }) => holds(when, isThere))
    .map(({ when: _, ...field }): FormField => field);
  return { pdf: made.pdf, fields, parties, number };
}

export interface Marked {
  pdf: Uint8Array<ArrayBuffer>;
  pages: PageSizes;
}

/** A PDF that was made elsewhere, with the mark on every page. @throws {DrawingRefused} */
export async function markPdf(
  pdf: Uint8Array,
  { number, language }: { number: string; language: Language },
): Promise<Marked> {
  return await composeInThread({ kind: "pdf", contract: { pdf, mark: markOf(number, language), prints: [] } });
}

const markOf = (number: string, language: Language) => ({
  ...{ number, language, address: markAddress(publicUrl, number) },
});
