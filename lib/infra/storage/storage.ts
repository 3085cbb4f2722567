/** The storage of this installation: the disk, or a bucket where one is configured; and the one that it had before, while contents move. */
import { readFileSync } from "node:fs";
import { parseEnv as parseFile } from "node:util";
import { type Env, env, parseEnv } from "#lib/env.ts";
import { diskStorage } from "./disk/disk-storage.ts";
import { movingStorage } from "./moving-storage.ts";
import type { ContentAddress, ContentStorage, StagedKey, Stored } from "./port.ts";

let opened: { current: ContentStorage; former?: ContentStorage; used: ContentStorage } | undefined;

export function storage(): ContentStorage {
  return storages().used;
}

/** Each by itself, while contents move from `former`. */
export function storages(): { current: ContentStorage; former?: ContentStorage; used: ContentStorage } {
  if (opened) return opened;
  const current = storageOf(env);
  const { STORAGE_FORMER } = env;
  if (STORAGE_FORMER === undefined) opened = { current, used: current };
  else {
    const settings = STORAGE_FORMER === "disk" ? undefined : parseEnv(parseFile(readFileSync(STORAGE_FORMER, "utf8")));
    if (placeOf(settings) === placeOf(env)) throw new Error("STORAGE_FORMER is the storage that is used already.");
    const former = settings ? storageOf(settings) : diskStorage;
    opened = { current, former, used: movingStorage(current, former) };
  }
  return opened;
}

type Settings = Pick<Env, `S3_${string}` & keyof Env>;

function placeOf(settings: Settings | undefined): string {
  const { S3_BUCKET, S3_ENDPOINT, S3_PREFIX = "" } = settings ?? {};
  return S3_BUCKET === undefined ? "disk" : JSON.stringify([S3_ENDPOINT, S3_BUCKET, S3_PREFIX.replace(/\/*$/, "")]);
}

function storageOf(settings: Settings): ContentStorage {
  return settings.S3_BUCKET === undefined ? diskStorage : inBucket(settings);
}

/** A bucket, and all that speaks to it: loaded where there is one alone. */
function inBucket(settings: Settings): ContentStorage {
  let loading: Promise<ContentStorage> | undefined;
  const bucket = async () => {
    loading ??= Promise.all([import("./s3/bucket.ts"), import("./s3/s3-storage.ts")]).then(
      ([{ bucketOf }, { s3Storage }]) => {
        const configured = bucketOf(settings);
        if (configured === undefined) throw new Error("No bucket is configured.");
        return s3Storage(configured);
      },
    );
    return await loading;
  };
  function list(kind: "staged", options: { before: Date }): AsyncIterable<StagedKey>;
  function list(kind: "placed", options: { before: Date }): AsyncIterable<ContentAddress>;
  function list(kind: "staged" | "placed", options: { before: Date }): AsyncIterable<Stored> {
    return listIn(bucket(), kind, options);
  }
  return {
    stage: async () => await (await bucket()).stage(),
    place: async (key, address, options) => await (await bucket()).place(key, address, options),
    read: async (stored, part) => await (await bucket()).read(stored, part),
    remove: async (stored) => await (await bucket()).remove(stored),
    list,
  };
}

async function* listIn(
  there: Promise<ContentStorage>,
  kind: "staged" | "placed",
  options: { before: Date },
): AsyncGenerator<Stored> {
  yield* kind === "staged" ? (await there).list(kind, options) : (await there).list(kind, options);
}
