/**
 * A program that takes Sealbook's webhooks and believes only what is signed: `WEBHOOK_SECRET=whsec_… node webhook-receiver.mjs [port]`
 *
 * It needs nothing but Node 20. What it checks is all of the Standard Webhooks specification: the HMAC over the exact bytes, and the time.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const PREFIX = "whsec_";
const TOLERANCE_SECONDS = 5 * 60;
const BODY_BYTES_MAX = 64 * 1024;

const { WEBHOOK_SECRET = "" } = process.env;
if (!WEBHOOK_SECRET.startsWith(PREFIX)) {
  console.error("Set WEBHOOK_SECRET to the secret that was shown when the webhook was added: whsec_…");
  process.exit(2);
}
const key = Buffer.from(WEBHOOK_SECRET.slice(PREFIX.length), "base64");
/** Ids that were dealt with: a message may arrive twice. A real program keeps them in its database, with what it did. */
const seen = new Set();

/** @param {import("node:http").IncomingHttpHeaders} headers @param {Buffer} body */
function isOurs(headers, body) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  return String(headers["webhook-signature"] ?? "")
    .split(" ")
    .map((each) => each.split(","))
    .some(([version, text]) => {
      const given = Buffer.from(text ?? "", "base64");
      return version === "v1" && given.length === mac.length && timingSafeEqual(given, mac);
    });
}

const server = createServer(async (request, response) => {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_BYTES_MAX) return response.writeHead(413).end();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!isOurs(request.headers, body)) return response.writeHead(401).end();
  const id = String(request.headers["webhook-id"]);
  if (!seen.has(id)) {
    seen.add(id);
    const { type, data } = JSON.parse(body.toString("utf8"));
    console.log(type, JSON.stringify(data));
  }
  // Answer at once and work afterwards: after ten seconds the message counts as not taken.
  response.writeHead(204).end();
});
server.listen(Number(process.argv[2] ?? 8787), "127.0.0.1", () => {
  console.log("listening", server.address().port);
});
