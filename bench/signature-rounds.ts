/** The signatures of a PDF checked again and again: in this process, or bundled for a browser. */
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";

const ROUNDS = 20;

/** As they travel into a page: base64. */
export interface SignedDocument {
  pdf: string;
  anchors: string[];
  authorities: string[];
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Milliseconds of each round; the first one loads and compiles. @throws {Error} when the document is not found valid */
export async function signatureRounds({ pdf, anchors, authorities }: SignedDocument): Promise<number[]> {
  const bytes = bytesOf(pdf);
  const trusted = { anchors: anchors.map(bytesOf), authorities: authorities.map(bytesOf) };
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const report = await verifyPdfSignatures(bytes, trusted);
    rounds.push(performance.now() - started);
    if (report?.headline !== "valid") throw new Error(`the document is ${report?.headline}`);
  }
  return rounds;
}
