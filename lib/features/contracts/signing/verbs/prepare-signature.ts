/** The document with what a party filled in, and an empty place for its signature; the same input makes the same bytes. */

import { toHex } from "#lib/core/text/bytes.ts";
import { refusedByName } from "#lib/features/contracts/envelopes/rows/sources.ts";
import { findVersion, readVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import type { Envelope, Party } from "#lib/features/contracts/envelopes/types.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { signingFieldOf } from "#lib/pades/finish-form.ts";
import { type Prepared, prepare, readSignable } from "#lib/pades/prepare.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { fillsOf } from "../checks/values.ts";
import type { Appearance, Values } from "../types.ts";

export interface Wanted {
  /** Of the document that the party was shown, hex. */
  document: string;
  values: Values;
  hand: Appearance;
  at: Date;
  reserveBytes: number;
}

/** @throws {SealbookError} `contract_values_unfit`, `contract_changed`, `pdf_…`, `contract_document_gone` */
export async function prepareSignature(
  { envelope, party }: { envelope: Envelope; party: Party },
  { document, values, hand, at, reserveBytes }: Wanted,
): Promise<{ prepared: Prepared; base: number; before: Uint8Array }> {
  const field = signingFieldOf(envelope.fields, party.name);
  if (field === undefined || party.role === "seals") throw new SealbookError("contract_party_unfit");
  const fills = fillsOf(party, { fields: envelope.fields, values, hand });
  const { number: base, sha256: before, pdf } = await readVersion(envelope);
  requireShown(before, document);
  const prepared = await refusedByName(async () =>
    prepare(await readSignable(pdf), {
      ...{ place: { by: "field", name: field.name }, fills, at, reserveBytes, name: party.person },
      hand: { hand, captions: [party.person, `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`] },
    }),
  );
  return { prepared, base, before };
}

/** Nobody signs or approves what they were not shown. @throws {SealbookError} `contract_changed` */
export function requireShown(now: Uint8Array, shown: string): void {
  if (toHex(now) !== shown) throw new SealbookError("contract_changed");
}

/** That nobody signed meanwhile. @throws {SealbookError} `contract_changed` */
export async function requireBase(tx: Tx, { envelopeId, base }: { envelopeId: string; base: number }): Promise<void> {
  const now = await findVersion(envelopeId, tx);
  if (now?.number !== base) throw new SealbookError("contract_changed");
}
