/** What is written for people leads somewhere: links of documents, and the index of findings. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const OWNER_MAY_RUN = 0o100;

function filesOf(pattern: string): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", pattern], {
    encoding: "utf8",
  });
  return listed.split("\n").filter((path) => path !== "" && existsSync(path));
}

/** The names by which the headings of a Markdown document are reached, as code hosts make them. */
function anchorsOf(document: string): Set<string> {
  const headings = readFileSync(document, "utf8").matchAll(/^#+ (.+)$/gm);
  const nameOf = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
  return new Set(Array.from(headings, ([, heading = ""]) => nameOf(heading).replaceAll(" ", "-")));
}

function leadsSomewhere(document: string, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return true;
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? document : join(document, "..", file);
  if (!existsSync(path)) return false;
  return anchor === undefined || anchorsOf(path).has(decodeURIComponent(anchor));
}

describe("documents", () => {
  it("links to files and to their sections lead there", () => {
    const documents = filesOf("*.md");
    assert.ok(documents.includes("README.md"));
    const broken = documents.flatMap((document) => {
      const links = readFileSync(document, "utf8").matchAll(/\]\(([^)\s]+)\)/g);
      const targets = Array.from(links, ([, target = ""]) => target);
      return targets.filter((target) => !leadsSomewhere(document, target)).map((target) => `${document}: ${target}`);
    });
    assert.deepEqual(broken, []);
  });

  it("the index of findings names every script, and each can be run", () => {
    const scripts = filesOf("findings/*.sh");
    const named = readFileSync("findings/README.md", "utf8").matchAll(/^\| \[[^\]]+\]\(([^)]+\.sh)\)/gm);
    assert.deepEqual(Array.from(named, ([, name]) => `findings/${name}`).sort(), scripts.sort());
    const stuck = scripts.filter((script) => (statSync(script).mode & OWNER_MAY_RUN) === 0);
    assert.deepEqual(stuck, []);
  });
});
