/** A witness on HTTP: submission, monitoring, metrics and health on one address. */
import type { IncomingMessage } from "node:http";
import { type PartyServer, type PartyServerOptions, Places, serveParty } from "../party-server.ts";
import { healthReply, monitoringReply } from "./monitoring.ts";
import { plainReply, type Reply } from "./reply.ts";
import { readPosted } from "./request-body.ts";
import { BODY_BYTES_MAX } from "./request-lines.ts";
import { addCheckpointReply, signSubtreeReply } from "./submission.ts";
import type { Witness } from "./witness.ts";
import { type WitnessMetrics, witnessMetrics } from "./witness-metrics.ts";

/** For headers and body together. */
const REQUEST_MS_MAX = 10_000;
/** Whole requests that are worked on at once; more are told to come again. */
const WORKING_MAX = 64;

export interface WitnessServerOptions extends PartyServerOptions {
  /** Offers what is only a draft of C2SP: `sign-subtree`. */
  drafts?: boolean;
}

interface Service {
  witness: Witness;
  prefix: string;
  drafts: boolean;
  version: string;
  metrics: WitnessMetrics;
  places: Places;
}

/** @throws {WitnessError} address_taken */
export async function serveWitness(witness: Witness, options: WitnessServerOptions): Promise<PartyServer> {
  const { prefix = "", drafts = false, version } = options;
  const metrics = witnessMetrics(witness, version);
  const service: Service = { witness, prefix, drafts, version, metrics, places: new Places(WORKING_MAX) };
  const failure = "this witness could not do what was asked; nothing was cosigned";
  const answer = async (request: IncomingMessage) => await replyTo(service, request);
  return await serveParty({ program: "sealbook-witness", requestMsMax: REQUEST_MS_MAX, failure, answer }, options);
}

async function replyTo(service: Service, request: IncomingMessage): Promise<Reply> {
  const { witness, prefix, drafts, version, metrics } = service;
  const [path = ""] = (request.url ?? "").split("?", 1);
  if (path === `${prefix}/add-checkpoint`) return await submit(service, request, addCheckpointReply);
  if (drafts && path === `${prefix}/sign-subtree`) return await submit(service, request, signSubtreeReply);
  if (request.method !== "GET" && request.method !== "HEAD")
    return { ...plainReply(405, "this address is read with GET", { allow: "GET, HEAD" }), close: true };
  if (path === "/healthz") return healthReply(witness, version);
  if (path === "/metrics") return { status: 200, body: await metrics.text(), type: metrics.contentType };
  if (path === prefix) return plainReply(308, "it continues here", { location: `${prefix}/` });
  return await monitoringReply(witness, path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : "");
}

async function submit(
  { witness, metrics, places }: Service,
  request: IncomingMessage,
  replyTo: typeof addCheckpointReply,
): Promise<Reply> {
  const body = await readPosted(request, BODY_BYTES_MAX);
  if ("status" in body) return body;
  return await places.take(async () => {
    const started = performance.now();
    let status = 500;
    try {
      const reply = await replyTo(witness, body);
      status = reply.status;
      return reply;
    } finally {
      metrics.answered(status, (performance.now() - started) / 1_000);
    }
  });
}
