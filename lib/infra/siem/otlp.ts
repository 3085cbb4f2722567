/** Log records by OTLP over HTTP, in JSON (OpenTelemetry Protocol 1.5, "OTLP/HTTP"; data model of logs). */

/** SEVERITY_NUMBER_INFO */
const INFO = 9;
const NANOSECONDS_A_MS = 1_000_000n;

export interface OtlpLine {
  at: Date;
  /** attribute event.name */
  kind: string;
  id: string;
  text: string;
}

/** The body of a request. @param service name and address of this installation */
export function otlpLogs(lines: readonly OtlpLine[], service: { version: string; host: string }): string {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  return JSON.stringify({
    resourceLogs: [
      {
        resource: {
          attributes: [
            attribute("service.name", "sealbook"),
            attribute("service.version", service.version),
            attribute("host.name", service.host),
          ],
        },
        scopeLogs: [
          {
            scope: { name: "sealbook.audit-log" },
            logRecords: lines.map(({ at, kind, id, text }) => ({
              timeUnixNano: `${BigInt(at.getTime()) * NANOSECONDS_A_MS}`,
              ...{ severityNumber: INFO, severityText: "INFO" },
              body: { stringValue: text },
              attributes: [attribute("event.name", kind), attribute("sealbook.audit.id", id)],
            })),
          },
        ],
      },
    ],
  });
}

/** @throws {Error} anything but 2xx, or that some were refused */
export async function sendOtlp(
  body: string,
  given: { url: string; authorization: string | undefined; timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const { url, authorization, timeoutMs, signal } = given;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
    ...{ body, redirect: "error" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  if (rejected(text) > 0) throw new Error(`${rejected(text)} refused`);
}

/** `partialSuccess.rejectedLogRecords`: a decimal text, as 64-bit numbers are in this JSON. */
function rejected(text: string): number {
  try {
    return Number(JSON.parse(text).partialSuccess?.rejectedLogRecords ?? 0);
  } catch {
    return 0;
  }
}
