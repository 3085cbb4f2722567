/** The house keeps its shape: which way imports go, which files a feature has, how long a file may be. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, it } from "node:test";

const LINES_MAX = 300;
/** What a feature's folder holds: a file or a folder of each name, never both; `verbs` is a folder with a file a verb. */
const FEATURE_PARTS = new Set(
  "types schema rows verbs pages actions endpoints jobs commands letters conditions gauges drawing checks messages".split(
    " ",
  ),
);
/** Areas of features, the lowest first: each may import those before it. */
const AREAS = [
  "alarms",
  "audit-log",
  "keyring",
  "ledger",
  "outbox",
  "accounts",
  "evidence",
  "certificates",
  "contracts",
  "operations",
  "setup",
];
/** Areas that are one feature themselves. */
const FEATURE_AREAS = new Set(["alarms", "audit-log", "keyring", "outbox", "setup"]);

interface Layer {
  name: string;
  prefix: string;
  /** Prefixes of our own files it may import; every layer may import itself. */
  may: string[];
  /** Packages it may import; undefined: any. */
  packages?: RegExp;
  lesson: string;
}

const PURE = [
  "lib/core/",
  "lib/pki/",
  "lib/rfc3161/",
  "lib/pdf/",
  "lib/sheets/",
  "lib/credentials/",
  "lib/trails/",
  "lib/verify/",
  "lib/pades/",
];
const BELOW_ALL = ["lib/words/", "lib/i18n/"];
const BELOW_FEATURES = ["lib/gate/", "lib/infra/", ...PURE, ...BELOW_ALL, "lib/env.ts"];

