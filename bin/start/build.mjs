/** Makes what is made from the sources: the database client, the gathered messages, the pages and the offline verifier. Only when the sources changed. */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "./failure.mjs";
import { RUNTIME } from "./install.mjs";
import { runLogged } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";

const CLIENT = {
  sources: ["prisma/schema", "prisma.config.ts", "package-lock.json"],
  stamp: join(ROOT, "lib/infra/db/generated/.sources"),
  made: join(ROOT, "lib/infra/db/generated/client.ts"),
  args: [join(ROOT, "node_modules/prisma/build/index.js"), "generate"],
  log: "generate.log",
};
const MESSAGES = {
  sources: ["lib/i18n/messages", "lib/features", "bin/steps/gather-messages.mjs"],
  only: /\.(json|mjs)$/,
  stamp: join(ROOT, "lib/i18n/generated/.sources"),
  made: join(ROOT, "lib/i18n/generated/zh-CN.json"),
  args: [join(ROOT, "bin/steps/gather-messages.mjs")],
  log: "gather-messages.log",
};
/** Types alone: nothing that runs needs them. */
const CLIENT_TYPES = {
  sources: ["lib/features", "lib/gate", "lib/words", "lib/infra/http", "bin/clients"],
  only: /\.ts$/,
  stamp: join(ROOT, "lib/client/generated/.sources"),
  made: join(ROOT, "lib/client/generated/paths.ts"),
  args: [join(ROOT, "bin/steps/write-client-types.ts")],
  log: "write-client-types.log",
};
const PAGES = {
  sources: [
    ...["app", "components", "lib", "public", "prisma/schema", "proxy.ts", "next.config.js", "postcss.config.json"],
    ...["package.json", "package-lock.json", "tsconfig.json"],
  ],
  stamp: join(ROOT, ".next/.sources"),
  made: join(ROOT, ".next/BUILD_ID"),
  args: [join(ROOT, "node_modules/next/dist/bin/next"), "build"],
  log: "build.log",
  // Made anew: what an interrupted build left, its cache included, has been seen to break the next one.
  folder: join(ROOT, ".next"),
  kept: ["dev"],
};
/** Scripts and style sheets of the pages once more, in Brotli. */
const SMALLER = {
  sources: [...PAGES.sources, "bin/steps/finish-static.mjs"],
  stamp: join(ROOT, ".next/static/.sources"),
  made: join(ROOT, ".next/static"),
  args: [join(ROOT, "bin/steps/finish-static.mjs")],
  log: "finish-static.log",
};
/** The offline verifier, served by the pages. They are built first: their build empties the folder. */
const VERIFIER = {
  sources: [
    ...["components", "lib/core", "lib/pki", "lib/rfc3161", "lib/verify", "lib/words", "lib/i18n", "lib/features"],
    "app/globals.css",
    "bin/steps/build-verifier.mjs",
    ...["package.json", "package-lock.json"],
  ],
  stamp: join(ROOT, ".next/verifier/.sources"),
  made: join(ROOT, ".next/verifier/sealbook-verifier.html"),
  args: [join(ROOT, "bin/steps/build-verifier.mjs")],
  log: "build-verifier.log",
};
const MADE_FROM_SOURCES = new Set(["infra/db", "i18n", "client"].map((folder) => join("lib", folder, "generated")));

/** @typedef {{ logs: string, signal?: AbortSignal }} BuildOptions logs: folder for the output of the programs */

/** @returns {boolean} */
export const isGenerated = () => isCurrent(CLIENT) && isCurrent(MESSAGES);
/** @returns {boolean} */
export const arePagesCurrent = () => isCurrent(PAGES) && isCurrent(SMALLER) && isVerifierCurrent();
/** @returns {boolean} */
export const isVerifierCurrent = () => isCurrent(VERIFIER);

/** @param {BuildOptions} options */
export async function generate(options) {
  for (const made of [CLIENT, MESSAGES]) if (!isCurrent(made)) await make(made, options);
}
/** What types are checked against, too. @param {BuildOptions} options */
export async function generateAll(options) {
  await generate(options);
  if (!areTypesCurrent()) await make(CLIENT_TYPES, options);
}
/** @returns {boolean} */
export const areTypesCurrent = () => isCurrent(CLIENT_TYPES);
/** @param {BuildOptions} options */
export const buildVerifier = (options) => make(VERIFIER, options);

/** @param {BuildOptions} options */
export async function buildPages(options) {
  for (const made of [PAGES, SMALLER]) if (!isCurrent(made)) await make(made, options);
  if (!isVerifierCurrent()) await buildVerifier(options);
}

function isCurrent({ sources, only, stamp, made }) {
  return existsSync(made) && existsSync(stamp) && readFileSync(stamp, "utf8") === hashOf(sources, only);
}

async function make({ sources, only, stamp, args, log, folder, kept }, { logs, signal }) {
  const hash = hashOf(sources, only);
  rmSync(stamp, { force: true });
  if (folder && existsSync(folder)) {
    const names = readdirSync(folder).filter((name) => !kept.includes(name));
    for (const name of names) rmSync(join(folder, name), { recursive: true });
  }
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const path = join(logs, log);
  const code = await runLogged({ command: RUNTIME, args, log: path, env, signal });
  signal?.throwIfAborted();
  if (code !== 0) {
    throw new Failure(
      `Building failed (exit ${code}): read ${path}, correct what it names, and start again.`,
      `构建失败（退出码 ${code}）：请查看 ${path}，按其中提示更正后重新启动。`,
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** SHA-256 over the names and contents of all files, in a fixed order. */
function hashOf(sources, only = /./) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesOf(source)).sort()) {
    if (!only.test(file)) continue;
    const content = readFileSync(join(ROOT, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function filesOf(path) {
  const absolute = join(ROOT, path);
  if (MADE_FROM_SOURCES.has(path) || !existsSync(absolute)) return [];
  const status = lstatSync(absolute);
  if (status.isDirectory()) return readdirSync(absolute).flatMap((name) => filesOf(join(path, name)));
  return status.isFile() ? [path] : [];
}
