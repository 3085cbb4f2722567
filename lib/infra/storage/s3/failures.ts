/** What a server says no with, in our words. Messages are empty on some of them: the name and the status count. */
import { SealbookError } from "#lib/words/errors.ts";

type Failure = Error & { $metadata?: { httpStatusCode?: number } };

const FULL = /^(QuotaExceeded|StorageFull|InsufficientStorage|XMinioStorageFull|NoSpaceLeft)$/i;

export const statusOf = (error: unknown): number | undefined => (error as Failure).$metadata?.httpStatusCode;
export const nameOf = (error: unknown): string => (error as Failure).name ?? "";

/** Not there: an object, one of its versions, or an upload. Some servers call the last NoSuchKey. */
export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && nameOf(error) !== "NoSuchBucket" && !(error instanceof SealbookError);

/** @throws {SealbookError} `storage_full`, `storage_unavailable` instead of what the client of the bucket throws */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inOurWords(error);
  }
}

export function inOurWords(error: unknown): unknown {
  if (error instanceof SealbookError) return error;
  const isFull = statusOf(error) === 507 || FULL.test(nameOf(error));
  return new SealbookError(isFull ? "storage_full" : "storage_unavailable", { cause: error });
}

/** As `told`, and undefined for what is not there. */
export async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  return await told(() => work().catch((error: unknown) => (isMissing(error) ? undefined : Promise.reject(error))));
}
