import { v7 as uuidv7 } from "uuid";
import { publicUrl } from "#lib/env.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { makeCode, makeToken } from "../rows/tokens.ts";
import type { LinkKind } from "../types.ts";

interface NewLink {
  certificateId: string;
  organisationId: OrganisationId;
  kind: LinkKind;
  expiresAt: Date;
}

/** Makes a link to a certificate, in the caller's transaction. Its token is in the address and nowhere else. */
export async function createHolderLink(tx: Tx, input: NewLink): Promise<{ id: string; url: string; token: string }> {
  const { id, url, token } = await insertLink(tx, input, undefined);
  return { id, url, token };
}

/** A link and a code that makes another one, for the same time. */
export async function createHolderCode(tx: Tx, input: NewLink): Promise<{ id: string; url: string; code: string }> {
  const { code, hash } = makeCode();
  const { id, url } = await insertLink(tx, input, hash);
  return { id, url, code };
}

async function insertLink(tx: Tx, input: NewLink, codeHash: Uint8Array<ArrayBuffer> | undefined) {
  const { token, hash: tokenHash } = makeToken();
  const id = uuidv7();
  const data = { ...input, id, tokenHash, createdAt: new Date(), ...(codeHash && { codeHash }) };
  await tx.certificateLink.create({ data, select: { id: true } });
  return { id, token, url: `${publicUrl}/claim/${token}` };
}
