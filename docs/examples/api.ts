/** The main flows of the API with Node.js alone. SEALBOOK_URL and SEALBOOK_KEY say where and as whom, FILE what to record. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const { SEALBOOK_URL, SEALBOOK_KEY, FILE = "", RECEIVER_PORT = "8787" } = process.env;
const api = `${SEALBOOK_URL}/api/v1`;

/** Asks with the key; what is refused throws with its stable code. */
async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${SEALBOOK_KEY}`);
  const answer = await fetch(api + path, { ...init, headers });
  if (!answer.ok) throw new Error(`${answer.status} ${((await answer.json()) as { code: string }).code}`);
  return answer;
}

// biome-ignore lint/suspicious/noExplicitAny: what is answered is described in /api/v1/openapi.json
async function post(path: string, body: unknown, idempotencyKey: string): Promise<any> {
  const headers = { "content-type": "application/json", "idempotency-key": idempotencyKey };
  return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

const file = await readFile(FILE);
const sha256 = createHash("sha256").update(file).digest();
const digest = sha256.toString("hex");

// [record] Record a digest: the file stays where it is
const { id } = await post("/evidence", { sha256: digest, name: "contract.pdf" }, `digest-${digest}`);
console.log("recorded", id);

// [upload] Upload a file: it is hashed on arrival, and refused if it is not what was stated
const uploaded = await ask("/uploads?name=contract.pdf", {
  method: "PUT",
  headers: {
    "content-type": "application/pdf",
    "idempotency-key": `file-${digest}`,
    "repr-digest": `sha-256=:${sha256.toString("base64")}:`,
  },
  body: file,
});
console.log("uploaded", ((await uploaded.json()) as { id: string }).id);

// [wait] Wait for the anchor: the answer comes as soon as the record is in the ledger, or after 30 seconds
let state = "recorded";
while (state !== "anchored") {
  ({ state } = (await (await ask(`/evidence/${id}?wait=30`)).json()) as { state: string });
}
console.log("anchored", id);

// [receipt] Get the receipt, which proves the record without us; format=pdf is for people
const receipt = await (await ask(`/evidence/${id}/receipt?format=json`)).text();

// [verify] Verify a receipt against the file's digest; no key is needed
const checked = await fetch(`${api}/verify`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ receipt, sha256: digest }),
});
console.log("verified", ((await checked.json()) as { verdict: string }).verdict);

// [bulk] Record many digests in one request: a line in, a line out, in order
const lines = [1, 2, 3].map((n) => {
  const each = createHash("sha256").update(`${digest}${n}`).digest("hex");
  return JSON.stringify({ sha256: each, name: `contract-${n}.pdf` });
});
const answers = await ask("/evidence/bulk", {
  method: "POST",
  headers: { "content-type": "application/x-ndjson", "idempotency-key": `bulk-${digest}` },
  body: lines.join("\n"),
});
for (const answer of (await answers.text()).trim().split("\n")) {
  const { line, id: made, problem } = JSON.parse(answer);
  console.log(...(problem ? ["refused", line, problem.code] : ["line", line, made]));
}

// [webhook] Be told: make a webhook, and believe what its secret signed over the bytes as they came
function isSigned(secret: string, headers: Record<string, string | string[] | undefined>, body: string): boolean {
  const [id, timestamp] = [`${headers["webhook-id"]}`, `${headers["webhook-timestamp"]}`];
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return `${headers["webhook-signature"]}`.split(" ").some((signature) => {
    const given = Buffer.from(signature.replace("v1,", ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const told = Promise.withResolvers<string>();
let secret = "";
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const isOurs = isSigned(secret, request.headers, body);
  response.writeHead(isOurs ? 204 : 401).end();
  if (isOurs) told.resolve(JSON.parse(body).type);
});
await new Promise<void>((resolve) => receiver.listen(Number(RECEIVER_PORT), "127.0.0.1", resolve));
const url = `http://127.0.0.1:${RECEIVER_PORT}/hook`;
const webhook = await post("/webhooks", { url, events: ["evidence.anchored"] }, `hook-${digest}`);
secret = webhook.secret;
await post(`/webhooks/${webhook.id}/test`, {}, `test-${webhook.id}`);
console.log("told", await told.promise);
await post(`/webhooks/${webhook.id}/remove`, {}, `remove-${webhook.id}`);
receiver.close();
