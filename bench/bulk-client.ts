/**
 * Sends so many digests as one request and reads the answers as they come. Started with a channel; takes one BulkPlan, answers one BulkResult.
 * Names and digests are new in each line.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { BulkPlan, BulkResult } from "./bulk.ts";

const LINES_PER_PIECE = 500;
const DIGEST_BYTES = 32;

function* pieces(lines: number): Generator<string> {
  for (let done = 0; done < lines; done += LINES_PER_PIECE) {
    const count = Math.min(LINES_PER_PIECE, lines - done);
    const hex = randomBytes(count * DIGEST_BYTES).toString("hex");
    let piece = "";
    for (let at = 0; at < count; at++) {
      const digest = hex.slice(2 * DIGEST_BYTES * at, 2 * DIGEST_BYTES * (at + 1));
      piece += `{"sha256":"${digest}","name":"contract-${done + at}.pdf"}\n`;
    }
    yield piece;
  }
}

async function send({ port, key, lines }: BulkPlan): Promise<BulkResult> {
  const started = performance.now();
  const outgoing = request({
    ...{ host: "127.0.0.1", port, method: "POST", path: "/api/v1/evidence/bulk" },
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/x-ndjson",
      "idempotency-key": `bench-${started}`,
    },
  });
  const answered = once(outgoing, "response");
  let [answers, bytes] = [0, 0];
  const read = answered.then(async ([response]) => {
    for await (const chunk of response) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) answers++;
    }
    return response.statusCode as number;
  });
  for (const piece of pieces(lines)) if (!outgoing.write(piece)) await once(outgoing, "drain");
  outgoing.end();
  const status = await read;
  return { status, answers, bytes, milliseconds: performance.now() - started };
}

process.once("message", (plan: BulkPlan) => {
  send(plan).then(
    (result) => process.send?.(result, () => process.exit()),
    (error: Error) => {
      console.error(`bulk: ${error.message}`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
