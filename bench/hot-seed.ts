/** What the hot path is measured on: organisations with API keys, and records that are anchored. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type Bench, type Installation, makeInstallation, sealbook, startWorker, statement } from "./installation.ts";
import { THIS_TREE, type Tree } from "./tree.ts";
import { startWeb } from "./web-process.ts";

/** Limits count a key's requests, and uploads an organisation's: a customer's load comes from many. */
const ORGANISATIONS = 4;
const KEYS_PER_ORGANISATION = 64;
const RECORDS = 400;
const RECORDS_AT_ONCE = 16;
const ANCHORED_SECONDS = 30;

export interface Seed {
  /** One organisation's after the other's. */
  keys: string[];
  /** Anchored; readable with `reader` only, as all others' keys belong elsewhere. */
  ids: string[];
  /** Keys of the organisation whose records those are. */
  readers: string[];
}

/** The earlier commit fills its installation, and this tree takes a copy over: both have the same keys and records. */
export async function seededInstallations(
  bench: Bench,
  { before, name }: { before: Tree | undefined; name: string },
): Promise<{ installations: { now: Installation; before?: Installation }; seeded: Seed }> {
  bench.say("Filling an installation with keys and records.");
  const first = await makeInstallation(bench, { tree: before ?? THIS_TREE, database: `${name}_first` });
  const seeded = await seed(first);
  if (!before) return { installations: { now: first }, seeded };
  const now = await makeInstallation(bench, { tree: THIS_TREE, database: `${name}_now`, copied: first });
  return { installations: { before: first, now }, seeded };
}

/** Fills an empty installation. Nothing of it runs when this returns. */
async function seed(installation: Installation): Promise<Seed> {
  const stopWorker = await startWorker(installation);
  const web = await startWeb(installation.tree, installation.env);
  try {
    const keysOf: string[][] = [];
    for (let at = 0; at < ORGANISATIONS; at++) keysOf.push(await makeOrganisation(installation, at));
    const readers = keysOf[0] ?? [];
    const ids = await makeRecords(web.url, readers);
    const keys = readers.flatMap((_, at) => keysOf.map((those) => those[at] ?? ""));
    return { keys, ids, readers };
  } finally {
    web.child.kill();
    await Promise.all([once(web.child, "exit"), stopWorker()]);
  }
}

/** By the command line, which makes one key; the others are rows like that one. @returns their secrets */
export async function makeOrganisation(installation: Installation, at: number): Promise<string[]> {
  const args = ["--name", `Bench ${at}`, "--owner-email", `owner${at}@example.org`];
  const { apiKey } = (await sealbook(installation, "org", "create", ...args)) as {
    apiKey: { id: string; secret: string };
  };
  const secrets = [apiKey.secret];
  while (secrets.length < KEYS_PER_ORGANISATION) {
    const secret = `sealbook_${randomBytes(32).toString("base64url")}`;
    const hash = createHash("sha256").update(secret).digest("hex");
    await statement(
      installation.env.DATABASE_URL ?? "",
      `INSERT INTO api_key SELECT (jsonb_populate_record(k, jsonb_build_object('id', $2::text, 'secret_hash', $3::text))).*
       FROM api_key k WHERE id = $1`,
      [apiKey.id, randomUUID(), `\\x${hash}`],
    );
    secrets.push(secret);
  }
  return secrets;
}

/** Recorded and anchored. @returns their ids */
async function makeRecords(origin: string, keys: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  const lane = async (key: string): Promise<void> => {
    while (ids.length < RECORDS) ids.push(await record(origin, key));
  };
  await Promise.all(keys.slice(0, RECORDS_AT_ONCE).map(lane));
  for (const id of ids) {
    const headers = { authorization: `Bearer ${keys[0]}` };
    const answer = await fetch(`${origin}/api/v1/evidence/${id}?wait=${ANCHORED_SECONDS}`, { headers });
    const { state } = (await answer.json()) as { state: string };
    if (state !== "anchored") throw new Error(`the record ${id} is ${state}, not anchored`);
  }
  return ids;
}

async function record(origin: string, key: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/evidence`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ sha256: randomBytes(32).toString("hex"), name: "contract.pdf" }),
  });
  if (answer.status !== 201) throw new Error(`recording answered ${answer.status}: ${await answer.text()}`);
  const { id } = (await answer.json()) as { id: string };
  return id;
}
