/**
 * Checks a bag (RFC 8493) by the rules of the house, which are stricter where the RFC leaves things open: tag manifests are there and list
 * every tag file, only SHA-256 and SHA-512 count, nothing is fetched, names that differ only in their composition are the same name.
 * Total: whatever the bag is, the report names what is wrong with it. Contents pass by; what grows is the list of files, up to FILES_MAX.
 */
import { toHex } from "../text/bytes.ts";
import type { BagProblem, BagProblemCode } from "./bag-problem.ts";
import { type BagSource, type FoundFile, linesOf, readUpTo } from "./bag-source.ts";
import {
  BAG_INFO_BYTES_MAX,
  type BagVersion,
  DECLARATION_BYTES_MAX,
  formatOxum,
  parseDeclaration,
  parsePayloadOxum,
} from "./declaration.ts";
import {
  BAG_ALGORITHMS,
  type BagAlgorithm,
  comparable,
  isSafePath,
  type ManifestName,
  manifestName,
  parseManifestLine,
  parseManifestName,
} from "./manifest.ts";

/** Some 500 MB of names and digests. Larger archives are several bags. */
export const FILES_MAX = 1_000_000;
/** Problems that are named one by one; all are counted. */
export const PROBLEMS_MAX = 100;
const FILES_AT_ONCE = 8;
/** Whatever else a bag has, it has manifests of this one: contents are found by it. */
const LEAST_ALGORITHM: BagAlgorithm = "sha256";

/** What is known of one path: from the folder, from the manifests, from its bytes. */
export interface BagFile {
  found?: FoundFile;
  /** Hex, as the manifests list them. */
  listed: Partial<Record<BagAlgorithm, string>>;
  /** It has the bytes that every manifest lists. */
  intact: boolean;
}

export interface BagReport {
  version?: BagVersion;
  /** The first of them. */
  problems: BagProblem[];
  problemCount: number;
  /** Payload and tag files by their composed paths. */
  files: Map<string, BagFile>;
  payload: { files: number; bytes: number };
}

export interface BagProgress {
  files: number;
  bytes: number;
}

/** @param options.filesMax for tests of the limit. Rejects only with what `source` throws because it was told to stop. */
export async function checkBag(
  source: BagSource,
  options: { onProgress?: (now: BagProgress) => void; filesMax?: number } = {},
): Promise<BagReport> {
  const report: BagReport = { problems: [], problemCount: 0, files: new Map(), payload: { files: 0, bytes: 0 } };
  if (!(await listFiles(source, { report, filesMax: options.filesMax ?? FILES_MAX }))) return report;
  const version = await readVersion(source, report);
  if (report.files.has("fetch.txt")) add(report, { problem: "fetch_present", path: "fetch.txt" });
  if (version === undefined) return report;
  report.version = version;
  const manifests = findManifests(report);
  for (const manifest of manifests) await readManifest(source, { report, manifest, version, ...options });
  compareLists(report, manifests);
  await compareBytes(source, { report, manifests, ...options });
  await compareOxum(source, report);
  return report;
}

interface Manifest {
  path: string;
  of: ManifestName["of"];
  algorithm: BagAlgorithm;
}

function add(report: BagReport, problem: BagProblem): void {
  report.problemCount++;
  if (report.problems.length < PROBLEMS_MAX) report.problems.push(problem);
}

/** @returns whether there is an end to them */
async function listFiles(
  source: BagSource,
  { report, filesMax }: { report: BagReport; filesMax: number },
): Promise<boolean> {
  const { files, payload } = report;
  for await (const found of source.list()) {
    const path = comparable(found.path);
    if (files.size >= filesMax) {
      add(report, { problem: "too_many_files", path, expected: `${filesMax}` });
      return false;
    }
    if (found.kind === "special") add(report, { problem: "file_special", path });
    else if (!isSafePath(path)) add(report, { problem: "path_unsafe", path });
    else if (files.has(path)) add(report, { problem: "names_collide", path });
    else files.set(path, { found, listed: {}, intact: false });
    if (!isPayload(path)) continue;
    payload.files++;
    payload.bytes += found.size;
  }
  return true;
}

const isPayload = (path: string): boolean => path.startsWith("data/");

async function readVersion(source: BagSource, report: BagReport): Promise<BagVersion | undefined> {
  const path = "bagit.txt";
  const found = report.files.get(path)?.found;
  const bytes = found && (await readUpTo(source, { found, bytesMax: DECLARATION_BYTES_MAX }));
  const version = bytes === undefined ? undefined : parseDeclaration(bytes);
  if (typeof version === "string") return version;
  add(report, { problem: found === undefined ? "bagit_missing" : (version?.failed ?? "bagit_malformed"), path });
  return undefined;
}

