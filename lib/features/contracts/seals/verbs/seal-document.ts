import type { z } from "zod";
import { fromHex, sha256 } from "#lib/core/text/bytes.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { reservedBytes, SIGNING } from "#lib/pades/cms.ts";
import { findKeyword } from "#lib/pades/keyword.ts";
import type { Place } from "#lib/pades/place.ts";
import { complete, coveredDigest, prepare, readSignable } from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readMaterial } from "../rows/material.ts";
import type { sealingQuerySchema, signingSchema } from "../schema/api.ts";
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
 * @throws {SealbookError} as `signWithSeal`; `pdf_…`
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
  const use = { ...input, asked: { covers: "file", digest: sha256(pdf) } } as const;
  // Nobody who may not has a document of theirs taken apart here.
  await requireReady(use);
  try {
    const signable = await readSignable(pdf);
    const prepared = await prepare(signable, {
      ...{ picture, name, at: new Date(), strips: input.edges },
      reason: input.reason,
      place: await placeOf(input),
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

/** @throws {SealbookError} `invalid_field` for a place that is not said whole, or twice @throws {PdfRefused} */
async function placeOf(input: { pdf: Uint8Array } & z.output<typeof sealingQuerySchema>): Promise<Place> {
  const { pdf, page, x, y, field, keyword, which } = input;
  const said = [page, field, keyword].filter((each) => each !== undefined).length;
  const isWhole = (page === undefined) === (x === undefined) && (x === undefined) === (y === undefined);
  if (said > 1 || !isWhole || page === 0)
    throw new SealbookError("invalid_field", { field: "page", details: { field: "page" } });
  if (field !== undefined) return { by: "field", name: field };
  if (keyword !== undefined) return { by: "point", ...(await findKeyword(pdf, { keyword, which })) };
  if (page !== undefined && x !== undefined && y !== undefined) return { by: "position", page, x, y };
  return { by: "nothing" };
}
