import type { z } from "zod";
import { fromHex, sha256 } from "#lib/core/text/bytes.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { reservedBytes, SIGNING } from "#lib/pades/cms.ts";
import type { Found } from "#lib/pades/keyword.ts";
import type { Place } from "#lib/pades/place.ts";
import { complete, coveredDigest, prepare, readSignable } from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findWords } from "../checks/find-words.ts";
import { readMaterial } from "../rows/material.ts";
import { findSeal } from "../rows/seals.ts";
import type { sealingQuerySchema, signingSchema } from "../schema/api.ts";
import type { StatedPlace } from "../types.ts";
import { requireReady, type Signed, signWithSeal } from "./sign-with-seal.ts";

/**
 * The CMS over a digest alone: the document stays with whoever prepared it.
 *
 * @throws {SealbookError} as `signWithSeal`
 */
export async function signDigest(
  input: { actor: MemberActor; id: string } & z.output<typeof signingSchema>,
): Promise<Signed> {
  requirePermission(input.actor, "seals:use");
  const digest = fromHex(input.digest);
  if (digest === undefined) throw new SealbookError("invalid_field", { field: "digest", details: { field: "digest" } });
  return await signWithSeal({ ...input, digest, asked: { covers: "digest", digest } });
}

/**
 * The document with the seal on it. Nothing of it is kept.
 *
 * @throws {SealbookError} as `signWithSeal`; `pdf_…`, `too_many_at_once`
 */
export async function sealDocument(
  input: { actor: MemberActor; id: string; pdf: Uint8Array } & z.output<typeof sealingQuerySchema>,
): Promise<{ pdf: Uint8Array; signed: Signed }> {
  requirePermission(input.actor, "seals:use");
  const { actor, id, pdf } = input;
  const material = await readMaterial(actor, id);
  if (!material) throw new SealbookError("not_found");
  const { kind, certificates, name, picture } = material;
  const { hash } = SIGNING[kind];
  const place = statedPlace(input);
  const { organisationId } = actor;
  const use = { ...input, asked: { covers: "file", digest: sha256(pdf), place } } as const;
  // Nobody who may not has a document of theirs taken apart here.
  await requireReady(use);
  try {
    const signable = await readSignable(pdf);
    const prepared = await prepare(signable, {
      ...{ picture, name, at: new Date(), strips: input.edges },
      reason: input.reason,
      place: await placeOf(place, { pdf, organisationId }),
      reserveBytes: reservedBytes(certificates, { stamped: input.level !== "B-B" }),
    });
    const digest = coveredDigest(prepared, hash);
    const signed = await signWithSeal({ ...use, digest });
    return { pdf: complete(prepared, signed.cms), signed };
  } catch (error) {
    if (error instanceof PdfRefused) throw new SealbookError(error.code);
    throw error;
  }
}

/**
 * Where words stand on the pages of a document that whoever asks wants to seal; `more`: there are others behind them.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `not_found`, `seal_not_granted`; `pdf_…`, `too_many_at_once`
 */
export async function lookForWords(input: {
  actor: MemberActor;
  id: string;
  pdf: Uint8Array;
  keyword: string;
}): Promise<{ found: Found[]; more: boolean }> {
  requirePermission(input.actor, "seals:use");
  const { actor, id, pdf, keyword } = input;
  const seal = await findSeal(actor, id);
  if (!seal) throw new SealbookError("not_found");
  if (!seal.mayUse) throw new SealbookError("seal_not_granted");
  try {
    return await findWords({ pdf, keyword, all: true }, actor.organisationId);
  } catch (error) {
    if (error instanceof PdfRefused) throw new SealbookError(error.code);
    throw error;
  }
}

/**
 * Where whoever uses it states that it goes.
 *
 * @throws {SealbookError} `invalid_field` for a place that is not said whole, or twice
 */
function statedPlace(input: z.output<typeof sealingQuerySchema>): StatedPlace {
  const { page, x, y, field, keyword, which, edges } = input;
  const said = [page, field, keyword].filter((each) => each !== undefined).length;
  const isWhole = (page === undefined) === (x === undefined) && (x === undefined) === (y === undefined);
  if (said > 1 || !isWhole) throw new SealbookError("invalid_field", { field: "page", details: { field: "page" } });
  if (field !== undefined) return { by: "field", field, edges };
  if (keyword !== undefined) return { by: "keyword", keyword, which, edges };
  if (page !== undefined && x !== undefined && y !== undefined) return { by: "position", page, x, y, edges };
  return { by: "nothing", edges };
}

/** @throws {PdfRefused} as `findWords` @throws {SealbookError} `too_many_at_once` */
async function placeOf(
  stated: StatedPlace,
  { pdf, organisationId }: { pdf: Uint8Array; organisationId: string },
): Promise<Place> {
  if (stated.by === "field") return { by: "field", name: stated.field };
  if (stated.by !== "keyword") return stated;
  const { keyword, which } = stated;
  const [found] = (await findWords({ pdf, keyword, which }, organisationId)).found;
  if (found === undefined) throw new PdfRefused("pdf_keyword_absent");
  const { page, x, y } = found;
  return { by: "point", page, x, y };
}
