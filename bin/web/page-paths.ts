/** Which addresses are the framework's: those that the folders of app/ name. */
import { globSync } from "node:fs";

/** As templates of lib/infra/http/router.ts. */
export function pagePaths(root: string): string[] {
  const paths = globSync("app/**/{page,route}.{ts,tsx}", { cwd: root }).map((file) => {
    const segments = file.split("/").slice(1, -1).map(inBraces);
    return `/${segments.join("/")}`;
  });
  return [...new Set(paths)];
}

/** `[id]` as `{id}`, `[...path]` as `{path...}`. */
function inBraces(segment: string): string {
  return segment.replace(/^\[(\.\.\.)?(\w+)\]$/, (_, dots: string = "", name: string) => `{${name}${dots}}`);
}
