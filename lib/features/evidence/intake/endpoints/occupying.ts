/** Files that arrive at the same time, in whichever way. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { type Place, Places } from "#lib/infra/http/places.ts";
import { SealbookError } from "#lib/words/errors.ts";

/**
 * Files that may arrive at the same time: from one user or key, from one organisation, which leaves most of the process
 * to the others and something to its own other keys, and in all.
 */
const UPLOADS_PER_ACTOR_MAX = 32;
const UPLOADS_PER_ORGANISATION_MAX = 40;
const UPLOADS_MAX = 128;
/** By id of the user, key and organisation; in all under EVERYBODY. */
const uploading = new Places((uploadsMax) => new SealbookError("too_many_uploads", { details: { uploadsMax } }));
const EVERYBODY = "";

/** @throws {SealbookError} `too_many_uploads` */
export async function occupying<T>(actor: MemberActor, work: () => Promise<T>): Promise<T> {
  const own = actor.kind === "user" ? actor.userId : actor.apiKeyId;
  const places: Place[] = [
    [own, UPLOADS_PER_ACTOR_MAX],
    [actor.organisationId, UPLOADS_PER_ORGANISATION_MAX],
    [EVERYBODY, UPLOADS_MAX],
  ];
  return await uploading.during(places, work);
}
