import { decode } from "cborg";

/** The code of a refusal, as a problem document in JSON (RFC 9457) or in CBOR (RFC 9290); undefined for any other answer. */
export function problemCode(headers: Headers, body: Uint8Array): string | undefined {
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("application/problem+json")) return JSON.parse(new TextDecoder().decode(body)).code;
  if (type !== "application/concise-problem-details+cbor") return undefined;
  const problem = decode(body, { useMaps: true }) as Map<number | string, unknown>;
  const own = [...problem.values()].find((value) => value instanceof Map);
  return own?.get("code");
}
