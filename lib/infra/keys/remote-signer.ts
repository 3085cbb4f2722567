/**
 * A key that somebody else holds: their signer is asked over HTTPS for each signature. The request says which use it is of, how to sign and
 * what, and is itself signed as Standard Webhooks 1.0 says, so that the signer knows who asks:
 *
 *     POST {"id": "<uuid>", "algorithm": "ecdsa-sha256", "input": "<base64>"}  →  200 {"signature": "<base64>"}
 *
 * `input` is what is signed, before any digest: the signed attributes of a CMS (RFC 5652 section 5.4).
 */
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { env } from "#lib/env.ts";
import { guardedFetch } from "#lib/infra/http/guarded-fetch.ts";
import type { SigningKind } from "#lib/pades/cms.ts";

/** The longest signature of RSA. */
const SIGNATURE_CHARS_MAX = 1_400;
const answerSchema = z.object({ signature: z.base64().min(1).max(SIGNATURE_CHARS_MAX) });

export interface RemoteSigner {
  url: string;
  /** What requests are signed with. */
  secret: string;
}

/** The signer cannot be asked, or answered no signature. Says why, in a word or a status. */
export class SignerAway extends Error {
  override name = "SignerAway";
}

/** @param what.id of the use @throws {SignerAway} */
export async function askSigner(
  { url, secret }: RemoteSigner,
  what: { id: string; kind: SigningKind; bytes: Uint8Array },
): Promise<Uint8Array> {
  const { id, kind, bytes } = what;
  const body = JSON.stringify({ id, algorithm: kind, input: Buffer.from(bytes).toString("base64") });
  const at = new Date();
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret, { format: "raw" }).sign(id, at, body),
  };
  const response = await guardedFetch(url, { method: "POST", headers, body, allowed: env.SIGNER_INSIDE_HOSTS }).catch(
    (error: Error) => {
      throw new SignerAway(error.name === "TimeoutError" ? "timeout" : "unreachable", { cause: error });
    },
  );
  if (response.status !== 200) throw new SignerAway(`HTTP ${response.status}`);
  const answer = answerSchema.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw new SignerAway("no signature");
  return new Uint8Array(Buffer.from(answer.data.signature, "base64"));
}
