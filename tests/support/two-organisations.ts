/** An organisation that records over the API, and another that has no part in it. `before(openTwo)`, `after(closeTwo)`. */

import { closeUploadPlace, keyOf, openUploadPlace, uploadUrl } from "#tests/features/evidence/intake/upload-place.ts";
import { type Answer, put, type UploadServer } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, type JsonAnswer } from "./call.ts";

const listRoute = at("/api/v1/evidence");

export let server: UploadServer;
export let ours: TestOrganisation;
export let key: Record<string, string>;
export let theirKey: Record<string, string>;

export async function openTwo(): Promise<void> {
  ({ server, organisation: ours, key } = await openUploadPlace());
  theirKey = keyOf(await makeOrganisation("Someone else"));
}

export const closeTwo = (): Promise<void> => closeUploadPlace({ server });

/** Records a digest, as ours. */
export const post = (body: unknown, headers: Record<string, string> = {}): Promise<JsonAnswer> =>
  callJson(listRoute.POST, { method: "POST", headers: { ...key, ...headers }, body });

/** Records a file, as ours unless `headers` say otherwise. */
export const upload = (name: string, body: Uint8Array, headers = key): Promise<Answer> =>
  put(uploadUrl(server, name), { headers, body });
