/** An unlinkable proof, made in this browser: the site signs the whole for its holder, and is not told what of it is shown. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { toBase64Url } from "#lib/credentials/base64url.ts";

export interface Proof {
  /** JSON. */
  text: string;
  validUntil: string;
  /** To the page that checks it, with the proof behind the `#`. */
  link: string;
}

const TIMEOUT_MS = 30_000;

/** @returns `problem`: why not, in the reader's language; undefined where nobody answered */
export async function makeProof(asked: {
  token: string;
  id: string;
  shown: readonly string[];
}): Promise<Proof | { problem: string | undefined }> {
  const { token, id, shown } = asked;
  try {
    const [response, { presentUnlinkable }] = await Promise.all([
      fetch(`/claim/${token}/${id}/unlinkable`, {
        method: "POST",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        credentials: "omit",
      }),
      import("#lib/credentials/bbs/present.ts"),
    ]);
    const body = (await response.json()) as { credential?: string; detail?: string };
    if (!response.ok || body.credential === undefined) return { problem: body.detail };
    const text = await presentUnlinkable(body.credential, shown);
    const { validUntil } = JSON.parse(text) as { validUntil: string };
    return { text, validUntil, link: `${location.origin}/verify#proof=${toBase64Url(utf8(text))}` };
  } catch {
    return { problem: undefined };
  }
}
