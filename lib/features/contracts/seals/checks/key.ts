/** Whether a seal's key may be asked, answers, and is its certificate's. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { env } from "#lib/env.ts";
import { mayBeAsked } from "#lib/infra/http/guarded-fetch.ts";
import { KeyAway, signWithHeldKey } from "#lib/infra/keys/held-keys.ts";
import { isOwnSignature, type SigningKind } from "#lib/pades/cms.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { DocumentSeal } from "../types.ts";

export interface CertifiedKey {
  origin: DocumentSeal["origin"];
  signing: SigningKind;
  stored: Uint8Array<ArrayBuffer>;
  certificate: Uint8Array;
  chain: Uint8Array[];
}

/** What a key is asked to sign before anybody depends on it: no attributes of a CMS, which begin with 0x31. */
const PROBE = utf8("sealbook: does this key sign?");

/** A key has signed once with its certificate before anybody depends on it. @throws {SealbookError} `seal_key_unfit`, `seal_signer_away` */
export async function requireSigning(
  { signing, stored, certificate }: CertifiedKey,
  { owner, field }: { owner: string; field: string },
): Promise<void> {
  const signature = await signWithHeldKey({ stored, owner, kind: signing }, { id: owner, bytes: PROBE }).catch(
    (error: unknown) => {
      if (error instanceof KeyAway) return refuseAway(error);
      // A key that is bound to other parameters, or shorter than they need.
      throw new SealbookError("seal_key_unfit", { field, cause: error });
    },
  );
  if (!(await isOwnSignature({ kind: signing, certificate, attributes: PROBE, signature })))
    throw new SealbookError("seal_key_unfit", { field });
}

/** @throws {SealbookError} `seal_signer_away` for a key that could not be asked; whatever else it was */
export function refuseAway(error: unknown): never {
  if (error instanceof KeyAway) throw new SealbookError("seal_signer_away", { cause: error });
  throw error;
}

/** Refuses what would never be asked. Where a name leads is looked at each time. @throws {SealbookError} `seal_signer_address` */
export function requireSignerAddress(address: string): void {
  if (!mayBeAsked(address, env.SIGNER_INSIDE_HOSTS)) throw new SealbookError("seal_signer_address", { field: "url" });
}
