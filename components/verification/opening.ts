import { useEffect, useEffectEvent } from "react";
import { fromBase64Url } from "#lib/credentials/base64url.ts";
import {
  SAMPLE_FILE_NAMES,
  SAMPLE_PATH,
  SAMPLE_RECEIPT_NAME,
  SAMPLE_VERSIONS,
} from "#lib/features/evidence/sample/types.ts";

/** What an address says behind `#`, which no server is sent: a digest to look up, a sample to check, a whole proof in base64url. */
const DIGEST = /^#sha256=([0-9a-f]{64})$/;
const PROOF = /^#proof=([\w-]{1,65536})$/;
const SAMPLE = /^#sample=(\w+)$/;

type Openings = { onDigest: (sha256: string) => void; onFiles: (files: File[]) => void };

/** Checks what the page's address names, when it is opened and when the address changes. */
export function useOpening({ onDigest, onFiles }: Openings): void {
  const open = useEffectEvent(async () => {
    const [, sha256] = DIGEST.exec(location.hash) ?? [];
    if (sha256) onDigest(sha256);
    const proof = fromBase64Url(PROOF.exec(location.hash)?.[1] ?? "");
    if (proof?.length) onFiles([new File([new Uint8Array(proof)], "proof.json", { type: "application/json" })]);
    const [, name] = SAMPLE.exec(location.hash) ?? [];
    const version = SAMPLE_VERSIONS.find((known) => known === name);
    if (version) onFiles(await Promise.all([SAMPLE_RECEIPT_NAME, SAMPLE_FILE_NAMES[version]].map(fetchSample)));
  });
  useEffect(() => {
    const opened = () => {
      // Where a sample cannot be had, the page is as it was: the reader's own files are checked as ever.
      open().catch(() => {});
    };
    opened();
    window.addEventListener("hashchange", opened);
    return () => window.removeEventListener("hashchange", opened);
  }, []);
}

async function fetchSample(name: string): Promise<File> {
  const response = await fetch(`${SAMPLE_PATH}/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new File([await response.blob()], name, { type: response.headers.get("content-type") ?? "" });
}
