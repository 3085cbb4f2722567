import type { RequestFacts } from "#lib/infra/http/log.ts";
import type { MemberActor } from "./actor.ts";

/** Who asked, for the wide line of the request. */
export function actorFacts(actor: MemberActor): RequestFacts {
  return {
    actor: actor.kind === "user" ? `user:${actor.userId}` : `api-key:${actor.apiKeyId}`,
    organisation: actor.organisationId,
  };
}
