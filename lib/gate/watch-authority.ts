/**
 * Authority that ends while a request is under way: an upload, a read that waits, a download. Whoever takes longer than a moment is
 * proven again and again, and stopped within a second or so of the revocation. Requests that are answered at once are
 * never asked for twice.
 */
import { Readable } from "node:stream";
import type { Answer } from "#lib/infra/http/answer.ts";
import type { ApiRequest } from "#lib/infra/http/api-request.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Permission } from "#lib/words/permissions.ts";
import type { MemberActor } from "./actor.ts";
import { isSafe, keyRefusal } from "./admit.ts";
import { recallRequest } from "./authenticate.ts";
import { requirePermission } from "./require.ts";

const LOOK_INTERVAL_MS = 500;

interface Watched {
  request: ApiRequest;
  prove: () => Promise<void>;
  beganAt: number;
  proving: boolean;
}

const underWay = new Set<Watched>();
let interval: NodeJS.Timeout | undefined;

/**
 * Does the work of a request, and watches until its answer is out. A read whose authority ended meanwhile is refused, and a stream broken
 * off. What a write came to is said by its own statement, which proves the actor itself.
 *
 * @param prove throws the {SealbookError} with which the request is refused from now on; it costs next to nothing
 */
export async function whileProven(
  { request, prove }: Pick<Watched, "request" | "prove">,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const rest = watch({ request, prove, beganAt: performance.now(), proving: false });
  let stream: Readable | undefined;
  try {
    const answer = await work();
    if (answer.payload instanceof Readable) stream = answer.payload;
    if (request.refusal && isSafe(request.method)) throw request.refusal;
    return answer;
  } catch (error) {
    stream?.destroy();
    throw error;
  } finally {
    if (stream === undefined || stream.destroyed) rest();
    else {
      const open = stream;
      open.once("close", rest);
      request.signal.addEventListener("abort", () => request.refusal && open.destroy(request.refusal));
    }
  }
}

/** That the member of this request still is who they were, and may. @throws {SealbookError} why not. */
export async function proveMember(
  request: ApiRequest,
  { actor, scope }: { actor: MemberActor; scope: Permission },
): Promise<void> {
  const now = await recallRequest(request);
  if (now && "failed" in now) throw keyRefusal(now.failed, request.headers);
  // A session acts in one organisation; another one has no part in what was begun for this.
  if (now?.organisationId !== actor.organisationId) throw new SealbookError("unauthenticated");
  requirePermission(now, scope);
}

function watch(watched: Watched): () => void {
  underWay.add(watched);
  interval ??= setInterval(look, LOOK_INTERVAL_MS).unref();
  return () => underWay.delete(watched);
}

function look(): void {
  if (underWay.size === 0) {
    clearInterval(interval);
    interval = undefined;
  }
  const before = performance.now() - LOOK_INTERVAL_MS;
  for (const watched of underWay) if (watched.beganAt < before && !watched.proving) void lookAt(watched);
}

/** While the database is away nobody is refused: nothing is read or recorded then. */
async function lookAt(watched: Watched): Promise<void> {
  watched.proving = true;
  try {
    await watched.prove();
  } catch (error) {
    if (error instanceof SealbookError) watched.request.refuse(error);
  }
  watched.proving = false;
}
