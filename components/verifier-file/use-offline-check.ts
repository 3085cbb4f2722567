/** The state of the offline verifier: a receipt, a file, and what they come to for whom the reader trusts. */

import { useCallback, useEffect, useRef, useState } from "react";
import { answer, checkAgainst } from "#components/verification/inspect-and-check.ts";
import type { Given, Outcome } from "#components/verification/outcome.ts";
import { receiptsFirst } from "#components/verification/receipts-first.ts";
import type { GivenCertificate, Inspected } from "#components/verification/worker-protocol.ts";
import type { Policy } from "#lib/core/log/policy.ts";
import { readSource, withSources } from "#lib/verify/certificate/brought.ts";
import { ANSWER_BYTES_MAX } from "#lib/verify/certificate/collect.ts";
import type { Sources } from "#lib/verify/certificate/sources.ts";
import { open } from "#lib/verify/open.ts";
import type { ReadTrust } from "./named-trust.ts";

const IDLE: Outcome = { kind: "idle" };

/** A file could not be read. */
class Unreadable extends Error {}

/** One reading at a time: a new one ends the one before. Another trust is another verdict about the same receipt. */
export function useOfflineCheck({ policy, authorities, broken }: ReadTrust) {
  const [outcome, setOutcome] = useState<Outcome>(IDLE);
  const [given, setGiven] = useState<Given>({});
  const reading = useRef<AbortController>(undefined);

  const addFiles = useCallback(
    async (files: readonly File[]) => {
      reading.current?.abort();
      const controller = new AbortController();
      reading.current = controller;
      const report = (next: Outcome) => {
        controller.signal.throwIfAborted();
        setOutcome(next);
      };
      try {
        const more = outcome.kind === "certificate" ? await readSources(files) : undefined;
        if (more && outcome.kind === "certificate") {
          controller.signal.throwIfAborted();
          setOutcome({ ...outcome, sources: withSources(outcome.sources ?? {}, more) });
          return;
        }
        const before = given.receipt && given.file ? {} : given;
        const taken = await takeFiles(files, { policy, report });
        if (controller.signal.aborted) return;
        if (taken?.certificate) {
          setGiven({});
          const { certificate, sources } = taken;
          setOutcome({ kind: "certificate", certificate, ...(sources ? { sources } : {}) });
          return;
        }
        const { companions: _, ...kept } = before;
        const now = taken ? { ...kept, ...taken } : before;
        setGiven(now);
        const waiting: Outcome = now.companions && !now.file ? { kind: "inspected" } : IDLE;
        setOutcome(taken ? waiting : { kind: "crowded", names: files.map(({ name }) => name) });
      } catch (cause) {
        if (controller.signal.aborted) return;
        setOutcome(cause instanceof Unreadable ? { kind: "unreadable", name: cause.message } : { kind: "broken" });
      }
    },
    [given, outcome, policy],
  );

  const cancel = useCallback(() => {
    reading.current?.abort();
    setGiven({});
    setOutcome(IDLE);
  }, []);

  useEffect(() => {
    const { receipt, file } = given;
    if (!receipt) return;
    let isCurrent = true;
    const conclude = (next: Outcome) => isCurrent && setOutcome((now) => (now.kind === "crowded" ? now : next));
    const check = async () =>
      await checkAgainst({
        receipt: await open(receipt.bytes),
        sha256: file?.sha256,
        source: file?.source && { file: file.source },
        policy,
        authorities,
        broken,
      });
    check().then(
      (checked) => conclude({ kind: "checked", checkedAt: new Date().toISOString(), ...checked }),
      () => conclude({ kind: "broken" }),
    );
    return () => {
      isCurrent = false;
    };
  }, [given, policy, authorities, broken]);

  return { outcome, given, addFiles, cancel };
}

/** At most one file and one receipt, and what goes along with them; undefined as soon as there is a second of either. */
async function takeFiles(
  files: readonly File[],
  { policy, report }: { policy: Policy | undefined; report: (next: Outcome) => void },
): Promise<(Given & { certificate?: GivenCertificate; sources?: Sources }) | undefined> {
  const given: Given = {};
  const [alone, ...others] = files.length > 1 ? await withoutSources(files) : [];
  if (alone && others.length === 0) {
    const inspected = await inspect(alone, { policy, beside: undefined, onRead: () => {} });
    const sources = await readSources(files.filter((each) => each !== alone));
    if (inspected.kind === "certificate" && sources) return { certificate: inspected, sources };
  }
  for (const file of receiptsFirst(files)) {
    report({ kind: "working", doing: "reading", name: file.name });
    const onRead = (fraction: number) => report({ kind: "working", doing: "reading", name: file.name, fraction });
    const inspected = await inspect(file, { policy, beside: given.receipt?.bytes, onRead });
    if (inspected.kind === "companion") {
      given.companions = [...(given.companions ?? []), inspected];
      continue;
    }
    if (inspected.kind === "certificate") {
      if (files.length > 1) return undefined;
      return { certificate: inspected };
    }
    // Documents of many receipts are taken apart on the verify page alone.
    if (inspected.kind === "receipts") continue;
    if (given[inspected.kind]) return undefined;
    if (inspected.kind === "receipt") given.receipt = { name: file.name, bytes: inspected.bytes, source: "dropped" };
    else given.file = { ...inspected, source: file };
  }
  return given;
}

async function withoutSources(files: readonly File[]): Promise<File[]> {
  const read = await Promise.all(files.map((file) => readSources([file])));
  return files.filter((_, at) => read[at] === undefined);
}

/** What files say about a certificate; undefined where one of them says nothing about any. */
async function readSources(files: readonly File[]): Promise<Sources | undefined> {
  let sources: Sources = {};
  for (const file of files) {
    const text = file.size <= ANSWER_BYTES_MAX ? await file.text().catch(() => undefined) : undefined;
    const read = text === undefined ? undefined : readSource(text);
    if (read === undefined) return undefined;
    sources = withSources(sources, read);
  }
  return sources;
}

async function inspect(
  file: File,
  given: { policy: Policy | undefined; beside: Uint8Array | undefined; onRead: (fraction: number) => void },
): Promise<Inspected> {
  const { onRead, ...others } = given;
  const reply = await answer({ call: 0, kind: "inspect", file, ...others }, (progress) => {
    if (progress.kind === "progress") onRead(progress.read / file.size);
  });
  if (reply.kind !== "inspected") throw new Unreadable(file.name);
  return reply.inspected;
}
