/**
 * The peer of recording and reading: Node's http, one INSERT or one SELECT of a row like ours, and nothing else. DATABASE_URL
 *
 * `POST /` inserts, `GET /ID` selects; the ids that are there from the start are told with the port.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";

/** As many as each of the product's pools, and what the library takes by itself. */
const CONNECTIONS = 10;
const ROWS = 1_000;
/** Of a record and its details, as those of a digest. */
const RECORD_BYTES = 420;
const DETAILS_BYTES = 260;

const pool = new pg.Pool({ connectionString: process.argv[2], max: CONNECTIONS });

async function insert({ sha256, name }: { sha256: string; name: string }): Promise<string> {
  const id = randomUUID();
  await pool.query(
    "INSERT INTO bare (id, sha256, name, record, details, received_at) VALUES ($1, $2, $3, $4, $5, now())",
    [id, Buffer.from(sha256, "hex"), name, randomBytes(RECORD_BYTES), randomBytes(DETAILS_BYTES)],
  );
  return id;
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "POST") {
    const { rows } = await pool.query("SELECT id, sha256, name, record, details, received_at FROM bare WHERE id = $1", [
      request.url?.slice(1),
    ]);
    const [{ sha256, record, details, ...row }] = rows;
    const [hex, recordText, detailsText] = [sha256.toString("hex"), record.toString("base64"), details.toString("hex")];
    return answer(response, 200, { ...row, sha256: hex, record: recordText, details: detailsText });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const given = JSON.parse(Buffer.concat(chunks).toString()) as { sha256: string; name: string };
  answer(response, 201, { id: await insert(given), ...given });
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

await pool.query(`CREATE TABLE bare (id uuid PRIMARY KEY, sha256 bytea NOT NULL, name text NOT NULL, record bytea NOT NULL,
  details bytea NOT NULL, received_at timestamptz NOT NULL)`);
const given = { sha256: randomBytes(32).toString("hex"), name: "contract.pdf" };
const ids = await Promise.all(Array.from({ length: ROWS }, () => insert(given)));
const server = createServer((request, response) => {
  handle(request, response).catch(() => response.writeHead(500, { "content-length": 0 }).end());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port, ids });
});
process.on("disconnect", () => process.exit());
