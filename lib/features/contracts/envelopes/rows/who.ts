/** Who of the organisation did something, as events say it. */
import type { MemberActor } from "#lib/gate/actor.ts";

export const whoOf = (actor: MemberActor): { kind: string; id: string } => ({
  kind: actor.kind,
  id: actor.kind === "user" ? actor.userId : actor.apiKeyId,
});
