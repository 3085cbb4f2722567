/** Whether everything that a template places on a PDF lies on its pages. */
import { SealbookError } from "#lib/words/errors.ts";
import { findPageSizes } from "../rows/templates.ts";
import type { ContractTemplateDocument } from "../types.ts";

/** Rounding to hundredths of a millimetre may cost so much. */
const SLACK_MM = 0.05;

/** @throws {SealbookError} `contract_pdf_unknown`; `contract_place_outside` with the page and where in the document it is said */
export async function requireOnPages(organisationId: string, { body }: ContractTemplateDocument): Promise<void> {
  if (body.kind !== "pdf") return;
  const pages = await findPageSizes(organisationId, body.sha256);
  if (pages === undefined) throw new SealbookError("contract_pdf_unknown", { field: "document.body.sha256" });
  for (const part of ["prints", "fields"] as const) {
    for (const [at, { page, x, y, width, height }] of body[part].entries()) {
      const [wide, high] = pages[page - 1] ?? [0, 0];
      if (x + width <= wide + SLACK_MM && y + height <= high + SLACK_MM) continue;
      const field = `document.body.${part}.${at}`;
      throw new SealbookError("contract_place_outside", { field, details: { page, pages: pages.length } });
    }
  }
}
