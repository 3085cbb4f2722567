/** What the framework has to say, as lines of the log like every other: bounded and escaped, whatever it repeats of a request. */
import { inspect } from "node:util";
import { pageRequests } from "#lib/gate/page-request.ts";
import { type LogLevel, logEvent } from "#lib/infra/telemetry/log.ts";

const LEVELS = { log: "info", info: "info", debug: "info", warn: "warning", error: "error" } as const;

export function writeConsoleAsLines(): void {
  for (const [name, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, LogLevel][]) {
    console[name] = (...parts: unknown[]) => {
      // What a stranger sent in place of a form is no failure of ours.
      const isOurs = pageRequests().getStore()?.arrived !== false;
      const text = parts.map((part) => (typeof part === "string" ? part : inspect(part, { depth: 1 }))).join(" ");
      if (text.trim() !== "") logEvent(isOurs ? level : "info", "web.framework", { text });
    };
  }
}
