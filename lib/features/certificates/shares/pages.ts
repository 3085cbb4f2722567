/** What a holder's page shows. */
import { disclosuresOf } from "#lib/credentials/sd-jwt.ts";
import { publicUrl } from "#lib/env.ts";
import { readHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { findHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import type { FieldWords, HeldCertificate } from "#lib/features/certificates/holders/types.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import { listShares } from "./rows/shares.ts";
import { shareToken } from "./rows/token.ts";
import { type Disclosable, type HolderCertificate, isOnPage } from "./types.ts";

/** The certificates that a link opens. Changes nothing: programs open links by themselves. @returns undefined where it opens nothing */
export async function loadHolderPage(token: string): Promise<HolderCertificate[] | undefined> {
  const holder = await findHolder(token, "");
  if (holder === undefined) return undefined;
  const held = await readHeld(holder.certificateIds);
  return await Promise.all(held.map(toPage));
}

async function toPage(held: HeldCertificate): Promise<HolderCertificate> {
  const { sdJwt, organisationId: _, batchId: __, ...certificate } = held;
  const page = `${publicUrl}/v/${held.id}`;
  const shares = held.claimedAt === undefined ? [] : await listShares(held.id);
  return {
    ...certificate,
    page,
    disclosables: disclosables(sdJwt, held.fields),
    shares: shares.map((share) => {
      if (share.state !== "open") return share;
      const url = `${page}?share=${shareToken(share.id)}`;
      return { ...share, url, qr: qrPath(url) };
    }),
  };
}

/** In the order of the template's fields, the holder's name first, predicates behind. */
function disclosables(sdJwt: string, fields: readonly FieldWords[]): Disclosable[] {
  const order = ["fields.holder_name", ...fields.map(({ name }) => `fields.${name}`)];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return disclosuresOf(sdJwt)
    .map(({ name, value }) => ({
      name,
      onPage: isOnPage(name, fields),
      ...(typeof value === "boolean" ? { holds: value } : { value: String(value) }),
    }))
    .sort((one, other) => place(one.name) - place(other.name) || (one.name < other.name ? -1 : 1));
}
