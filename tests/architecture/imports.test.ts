/** The house keeps its shape: which way imports go, which files a feature has, how long a file may be. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, it } from "node:test";

const LINES_MAX = 300;
// `audit` recomputes a ledger, `pdf` draws a feature's facts: neither reads nor writes as the others do.
const FEATURE_FILES = new Set(["schema", "types", "data", "mutations", "loaders", "actions", "jobs", "audit", "pdf"]);

interface Layer {
  name: string;
  prefix: string;
  /** Prefixes of our own files it may import; every layer may import itself. */
  may: string[];
  /** Packages it may import; undefined: any. */
  packages?: RegExp;
  lesson: string;
}

// The first prefix that fits names a file's layer.
const LAYERS: Layer[] = [
  {
    name: "core",
    prefix: "lib/core/",
    may: [],
    packages: /^@noble\//,
    lesson:
      "lib/core is pure: it imports @noble/* and itself, so that a stranger can audit it and a browser can run it",
  },
  {
    name: "rfc3161",
    prefix: "lib/rfc3161/",
    may: ["lib/core/"],
    packages: /^(pkijs|asn1js)$/,
    lesson: "lib/rfc3161 checks timestamps in Node and in browsers alike: core, pkijs and asn1js, nothing else",
  },
  {
    name: "nodes",
    prefix: "lib/nodes/",
    may: ["lib/core/", "lib/rfc3161/"],
    packages: /^(node:|prom-client$)/,
    lesson: "what other parties run in lib/nodes needs no database, no environment and nothing of the installation",
  },
  {
    name: "i18n",
    prefix: "lib/i18n/",
    may: [],
    lesson: "lib/i18n knows messages and locales, nothing of ours",
  },
  {
    name: "env",
    prefix: "lib/env.ts",
    may: [],
    packages: /^zod$/,
    lesson: "lib/env.ts reads the environment and nothing else",
  },
  {
    name: "infra",
    prefix: "lib/infra/",
    may: ["lib/core/", "lib/rfc3161/", "lib/env.ts", "lib/i18n/"],
    lesson: "an adapter in lib/infra knows the outside world, not what the product does with it",
  },
  {
    name: "features",
    prefix: "lib/features/",
    may: ["lib/infra/", "lib/core/", "lib/rfc3161/", "lib/env.ts", "lib/i18n/"],
    lesson: "a feature imports infra, core and other features; never components or app",
  },
  {
    name: "components",
    prefix: "components/",
    may: ["lib/features/", "lib/core/", "lib/rfc3161/", "lib/i18n/"],
    lesson: "components take plain objects: no infra, no env",
  },
  {
    name: "app",
    prefix: "app/",
    may: ["components/", "lib/features/", "lib/infra/http/", "lib/infra/auth/", "lib/core/", "lib/env.ts", "lib/i18n/"],
    lesson: "app is routing: parameters to a loader or verb, its result to a component or response",
  },
];

const files = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.mjs"],
  {
    encoding: "utf8",
  },
)
  .split("\n")
  .filter((path) => path !== "");
const sources = new Map(files.map((path) => [path, readFileSync(path, "utf8")]));

function importsOf(path: string, source: string): string[] {
  const found = source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)["']([^"']+)["']/g);
  return [...found].map(([, specifier = ""]) => {
    if (specifier.startsWith("#")) return specifier.slice(1);
    if (specifier.startsWith(".")) return normalize(join(dirname(path), specifier));
    return `package:${specifier}`;
  });
}

const layerOf = (path: string): Layer | undefined => LAYERS.find((layer) => path.startsWith(layer.prefix));

describe("architecture", () => {
  it("reads the sources it is meant to judge", () => {
    for (const layer of LAYERS)
      assert.ok(
        files.some((path) => path.startsWith(layer.prefix)),
        `no file under ${layer.prefix}`,
      );
  });

  it("imports go one way: app → components → features → infra → core", () => {
    const wrong: string[] = [];
    for (const [path, source] of sources) {
      const layer = layerOf(path);
      if (!layer) continue;
      for (const target of importsOf(path, source)) {
        const fine = target.startsWith("package:")
          ? (layer.packages?.test(target.slice("package:".length)) ?? true)
          : [layer.prefix, ...layer.may].some((prefix) => target.startsWith(prefix)) || target.endsWith(".css");
        if (!fine) wrong.push(`${path} imports ${target}: ${layer.lesson}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("only features' data and mutations, and adapters, open the database", () => {
    const doors = /^lib\/features\/[^/]+\/(data|mutations|jobs|audit)(\.ts|\/)|^lib\/infra\//;
    const wrong = [...sources].filter(
      ([path, source]) =>
        path.startsWith("lib/") &&
        !doors.test(path) &&
        importsOf(path, source).some((target) => target.startsWith("lib/infra/db/")),
    );
    assert.deepEqual(
      wrong.map(([path]) => path),
      [],
    );
  });

  it("components do not read or write data themselves", () => {
    const wrong = [...sources].filter(
      ([path, source]) =>
        path.startsWith("components/") &&
        importsOf(path, source).some((target) => /^lib\/features\/[^/]+\/(data|mutations|loaders|jobs)/.test(target)),
    );
    assert.deepEqual(
      wrong.map(([path]) => path),
      [],
    );
  });

  it("a feature has the agreed files and no others", () => {
    const wrong = files.filter((path) => {
      const [, feature, file = ""] = /^lib\/features\/([^/]+)\/([^/]+)/.exec(path) ?? [];
      if (!feature) return false;
      return !FEATURE_FILES.has(file.replace(/\.ts$/, ""));
    });
    assert.deepEqual(wrong, []);
  });

  it(`no file is longer than ${LINES_MAX} lines`, () => {
    const wrong = [...sources]
      .filter(([path]) => !path.startsWith("tests/"))
      .map(([path, source]) => `${path}: ${source.split("\n").length}`)
      .filter((line) => Number(line.split(": ")[1]) > LINES_MAX);
    assert.deepEqual(wrong, []);
  });

  it("there are no barrels and no drawers for odds and ends", () => {
    const wrong = files.filter((path) => /(^|\/)(index|helpers?|utils?|misc|common)\.tsx?$/.test(path));
    assert.deepEqual(wrong, []);
  });
});
