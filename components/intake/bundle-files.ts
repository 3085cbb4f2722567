/** Files that were chosen together, as the files of one bundle: each under its path, hashed here, handed over as lines. */
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { ChosenFile } from "./chosen-files.ts";
import { hashInWorker } from "./hash-in-worker.ts";
import { parseEvidence, parseProblem } from "./problem.ts";

/** Without an answer for this long, the connection counts as lost. */
const ANSWER_MS_MAX = 300_000;
/** Lines that are told one by one. */
const TOLD_MAX = 20;

export interface NamedFile {
  file: File;
  /** Its path in the bundle. */
  name: string;
}

/** The folder that all were chosen in is the bundle, and no part of a path. */
export function inBundle(chosen: readonly ChosenFile[]): { name: string; files: NamedFile[] } {
  const pathOf = ({ file, folder }: ChosenFile) => (folder === "" ? file.name : `${folder}/${file.name}`);
  const tops = new Set(chosen.map(({ folder }) => folder.split("/")[0] ?? ""));
  const [top = ""] = tops;
  const isOne = tops.size === 1 && top !== "";
  const files = chosen.map((each) => ({
    file: each.file,
    name: isOne ? pathOf(each).slice(top.length + 1) : pathOf(each),
  }));
  return { name: isOne ? top : "", files };
}

export type BundleOutcome =
  | { kind: "recorded"; id: string }
  | { kind: "unreadable"; name: string }
  | { kind: "refused"; title: string; detail: string; lines: { name: string; detail: string }[] }
  | { kind: "lost" }
  | { kind: "cancelled" };

interface NewBundle {
  name: string;
  /** Own fields of the record. */
  fields: OwnFields;
  files: readonly NamedFile[];
}

/** @param options.idempotencyKey the same for every attempt: nothing is recorded twice. onHashed: bytes of all files that were read. Never rejects */
export async function recordBundle(
  { name, fields, files }: NewBundle,
  options: { idempotencyKey: string; onHashed: (files: number, bytes: number) => void; signal: AbortSignal },
): Promise<BundleOutcome> {
  const { idempotencyKey, onHashed, signal } = options;
  const own = Object.keys(fields).length > 0 ? { fields } : {};
  const lines = [JSON.stringify({ name, ...own })];
  let bytes = 0;
  for (const [at, { file, name: path }] of files.entries()) {
    const before = bytes;
    const hashed = await hashInWorker(file, {
      more: { sha3: true },
      onProgress: (read) => onHashed(at, before + read),
      signal,
    });
    if (hashed.kind === "cancelled") return { kind: "cancelled" };
    if (hashed.kind !== "done") return { kind: "unreadable", name: path };
    bytes += file.size;
    onHashed(at + 1, bytes);
    const mediaType = file.type ? { mediaType: file.type } : {};
    const { sha256, sha3 } = hashed;
    lines.push(JSON.stringify({ name: path, sha256, "sha3-256": sha3, size: file.size, ...mediaType }));
  }
  try {
    const response = await fetch("/api/v1/bundles", {
      method: "POST",
      headers: { "Content-Type": "application/x-ndjson", "Idempotency-Key": idempotencyKey },
      body: new Blob([lines.join("\n")]),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
    });
    const body = await response.text();
    const evidence = response.ok ? parseEvidence(body) : undefined;
    if (evidence) return { kind: "recorded", id: evidence.id };
    if (response.ok) return { kind: "lost" };
    const { title, detail } = parseProblem(response.status, body);
    return { kind: "refused", title, detail, lines: linesOf(body, files) };
  } catch {
    return { kind: signal.aborted ? "cancelled" : "lost" };
  }
}

/** What is wrong with single files; the first line is the bundle's own. */
function linesOf(body: string, files: readonly NamedFile[]): { name: string; detail: string }[] {
  try {
    const { lines } = JSON.parse(body) as { lines?: { line: number; detail: unknown }[] };
    return (lines ?? [])
      .slice(0, TOLD_MAX)
      .map(({ line, detail }) => ({ name: files[line - 2]?.name ?? "", detail: String(detail) }));
  } catch {
    return [];
  }
}
