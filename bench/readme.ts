/** The measured part of bench/README.md: a section an area, each of the run that measured it last. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { type AreaName, type Given, titleOf } from "./areas.ts";

const PATH = fileURLToPath(new URL("./README.md", import.meta.url));

/** Puts the area's section in the place of its last one, or at the end. */
export function writeSection(name: AreaName, { table, given }: { table: string; given: Given }): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const section = [begin, `### ${titleOf(name)}`, circumstances(name, given), table, end].join("\n\n");
  const text = readFileSync(PATH, "utf8").trimEnd();
  const [from, until] = [text.indexOf(begin), text.indexOf(end)];
  const isThere = from >= 0 && until > from;
  const [before, after] = isThere ? [text.slice(0, from), text.slice(until + end.length)] : [`${text}\n\n`, ""];
  writeFileSync(PATH, `${before}${section}${after}\n`);
}

function circumstances(name: AreaName, { before, pairs }: Given): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    encoding: "utf8",
  }).trim();
  const beside = before ? ` beside ${before.name}, ${pairs} pairs,` : "";
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}`;
  return `\`--only ${name}\`, measured at commit ${commit}${beside} on ${machine}.`;
}
