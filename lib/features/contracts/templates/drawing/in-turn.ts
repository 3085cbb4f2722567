/** Contracts composed and PDFs marked, all of an organisation's in one line; what is in the way is told as the product tells it. */
import { FairQueue } from "#lib/features/evidence/receipts/drawing/fair-queue.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Composed, type Composition, composeContract, type Marked, markPdf } from "./compose-contract.ts";
import { DrawingRefused } from "./refused.ts";

const WAITING_PER_CALLER_MAX = 64;
const WAITING_MAX = 256;
const queue = new FairQueue({ perCallerMax: WAITING_PER_CALLER_MAX, totalMax: WAITING_MAX });

/** No number: its check character is another, so that nobody takes what is only looked at for a contract. */
export const NO_NUMBER = "1111-1111-1111-1112";
/** The same preview, the same bytes. */
export const NO_TIME: Date = new Date("2026-01-01T00:00:00.000Z");

/** @throws {SealbookError} `contract_letters_missing`, `contract_print_room`; `pdf_…`; `too_many_at_once`, `unavailable` */
export async function composeInTurn(organisationId: string, composition: Composition): Promise<Composed> {
  return await refusing(queue.run(organisationId, () => composeContract(composition)));
}

/** @throws {SealbookError} `contract_pdf_signed`, `contract_pages_too_many`; `pdf_…`; `too_many_at_once`, `unavailable` */
export async function markInTurn(organisationId: string, ...given: Parameters<typeof markPdf>): Promise<Marked> {
  return await refusing(queue.run(organisationId, () => markPdf(...given)));
}

async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DrawingRefused)) throw error;
    const { code, ...details } = error.refusal;
    throw new SealbookError(code, { details });
  }
}
