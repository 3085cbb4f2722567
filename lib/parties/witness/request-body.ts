/** A request's body, as long as it may be. */
import type { IncomingMessage } from "node:http";
import { plainReply, type Reply } from "./reply.ts";

/** The body of a POST that comes as it is, or why it is not taken. */
export async function readPosted(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | Reply> {
  if (request.method !== "POST")
    return { ...plainReply(405, "this address is written to with POST", { allow: "POST" }), close: true };
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    return { ...plainReply(415, "the body has to come as it is, not encoded"), close: true };
  const body = await readBody(request, bytesMax);
  if (body === "too_large") return { ...plainReply(413, `a request has at most ${bytesMax} bytes`), close: true };
  return body === "cut" ? { ...plainReply(400, "the request ended early"), close: true } : body;
}

/** @returns "too_large" as soon as that is certain, "cut" when the client went away before its end */
async function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | "too_large" | "cut"> {
  const stated = Number(request.headers["content-length"] ?? 0);
  if (stated > bytesMax) return "too_large";
  return await new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) chunks.push(chunk);
      else {
        request.pause();
        resolve("too_large");
      }
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", () => resolve("cut"));
    request.once("close", () => resolve("cut"));
  });
}
