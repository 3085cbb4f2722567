/** What `npm pack` hands out: another program imports `sealbook/client` in plain JavaScript, and TypeScript knows its types. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { it } from "node:test";

const PROGRAM = `import { Sealbook, Problem } from "sealbook/client";
const sealbook = new Sealbook({ url: "http://127.0.0.1:9", patience: { attempts: 1 } });
const error = await sealbook.evidence("0193563f-9a10-7b22-a5d3-0e6f4c1d2b37").catch((error) => error);
console.log(error.name, error instanceof Problem);
`;
const TYPED = `import { type Evidence, Problem, Sealbook } from "sealbook/client";
const sealbook = new Sealbook({ url: "https://evidence.example", key: "k" });
export async function made(): Promise<Evidence> {
  // @ts-expect-error a digest has a name
  await sealbook.record({ sha256: "00" });
  // @ts-expect-error there is no such address
  await sealbook.request("GET", "/api/v1/evidenze", {});
  const { state } = await sealbook.request("GET", "/api/v1/evidence/{id}", { path: { id: "x" } });
  const known: "recorded" | "anchored" = state;
  if (known === "recorded") throw new Error();
  return await sealbook.record({ sha256: "00", name: "a.pdf" });
}
export const isKnown = (error: unknown): boolean => error instanceof Problem && error.code === "scope_missing";
// @ts-expect-error there is no such code
export const isOdd = (error: Problem): boolean => error.code === "scope_misssing";
`;

it("the package is imported by its name, with types", () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-package-"));
  try {
    const modules = join(folder, "node_modules");
    mkdirSync(join(modules, "sealbook"), { recursive: true });
    copyFileSync("package.json", join(modules, "sealbook", "package.json"));
    execFileSync(process.execPath, ["bin/steps/build-client.ts", join(modules, "sealbook/dist/client")]);
    symlinkSync(resolve("node_modules/@types"), join(modules, "@types"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "program.js"), PROGRAM);
    writeFileSync(join(folder, "typed.ts"), TYPED);
    const said = execFileSync(process.execPath, ["program.js"], { cwd: folder, encoding: "utf8" });
    assert.equal(said.trim(), "Unreachable false");
    const options = ["--noEmit", "--strict", "--module", "NodeNext", "--target", "ES2024", "--types", "node"];
    const typed = spawnSync(resolve("node_modules/.bin/tsc"), [...options, "--lib", "ES2024,DOM", "typed.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.deepEqual([typed.stdout, typed.status], ["", 0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
