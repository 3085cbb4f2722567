/** The rows of the hot path's table: what is asked of the product, of which peer, and what is aimed at. */
import type { Seed } from "./hot-seed.ts";
import { type LoadPlan, RANDOM_HEX } from "./load.ts";

type Asked = Pick<LoadPlan, "method" | "paths" | "keys" | "body" | "contentType">;

export interface HotRow {
  what: string;
  connections: number;
  ask: (seed: Seed) => Asked;
  /** The bare route that does the same to one row. */
  peer?: { name: string; ask: (ids: readonly string[]) => Asked };
  aims: Aims;
}

export interface Aims {
  /** Least share of the peer's answers a second. */
  peer?: number;
  /** Least multiple of the earlier commit's answers a second. */
  before: number;
  /** Most of p99 ÷ p50. */
  tail?: number;
}

const SMALL_UPLOAD_BYTES = 16 * 1024;
/** Measuring itself is off by so much: what is not slower is at least this. */
const NOT_SLOWER = 0.95;
const JSON_TYPE = "application/json";
const digest = JSON.stringify({ sha256: RANDOM_HEX, name: "contract.pdf" });
const upload = RANDOM_HEX.padEnd(SMALL_UPLOAD_BYTES, "sealbook");

const recording = (connections: number): HotRow => ({
  what: `\`POST /api/v1/evidence\`, ${connections} connections`,
  connections,
  ask: ({ keys }) => ({ method: "POST", paths: ["/api/v1/evidence"], keys, body: digest, contentType: JSON_TYPE }),
  peer: {
    name: "bare route that inserts one row",
    ask: () => ({ method: "POST", paths: ["/"], body: digest, contentType: JSON_TYPE }),
  },
  aims: { peer: 0.35, before: NOT_SLOWER, tail: 10 },
});

const reading = (
  what: string,
  { path, before }: { path: (id: string) => string; before: number },
): Pick<HotRow, "what" | "connections" | "ask"> & { aims: Aims } => ({
  what: `${what}, 64 connections`,
  connections: 64,
  ask: ({ ids, readers }) => ({ method: "GET", paths: ids.map(path), keys: readers }),
  aims: { before },
});

export const HOT_ROWS: readonly HotRow[] = [
  recording(64),
  recording(512),
  {
    ...reading("`GET /api/v1/evidence/ID`", { path: (id) => `/api/v1/evidence/${id}`, before: NOT_SLOWER }),
    peer: {
      name: "bare route that selects one row",
      ask: (ids) => ({ method: "GET", paths: ids.map((id) => `/${id}`) }),
    },
    aims: { peer: 0.4, before: NOT_SLOWER },
  },
  {
    what: "`PUT /api/v1/uploads` of 16 KiB, kept and durable, 64 connections",
    connections: 64,
    ask: ({ keys }) => ({
      method: "PUT",
      paths: ["/api/v1/uploads?name=contract.pdf"],
      keys,
      body: upload,
      contentType: "application/octet-stream",
    }),
    aims: { before: 6 },
  },
  reading("receipt as JSON", { path: (id) => `/api/v1/evidence/${id}/receipt?format=json`, before: 8 }),
  reading("receipt as PDF", { path: (id) => `/api/v1/evidence/${id}/receipt?format=pdf`, before: NOT_SLOWER }),
  {
    what: "`/v/ID`, 64 connections",
    connections: 64,
    ask: ({ ids }) => ({ method: "GET", paths: ids.map((id) => `/v/${id}`) }),
    aims: { before: 3 },
  },
  {
    what: "checkpoint out of memory, 64 connections",
    connections: 64,
    ask: () => ({ method: "GET", paths: ["/ledger/main/checkpoint"] }),
    aims: { before: NOT_SLOWER },
  },
];
