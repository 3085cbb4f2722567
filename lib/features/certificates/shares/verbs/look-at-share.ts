import { presentSdJwt } from "#lib/credentials/sd-jwt.ts";
import { certificateReceipt } from "#lib/features/certificates/credentials/rows.ts";
import { findHeld } from "#lib/features/certificates/holders/rows/certificates.ts";
import { hashSecret } from "#lib/gate/api-key-secret.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { isLooking, shareState } from "../rows/shares.ts";
import { readShareToken } from "../rows/token.ts";
import { isWhole, labelsOf, type SharedView } from "../types.ts";

interface Look {
  /** As it stands in the address. */
  token: string;
  /** Made by the page that asks: the same one again is the same look. */
  key: string;
  /** Who they say they are; may be empty. */
  viewer: string;
}

interface Row {
  certificateId: string;
  shown: string[];
  views: number;
  viewsMax: number | null;
  expiresAt: Date;
  endedAt: Date | null;
}

/**
 * Somebody pressed the button: the view is counted, and they get what the share shows. Of many who press at once, as many get it as
 * the share has views left: its row is locked until the view is written.
 *
 * @throws {SealbookError} `not_found`: no share of ours; `share_ended`, `share_expired`, `share_used`
 */
export async function lookAtShare(look: Look): Promise<SharedView> {
  const shareId = requireShareId(look.token);
  const { certificateId, shown } = await prisma().$transaction((tx) => count(tx, { ...look, shareId }));
  const [held, receipt] = [await findHeld(certificateId), await certificateReceipt(certificateId)];
  if (!held || !receipt) throw new SealbookError("not_found");
  const presentation = presentSdJwt(held.sdJwt, shown);
  const [whole, labels] = [isWhole(held.sdJwt, shown), labelsOf(shown, held.fields)];
  return { presentation, receipt: receipt.text, certificateId, whole, labels };
}

/** @throws {SealbookError} `not_found` */
function requireShareId(token: string): string {
  const id = readShareToken(token);
  if (id === undefined) throw new SealbookError("not_found");
  return id;
}

async function count(tx: Tx, { shareId, key, viewer }: Look & { shareId: string }): Promise<Row> {
  const [share] = await tx.$queryRaw<Row[]>`
    SELECT certificate_id AS "certificateId", shown, views, views_max AS "viewsMax", expires_at AS "expiresAt", ended_at AS "endedAt"
    FROM certificate_share WHERE id = ${shareId}::uuid FOR UPDATE`;
  if (!share) throw new SealbookError("not_found");
  const state = shareState(share, new Date());
  // The last view goes on after it was counted; what was ended or has expired goes on for nobody.
  if ((state === "open" || state === "used") && (await isLooking(tx, { shareId, key }))) return share;
  if (state !== "open") throw new SealbookError(`share_${state}`);
  const number = share.views + 1;
  await tx.certificateShare.update({ where: { id: shareId }, data: { views: number }, select: { id: true } });
  // Under a key that was counted long ago it is another look.
  const known = await tx.certificateShareView.count({ where: { shareId, keyHash: hashSecret(key) } });
  const keyHash = hashSecret(known === 0 ? key : `${key} ${number}`);
  await tx.certificateShareView.create({ data: { shareId, number, viewer, keyHash } });
  return share;
}
