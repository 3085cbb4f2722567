/** Trails are read and replayed in browsers: bundled as for one, with a browser's own globals alone, where no text may become code. */
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as the from "./loan.ts";

const ENTRY = `
  import { digestOf, readTrailEvent } from "#lib/trails/event.ts";
  import { canonicalProcedure } from "#lib/trails/procedure.ts";
  import { readTrail } from "#lib/trails/read-trail.ts";
  import { loadProcedure, replay } from "#lib/trails/replay.ts";
  globalThis.answer = ({ file, statements, fields }) => {
    const text = canonicalProcedure(file);
    const loaded = loadProcedure(text);
    if (!loaded.machine) return JSON.stringify(loaded);
    const given = statements.map((each, at) => ({ event: readTrailEvent(each), fields: fields[at] }));
    const steps = replay(given, new Map([[digestOf(text), loaded.machine]]));
    return JSON.stringify({ states: steps.map(({ position }) => position.state), proven: readTrail([]).isProven });
  };
`;
/** Compressed; a page loads it once there is a trail to replay. */
const BYTES_MAX = 40 * 1024;

test("a trail is replayed in a browser as it is here, and a procedure is refused there as it is here", async () => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), sourcefile: "entry.js" },
    ...{ bundle: true, write: false, format: "iife", platform: "browser", target: "es2022", minify: true },
    logLevel: "error",
  });
  const [bundle] = outputFiles;
  assert.ok(bundle);
  const compressed = gzipSync(bundle.contents).length;
  assert.ok(compressed <= BYTES_MAX, `${compressed} bytes`);
  const globals = { TextDecoder, TextEncoder, URL };
  const context = vm.createContext(globals, { codeGeneration: { strings: false, wasm: false } });
  vm.runInContext("globalThis.self = globalThis", context);
  vm.runInContext(bundle.text, context);
  const told = the.WHOLE.map((each, at) => the.told(at + 1, each));
  const given = {
    statements: told.map(({ statement }) => statement),
    fields: told.map(({ given }) => given.fields),
  };
  assert.deepEqual(JSON.parse(context.answer({ ...given, file: the.LOAN_FILE })), {
    states: ["applied", "identified", "identified", "approved", "signed", "repaying", "repaying", "closed"],
    proven: false,
  });
  const procedure = the.loan();
  procedure.transitions = procedure.transitions.filter(({ on }) => on !== "close");
  assert.deepEqual(JSON.parse(context.answer({ ...given, file: JSON.stringify(procedure) })).flaws.slice(0, 1), [
    { code: "unused_type", at: "/types/9", name: "close" },
  ]);
});
