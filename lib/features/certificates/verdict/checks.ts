/** What those say who are asked for a reader: an issuer's installation, the ledger that a receipt names, a domain. */
import { guardedFetch } from "#lib/infra/http/guarded-fetch.ts";
import { isIssuerAddress } from "#lib/verify/certificate/issuer-address.ts";

/** What such answers are: documents and lists in JSON, lists as JWT. Pages, pictures and programs are none. */
const ANSWER_TYPE = /^(?:application\/(?:[a-z0-9.+-]+\+)?(?:json|jwt)|application\/(?:vc|did)|text\/plain)(?:;|$)/i;
const OK = 200;

/**
 * The bytes of an answer, as they came; nothing has been checked.
 *
 * @param allowed see `guardedFetch`
 * @throws {Error} for an address at which no issuer answers, and where nothing is had: nobody there, led elsewhere, another kind of answer
 */
export async function askIssuer(address: string, allowed: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  if (!isIssuerAddress(address)) throw new Error("No issuer answers there");
  const answer = await guardedFetch(address, { allowed });
  const type = answer.headers.get("content-type") ?? "";
  if (answer.status !== OK || !ANSWER_TYPE.test(type)) throw new Error(`${address} is answered with ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
