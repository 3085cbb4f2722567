/** The press of the button at a share, asked of this site. */

/** What is shown of a certificate, to be checked here. */
export interface Shown {
  /** SD-JWT with what is shown, and nothing else. */
  presentation: string;
  receipt: string;
  /** Whether it is every field: files hold them all. */
  whole: boolean;
  /** Names of fields in the reader's language. */
  labels: Record<string, string>;
}

export type ShareAnswer =
  | ({ ok: true; key: string } & Shown)
  /** `text`: why not, in the reader's language; undefined where nobody answered. */
  | { ok: false; text?: string };

const KEY_BYTES = 16;
const TIMEOUT_MS = 20_000;
/** Shorter than the site takes a key for the same look. */
const LOOK_MS = 55 * 60_000;

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
    if (response.ok) return { ...(body as unknown as Shown), ok: true, key };
    return typeof body.detail === "string" ? { ok: false, text: body.detail } : { ok: false };
  } catch {
    return { ok: false };
  }
}

/** Under which key this tab has looked at it a short while ago. */
export function looked(token: string): string | undefined {
  try {
    const { key, at } = JSON.parse(sessionStorage.getItem(nameOf(token)) ?? "{}") as { key?: string; at?: number };
    return key !== undefined && at !== undefined && Date.now() - at < LOOK_MS ? key : undefined;
  } catch {
    return undefined;
  }
}

function keyFor(token: string): string {
  const known = looked(token);
  if (known !== undefined) return known;
  const made = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(KEY_BYTES))));
  const key = made.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  try {
    sessionStorage.setItem(nameOf(token), JSON.stringify({ key, at: Date.now() }));
  } catch {
    // A browser that remembers nothing: each press is one.
  }
  return key;
}

const nameOf = (token: string) => `share ${token}`;
