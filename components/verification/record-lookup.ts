/**
 * The only things the verify page ever asks of the server: which public records and certificates have a digest, the public receipt of a
 * record, the one that it was taken over with, and how large a ledger is. The answers are not believed: what comes back is checked like anything else.
 */
const TIMEOUT_MS = 20_000;
/** No receipt is larger. Stated here again, so that the page need not load what only the worker uses. */
const ANSWER_BYTES_MAX = 1024 * 1024;

export type Unreachable = { unreachable: "offline" | "busy" | "server" };

/** Ids of public records with this digest (hex), oldest first. */
export async function lookUpDigest(sha256: string, signal: AbortSignal): Promise<string[] | Unreachable> {
  const response = await get(`/api/v1/lookup?sha256=${sha256}`, signal);
  if ("unreachable" in response) return response;
  if (response.status === 404) return [];
  if (!response.ok) return refusal(response);
  const body: unknown = await response.json().catch(() => undefined);
  return readIds(body) ?? { unreachable: "server" };
}

/** Id of a certificate of this site that has a file with this digest (hex); undefined where none has, or nobody answers. */
export async function lookUpCertificate(sha256: string, signal: AbortSignal): Promise<string | undefined> {
  const response = await get(`/api/v1/lookup/certificates?sha256=${sha256}`, signal);
  if ("unreachable" in response || !response.ok) return undefined;
  return readIds(await response.json().catch(() => undefined))?.[0];
}

/** The public receipt of a record as bytes, through `link` where one has been opened; undefined when there is none. */
export async function fetchPublicReceipt(
  id: string,
  { link, signal }: { link?: string | undefined; signal: AbortSignal },
): Promise<Uint8Array | undefined | Unreachable> {
  return await readAnswer(
    await get(`/api/v1/records/${id}/receipt${link ? `?link=${encodeURIComponent(link)}` : ""}`, signal),
  );
}

async function readAnswer(response: Response | Unreachable): Promise<Uint8Array | undefined | Unreachable> {
  if ("unreachable" in response) return response;
  // 410: the link ended after the page was opened.
  if (response.status === 404 || response.status === 410) return undefined;
  if (!response.ok) return refusal(response);
  const bytes = await response.arrayBuffer().catch(() => undefined);
  return bytes && bytes.byteLength <= ANSWER_BYTES_MAX ? new Uint8Array(bytes) : { unreachable: "server" };
}

/** Where the receipt is that a record was taken over with. */
export function originAddress(id: string, link: string | undefined): string {
  return `/api/v1/records/${id}/origin${link ? `?link=${encodeURIComponent(link)}` : ""}`;
}

/** The receipt that a record was taken over with, as bytes; undefined when there is none. */
export async function fetchOrigin(
  id: string,
  { link, signal }: { link: string | undefined; signal: AbortSignal },
): Promise<Uint8Array | undefined | Unreachable> {
  return await readAnswer(await get(originAddress(id, link), signal));
}

/** Entries of a ledger of this site by now (a decimal); undefined when it does not answer. */
export async function fetchTreeSize(origin: string, signal: AbortSignal): Promise<string | undefined> {
  const name = origin.slice(origin.lastIndexOf("/") + 1);
  const response = await get(`/api/v1/ledgers/${encodeURIComponent(name)}`, signal);
  if ("unreachable" in response || !response.ok) return undefined;
  const body: unknown = await response.json().catch(() => undefined);
  const size = typeof body === "object" && body !== null && "treeSize" in body ? body.treeSize : undefined;
  return Number.isSafeInteger(size) ? String(size) : undefined;
}

async function get(url: string, signal: AbortSignal): Promise<Response | Unreachable> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(url, { signal: limit, cache: "no-store", credentials: "omit" });
    // What refuses is not read: left open, it would hold its connection until the limit.
    if (!response.ok) await response.body?.cancel();
    return response;
  } catch (cause) {
    if (signal.aborted) throw cause;
    return { unreachable: "offline" };
  }
}

function refusal(response: Response): Unreachable {
  return { unreachable: response.status === 429 ? "busy" : "server" };
}

function readIds(body: unknown): string[] | undefined {
  if (typeof body !== "object" || body === null || !("records" in body) || !Array.isArray(body.records))
    return undefined;
  const records = body.records.filter(isRecord);
  if (records.length !== body.records.length) return undefined;
  // Ids are UUIDv7 (RFC 9562 §5.7): they sort by time.
  return records.map(({ id }) => id).sort();
}

function isRecord(value: unknown): value is { id: string } {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
}