function findManifests(report: BagReport): Manifest[] {
  const manifests: Manifest[] = [];
  for (const path of report.files.keys()) {
    const name = parseManifestName(path);
    if (name === undefined) continue;
    const { of, algorithm } = name;
    if (algorithm === undefined) add(report, { problem: "algorithm_unsupported", path });
    else manifests.push({ path, of, algorithm });
  }
  const missing: [ManifestName["of"], BagProblemCode][] = [
    ["payload", "manifest_missing"],
    ["tags", "tag_manifest_missing"],
  ];
  for (const [of, problem] of missing) {
    const isThere = (manifest: Manifest) => manifest.of === of && manifest.algorithm === LEAST_ALGORITHM;
    if (!manifests.some(isThere)) add(report, { problem, path: manifestName({ of, algorithm: LEAST_ALGORITHM }) });
  }
  return manifests;
}

async function readManifest(
  source: BagSource,
  given: { report: BagReport; manifest: Manifest; version: BagVersion; filesMax?: number },
): Promise<void> {
  const { report, manifest, version, filesMax = FILES_MAX } = given;
  const { path: name, algorithm } = manifest;
  const found = report.files.get(name)?.found;
  if (found === undefined) return;
  let number = 0;
  for await (const line of linesOf(source, found)) {
    number++;
    const place = `${name}:${number}`;
    if (line === "") continue;
    const parsed =
      line === undefined
        ? { failed: "manifest_malformed" as const }
        : parseManifestLine(line, { ...manifest, version });
    if ("failed" in parsed) {
      add(report, { problem: parsed.failed, path: place });
      // What cannot be read goes on for ever, or is no text.
      if (line === undefined) return;
      continue;
    }
    const { digest, path } = parsed;
    const file = report.files.get(path) ?? { listed: {}, intact: false };
    if (file.listed[algorithm] !== undefined) add(report, { problem: "listed_twice", path: place, found: path });
    file.listed[algorithm] ??= digest;
    report.files.set(path, file);
    if (report.files.size <= 2 * filesMax) continue;
    add(report, { problem: "too_many_files", path: place, expected: `${filesMax}` });
    return;
  }
}

/** Every manifest lists every file that it is for: payload manifests the payload, tag manifests all else but themselves. */
function compareLists(report: BagReport, manifests: readonly Manifest[]): void {
  for (const [path, { found, listed }] of report.files) {
    if (found === undefined) {
      add(report, { problem: "file_missing", path });
      continue;
    }
    const of = isPayload(path) ? "payload" : "tags";
    if (parseManifestName(path)?.of === "tags") continue;
    const silent = manifests.filter((manifest) => manifest.of === of && listed[manifest.algorithm] === undefined);
    for (const { path: name } of silent) add(report, { problem: "file_extra", path, expected: name });
  }
}

async function compareBytes(
  source: BagSource,
  given: { report: BagReport; manifests: readonly Manifest[]; onProgress?: (now: BagProgress) => void },
): Promise<void> {
  const { report, onProgress } = given;
  const done: BagProgress = { files: 0, bytes: 0 };
  const waiting = report.files.entries();
  const work = async (): Promise<void> => {
    for (const [path, file] of waiting) {
      const { found } = file;
      if (found === undefined || Object.keys(file.listed).length === 0) continue;
      const problem = await compareFile(source, { path, file, found });
      if (problem) add(report, problem);
      else file.intact = true;
      done.files++;
      done.bytes += found.size;
      onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
}

async function compareFile(
  source: BagSource,
  { path, file, found }: { path: string; file: BagFile; found: FoundFile },
): Promise<BagProblem | undefined> {
  const { listed } = file;
  const hashes = BAG_ALGORITHMS.flatMap((algorithm) =>
    listed[algorithm] === undefined ? [] : [{ expected: listed[algorithm], hash: source.hash(algorithm) }],
  );
  try {
    for await (const chunk of source.open(found)) for (const { hash } of hashes) hash.update(chunk);
  } catch (error) {
    if (source.signal?.aborted) throw error;
    return { problem: "file_unreadable", path, found: error instanceof Error ? error.message : "" };
  }
  for (const { expected, hash } of hashes) {
    const digest = toHex(hash.digest());
    if (digest !== expected) return { problem: "file_changed", path, expected, found: digest };
  }
  return undefined;
}

async function compareOxum(source: BagSource, report: BagReport): Promise<void> {
  const path = "bag-info.txt";
  const found = report.files.get(path)?.found;
  if (found === undefined) return;
  const bytes = await readUpTo(source, { found, bytesMax: BAG_INFO_BYTES_MAX });
  const stated = bytes === undefined ? { failed: "bag_info_malformed" as const } : parsePayloadOxum(bytes);
  if (stated === undefined) return;
  if ("failed" in stated) {
    add(report, { problem: stated.failed, path });
    return;
  }
  const counted = { bytes: BigInt(report.payload.bytes), files: BigInt(report.payload.files) };
  if (stated.bytes === counted.bytes && stated.files === counted.files) return;
  add(report, { problem: "oxum_mismatch", path, expected: formatOxum(stated), found: formatOxum(counted) });
}
