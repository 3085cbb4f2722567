/** The press of the button at a share, asked of this site. */

export type ShareAnswer =
  | { ok: true; presentation: string; receipt: string; whole: boolean; key: string }
  /** `text`: why not, in the reader's language; undefined where nobody answered. */
  | { ok: false; text?: string };

const KEY_BYTES = 16;
const TIMEOUT_MS = 20_000;

/** One press, however often this page is reloaded meanwhile: the tab remembers under which key it looked. */
export async function lookAtShare(token: string, viewer: string): Promise<ShareAnswer> {
  const key = keyFor(token);
  try {
    const response = await fetch(`/api/v1/shares/${token}/looks`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key, viewer }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      credentials: "omit",
    });
    const body = (await response.json()) as Record<string, unknown>;
    if (response.ok) return { ...(body as { presentation: string; receipt: string; whole: boolean }), ok: true, key };
    return typeof body.detail === "string" ? { ok: false, text: body.detail } : { ok: false };
  } catch {
    return { ok: false };
  }
}

/** Whether this tab has looked at it already. */
export function hasLooked(token: string): boolean {
  try {
    return sessionStorage.getItem(nameOf(token)) !== null;
  } catch {
    return false;
  }
}

function keyFor(token: string): string {
  const made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(KEY_BYTES))));
  const key = made.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  try {
    const known = sessionStorage.getItem(nameOf(token));
    if (known) return known;
    sessionStorage.setItem(nameOf(token), key);
  } catch {
    // A browser that remembers nothing: each press is one.
  }
  return key;
}

const nameOf = (token: string) => `share ${token}`;
