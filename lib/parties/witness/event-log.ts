/** What a node has to say: one line of JSON for each event, never a secret. */
export type EventLevel = "info" | "warning" | "error";
export type EventFacts = Record<string, string | number | boolean>;
export type LogEvent = (level: EventLevel, event: string, facts?: EventFacts) => void;

/** Lines as the other processes of the product write them: `at`, `level`, `event`, then the facts. */
export function eventLog(write: (line: string) => void): LogEvent {
  return (level, event, facts = {}) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...facts })}\n`);
}
