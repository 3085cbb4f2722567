/** What the worker of a page is made of, so that the page can have it fetched before its own script asks for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildId } from "./build-id.ts";

/** As the bundler writes it into a page's script: the worker's first file, and those that it loads. */
const WORKER = /"(static\/chunks\/turbopack-worker-[\w.~-]+\.js)",\[([^\]]*)\]/;
const FILE = /static\/chunks\/[\w.~-]+\.js/g;

const known = new Map<string, string[]>();

/**
 * Addresses of the files, in the order in which they are loaded. A hint and no more: empty in development, and where the bundler writes
 * otherwise than it did.
 *
 * @param page below `app`, as `v/[id]`
 */
export function workerFiles(page: string): string[] {
  const kept = known.get(page);
  if (kept) return kept;
  const files = buildId() === undefined ? [] : readWorkerFiles(page).map((file) => `/_next/${file}`);
  known.set(page, files);
  return files;
}

function readWorkerFiles(page: string): string[] {
  const build = join(process.cwd(), ".next");
  try {
    const manifest = readFileSync(join(build, "server", "app", page, "page_client-reference-manifest.js"), "utf8");
    for (const script of new Set(manifest.match(FILE))) {
      const [, first, others = ""] = WORKER.exec(readFileSync(join(build, script), "utf8")) ?? [];
      if (first) return [first, ...(others.match(FILE) ?? [])];
    }
  } catch {
    // Started from another folder, or built otherwise: the page finds its worker by itself.
  }
  return [];
}
