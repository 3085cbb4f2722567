/** A request's body, as long as it may be. */
import type { IncomingMessage } from "node:http";

/** @returns "too_large" as soon as that is certain, "cut" when the client went away before its end */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | "too_large" | "cut"> {
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
