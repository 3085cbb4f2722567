/** Hashes and checks, off the page's thread. */
import { NETWORK } from "./ask-here.ts";
import { answer } from "./inspect-and-check.ts";
import type { WorkerReply, WorkerRequest } from "./worker-protocol.ts";

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(reply: WorkerReply): void;
};

scope.onmessage = async ({ data }) =>
  scope.postMessage(await answer(data, (reply) => scope.postMessage(reply), NETWORK));