// The first prefix that fits names a file's layer.
const LAYERS: Layer[] = [
  {
    name: "words",
    prefix: "lib/words/",
    may: [],
    packages: /^$/,
    lesson: "lib/words holds the closed lists and imports nothing",
  },
  {
    name: "core",
    prefix: "lib/core/",
    may: [],
    packages: /^@noble\//,
    lesson:
      "lib/core is pure: it imports @noble/* and itself, so that a stranger can audit it and a browser can run it",
  },
  {
    name: "pki",
    prefix: "lib/pki/",
    may: ["lib/core/"],
    packages: /^@noble\//,
    lesson: "lib/pki reads DER, certificates and CMS in Node and in browsers alike: core and @noble/*, nothing else",
  },
  {
    name: "rfc3161",
    prefix: "lib/rfc3161/",
    may: ["lib/core/", "lib/pki/"],
    lesson: "lib/rfc3161 checks timestamps in Node and in browsers alike: on core and pki, nothing else",
  },
  {
    name: "pdf reader",
    prefix: "lib/pdf/read/",
    may: ["lib/core/"],
    packages: /^@noble\//,
    lesson:
      "lib/pdf/read takes other programs' PDFs apart in Node and in browsers alike: core and @noble, nothing else",
  },
  {
    name: "pdf",
    prefix: "lib/pdf/",
    may: ["lib/core/"],
    lesson: "lib/pdf lays out and writes documents; what they say is for features",
  },
  {
    name: "sheets",
    prefix: "lib/sheets/",
    may: [],
    packages: /^(csv-parse|saxes|@zip\.js\/zip\.js)/,
    lesson:
      "lib/sheets reads tables of other programs in Node and in browsers alike; what their columns mean is for features",
  },
  {
    name: "credentials",
    prefix: "lib/credentials/",
    may: ["lib/core/", "lib/pki/"],
    packages: /^(?!node:)/,
    lesson:
      "lib/credentials makes and checks credentials in Node and in browsers alike: core, pki and libraries of the field",
  },
  {
    name: "trails",
    prefix: "lib/trails/",
    may: ["lib/core/"],
    packages: /^zod\/mini$/,
    lesson: "lib/trails replays trails in Node and in browsers alike: on core, and the form of procedures on zod/mini",
  },
  {
    name: "verify",
    prefix: "lib/verify/",
    may: ["lib/core/", "lib/pki/", "lib/rfc3161/", "lib/pdf/read/", "lib/credentials/"],
    packages: /^$/,
    lesson: "lib/verify chooses the checks for what it is given; page, worker, API and command line call it",
  },
  {
    name: "pades",
    prefix: "lib/pades/",
    may: ["lib/core/", "lib/pki/", "lib/rfc3161/", "lib/pdf/", "lib/verify/pdf/"],
    packages: /^(@noble\/|node:|pdfjs-dist\/)/,
    lesson: "lib/pades prepares and completes signed documents; whose key signs is for its callers",
  },
  {
    name: "parties",
    prefix: "lib/parties/",
    may: ["lib/core/", "lib/pki/", "lib/rfc3161/", "lib/infra/keys/ml-dsa-44.ts"],
    packages: /^(node:|prom-client$)/,
    lesson: "what other parties run in lib/parties needs no database, no environment and nothing of the installation",
  },
  {
    name: "client",
    prefix: "lib/client/",
    may: [],
    packages: /^node:/,
    lesson: "lib/client is handed to other programs: Node.js and itself, nothing of the installation",
  },
  {
    name: "i18n",
    prefix: "lib/i18n/",
    may: [],
    lesson: "lib/i18n knows messages and locales, nothing of ours",
  },
  {
    name: "env",
    prefix: "lib/env",
    may: [],
    packages: /^zod$/,
    lesson: "lib/env.ts reads the environment and nothing else",
  },
  {
    name: "infra",
    prefix: "lib/infra/",
    may: [...PURE, ...BELOW_ALL, "lib/env.ts"],
    lesson: "an adapter in lib/infra knows the outside world, not what the product does with it",
  },
  {
    name: "gate",
    prefix: "lib/gate/",
    may: ["lib/infra/", ...PURE, ...BELOW_ALL, "lib/env.ts"],
    lesson: "lib/gate says who asks and what they may; what they want is for features",
  },
  {
    name: "features",
    prefix: "lib/features/",
    may: BELOW_FEATURES,
    lesson: "a feature imports what lies below features, and other features; never components or app",
  },
  {
    name: "components",
    prefix: "components/",
    may: ["lib/features/", "lib/client/pieces.ts", ...PURE, ...BELOW_ALL],
    lesson: "components take plain objects: no gate, no infra, no env",
  },
  {
    name: "app",
    prefix: "app/",
    may: ["components/", "lib/features/", "lib/gate/", "lib/infra/http/", ...PURE, ...BELOW_ALL, "lib/env.ts"],
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

const areaOf = (path: string): string | undefined => /^lib\/features\/([^/]+)\//.exec(path)?.[1];

/** `ledger/sealing`, or `outbox` for an area that is one feature. */
function featureOf(path: string): string | undefined {
  const [, area = "", feature = ""] = /^lib\/features\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  if (area === "") return undefined;
  return FEATURE_AREAS.has(area) ? area : `${area}/${feature}`;
}

/** The first name below a feature's folder. */
function partOf(path: string): string | undefined {
  const feature = featureOf(path);
  return feature && path.slice(`lib/features/${feature}/`.length).split("/")[0];
}

/** Each circle once, as a line of names. Depth first: what is met again while it is still open closes a circle. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const open: string[] = [];
  const done = new Set<string>();
  const circles: string[] = [];
  function visit(name: string): void {
    if (done.has(name) || !graph.has(name)) return;
    const at = open.indexOf(name);
    if (at >= 0) {
      circles.push([...open.slice(at), name].join(" → "));
      return;
    }
    open.push(name);
    for (const next of graph.get(name) ?? []) visit(next);
    open.pop();
    done.add(name);
  }
  for (const name of graph.keys()) visit(name);
  return circles;
}

describe("architecture", () => {
  it("finds circles where there are some", () => {
    const graph = new Map([
      ["a", ["b"]],
      ["b", ["c"]],
      ["c", ["b"]],
    ]);
    assert.deepEqual(circlesIn(graph), ["b → c → b"]);
  });

  it("reads the sources it is meant to judge", () => {
    for (const layer of LAYERS)
      assert.ok(
        files.some((path) => path.startsWith(layer.prefix)),
        `no file under ${layer.prefix}`,
      );
  });

  it("imports go one way: app → components → features → gate → infra → verify → core", () => {
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

  it("only features' rows, verbs and checks, the gate and adapters open the database", () => {
    const doors = /^lib\/features\/[^/]+(\/[^/]+)?\/(rows|verbs|checks)(\.ts|\/)|^lib\/(infra|gate)\//;
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
        importsOf(path, source).some((target) => /^lib\/features\/.+\/(rows|verbs|pages|jobs)(\.ts|\/)/.test(target)),
    );
    assert.deepEqual(
      wrong.map(([path]) => path),
      [],
    );
  });

  it("a feature has the agreed files and no others", () => {
    const wrong = files.filter((path) => {
      const part = partOf(path);
      return part !== undefined && !FEATURE_PARTS.has(part.replace(/\.ts$/, ""));
    });
    assert.deepEqual(wrong, []);
  });

  it("what a feature has is a file or a folder, never both", () => {
    const wrong = files.filter((path) => {
      const folder = /^(lib|bin)\/.*\.(ts|mjs)$/.test(path) ? `${path.replace(/\.(ts|mjs)$/, "")}/` : undefined;
      return folder !== undefined && files.some((other) => other.startsWith(folder));
    });
    assert.deepEqual(wrong, []);
  });

  it("an area imports only areas below it", () => {
    const wrong: string[] = [];
    for (const [path, source] of sources) {
      const from = areaOf(path);
      if (from === undefined) continue;
      assert.ok(AREAS.includes(from), `${path}: ${from} is no area; name it in AREAS, at its place in the order`);
      for (const target of importsOf(path, source)) {
        const to = areaOf(target);
        if (to !== undefined && AREAS.indexOf(to) > AREAS.indexOf(from)) wrong.push(`${path} imports ${target}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("no files and no features import each other in circles", () => {
    const ours = [...sources.keys()].filter((path) => /^(lib|components|app|bin)\//.test(path));
    const imports = new Map(ours.map((path) => [path, importsOf(path, sources.get(path) ?? "")]));
    assert.deepEqual(circlesIn(imports), []);
    const features = new Map<string, string[]>();
    for (const [path, targets] of imports) {
      const from = featureOf(path);
      if (from === undefined) continue;
      const others = targets.flatMap((target) => featureOf(target) ?? []).filter((to) => to !== from);
      features.set(from, [...(features.get(from) ?? []), ...others]);
    }
    assert.ok(features.size > 20, "features are found");
    assert.deepEqual(circlesIn(features), []);
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
