import { loadShaper } from "#lib/pdf/shaping.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { SealDesign } from "../types.ts";
import { hasLetters } from "./draw-seal.ts";
import { writeSealSvg } from "./write-seal.ts";

/** A design as documents would have it, before there is a seal. @throws {SealbookError} `seal_letters_missing` */
export async function drawPreview(design: SealDesign): Promise<string> {
  await loadShaper();
  if (!hasLetters(design)) throw new SealbookError("seal_letters_missing", { field: "words" });
  return writeSealSvg(design, design.words);
}
