import type { Actor } from "#lib/gate/actor.ts";
import { isRangeWithin } from "#lib/gate/address-ranges.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { KeyReach } from "../types.ts";

/**
 * A key may make and change keys, but none that may more than itself: else whoever has it would have them all. People are bound by their
 * role alone.
 *
 * @param options keys: as they are, and as they are to be
 * @returns who made the key that acts, where one does
 * @throws {SealbookError} `key_beyond` of the field
 */
export async function requireReach(
  tx: Tx,
  { actor, keys }: { actor: Actor; keys: readonly KeyReach[] },
): Promise<string | null> {
  if (actor.kind !== "api-key") return null;
  const own = await tx.apiKey.findUniqueOrThrow({ where: { id: actor.apiKeyId } });
  for (const { scopes, addressRanges, expiresAt } of keys) {
    if (!scopes.every((scope) => own.scopes.includes(scope)))
      throw new SealbookError("key_beyond", { field: "scopes" });
    const isFree = addressRanges.length === 0;
    if (
      own.addressRanges.length > 0 &&
      (isFree || !addressRanges.every((range) => isRangeWithin(range, own.addressRanges)))
    ) {
      throw new SealbookError("key_beyond", { field: "addressRanges" });
    }
    if (own.expiresAt && (!expiresAt || expiresAt > own.expiresAt)) {
      throw new SealbookError("key_beyond", { field: "expiresAt" });
    }
  }
  return own.createdById;
}
