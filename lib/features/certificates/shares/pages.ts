/** What a holder's page shows. */
import { disclosuresOf } from "#lib/credentials/sd-jwt.ts";
import { publicUrl } from "#lib/env.ts";
import { certificateReceipt } from "#lib/features/certificates/credentials/rows.ts";
import { readHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { findHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import { listPasskeys } from "#lib/features/certificates/holders/rows/passkeys.ts";
import type { FieldWords, HeldCertificate, HolderPasskey } from "#lib/features/certificates/holders/types.ts";
import { loadSharedRecord } from "#lib/features/evidence/receipts/pages.ts";
import type { SharedRecord } from "#lib/features/evidence/receipts/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import { findShareAccess, listShares } from "./rows/shares.ts";
import { findPublicCertificate, isCertificate } from "./rows/shown.ts";
import { shareToken } from "./rows/token.ts";
import { type Disclosable, type HolderCertificate, isOnPage } from "./types.ts";

/** The certificates that a link opens. Changes nothing: programs open links by themselves. @returns undefined where it opens nothing */
export async function loadHolderPage(
  token: string,
): Promise<{ certificates: HolderCertificate[]; passkeys: HolderPasskey[] } | undefined> {
  const holder = await findHolder(token, "");
  if (holder === undefined) return undefined;
  const [held, passkeys] = await Promise.all([readHeld(holder.certificateIds), listPasskeys(holder)]);
  return { certificates: await Promise.all(held.map(toPage)), passkeys };
}

async function toPage(held: HeldCertificate): Promise<HolderCertificate> {
  const { sdJwt, organisationId: _, unitId: __, batchId: ___, ...certificate } = held;
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

export type CertificatePage =
  | { state: "absent" }
  /** The share has ended, not the certificate. */
  | { state: "expired" | "ended" }
  /** Likewise; who looked a short while ago goes on looking. */
  | { state: "used"; share: string }
  /** Nothing of it is on the page until somebody presses the button. */
  | { state: "ask"; share: string }
  | { state: "open"; shown: { presentation: string; receipt: string; whole: boolean; labels: Record<string, string> } };

/** A certificate's page by its address, or by a share of it. Changes nothing. @param asked.share the share's token, as it came */
export async function loadCertificatePage(asked: {
  id: string;
  share?: string | undefined;
  locale: Locale;
}): Promise<CertificatePage> {
  const { id, share, locale } = asked;
  if (share !== undefined) {
    const access = await findShareAccess(share);
    if (access.state === "absent" || access.certificateId !== id) return { state: "absent" };
    if (access.state === "open") return { state: "ask", share };
    return access.state === "used" ? { state: "used", share } : { state: access.state };
  }
  const [shown, receipt] = [await findPublicCertificate(id), await certificateReceipt(id)];
  if (!shown || !receipt) return { state: "absent" };
  const { presentation, whole, labels } = shown;
  return { state: "open", shown: { presentation, receipt: receipt.text, whole, labels: labels[locale] } };
}

/** What the web process sends at /v/ID by itself; undefined for a certificate's page, which is the framework's. */
export async function loadRecordPage(evidenceId: string): Promise<SharedRecord | undefined> {
  const shared = await loadSharedRecord({ evidenceId });
  return shared.access === "absent" && (await isCertificate(evidenceId)) ? undefined : shared;
}
