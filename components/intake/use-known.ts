"use client";

import { useEffect, useRef, useState } from "react";
import { z } from "zod/mini";
import type { UploadItem } from "./upload-item.ts";

/** So many digests are asked for at once. */
const DIGESTS_MAX = 500;
/** Files that are hashed close together are asked for together. */
const WAIT_MS = 400;
const ANSWER_TIMEOUT_MS = 20_000;

const answerSchema = z.object({
  records: z.array(z.object({ sha256: z.string(), id: z.string(), receivedAt: z.string() })),
});

export interface Known {
  id: string;
  receivedAt: string;
}

const NONE: ReadonlyMap<string, Known> = new Map();

/** By digest: what of the list the organisation has recorded before. What could not be asked is as if it had not been. */
export function useKnown(items: readonly UploadItem[]): ReadonlyMap<string, Known> {
  const [known, setKnown] = useState(NONE);
  const asked = useRef(new Set<string>());
  const wanted = items.flatMap(({ stage, sha256 }) =>
    stage.name === "hashed" && sha256 && !asked.current.has(sha256) ? [sha256] : [],
  );
  const next = wanted.slice(0, DIGESTS_MAX).join(" ");
  useEffect(() => {
    if (next === "") return;
    const timer = setTimeout(async () => {
      const digests = next.split(" ");
      for (const digest of digests) asked.current.add(digest);
      const found = await ask(digests);
      setKnown((before) => new Map([...before, ...found]));
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [next]);
  return known;
}

async function ask(sha256: readonly string[]): Promise<[string, Known][]> {
  try {
    const response = await fetch("/api/v1/evidence/known", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sha256 }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const answer = answerSchema.safeParse(await response.json());
    return answer.success ? answer.data.records.map(({ sha256: digest, ...record }) => [digest, record]) : [];
  } catch {
    return [];
  }
}
