/** Looking at what keeps content, for those who run the installation: where it is, and whether it does what was asked of it. */
import { env } from "#lib/env.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Answers } from "./s3/answers.ts";
import type { UnfitReason } from "./s3/unfit.ts";

export interface StorageLook {
  /** Server and bucket, as people know them. */
  place: string;
  /** Undefined where it could not be found out. */
  answers: Answers | undefined;
  /** What was asked for and is not there; unreachable: nothing could be asked. None: all is well. */
  unfit: (UnfitReason | "unreachable")[];
}

/** @returns undefined where content lies on the disk */
export async function lookAtStorage(): Promise<StorageLook | undefined> {
  if (env.S3_BUCKET === undefined) return undefined;
  const [{ bucketOf }, { probe }] = await Promise.all([import("./s3/bucket.ts"), import("./s3/probe.ts")]);
  const bucket = bucketOf(env);
  if (bucket === undefined) return undefined;
  const server = env.S3_ENDPOINT === undefined ? `s3.${env.S3_REGION}` : new URL(env.S3_ENDPOINT).host;
  const place = `${server}/${bucket.name}${bucket.prefix && `/${bucket.prefix}`}`;
  try {
    const { answers, unfit } = await probe(bucket);
    return { place, answers, unfit };
  } catch (error) {
    if (!(error instanceof SealbookError)) throw error;
    return { place, answers: undefined, unfit: ["unreachable"] };
  } finally {
    bucket.client.destroy();
  }
}
