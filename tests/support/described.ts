/** Whatever the endpoints answer in tests is in their description: address, status, media type, code. */
import assert from "node:assert/strict";
import { endpoints } from "#lib/features/all.ts";
import { describeApi } from "#lib/features/operations/reference/drawing/openapi.ts";
import type { ApiDescription, Operation, ResponseDescription } from "#lib/features/operations/reference/types.ts";
import { createRouter } from "#lib/infra/http/router.ts";
import { problemCode } from "./problem-code.ts";

let described: { api: ApiDescription; match: (path: string) => string | undefined } | undefined;

function description() {
  if (described) return described;
  const templates = [...new Set(endpoints.map(({ path }) => path))];
  const { match } = createRouter(templates.map((path) => [path, path.replace("...}", "}")] as const));
  described = { api: describeApi(endpoints, "en"), match: (path) => match(path)?.value };
  return described;
}

/** What it says of an answer's status, so far as there is such an operation. */
export function operationAt(method: string, address: string): Operation | undefined {
  const { api, match } = description();
  const path = match(address.split("?", 1)[0] ?? "");
  return path === undefined ? undefined : api.paths[path]?.[method === "HEAD" ? "get" : method.toLowerCase()];
}

/** @throws {AssertionError} when the description does not say so */
export async function assertDescribed(method: string, address: string, answer: Response): Promise<void> {
  const operation = operationAt(method, address);
  if (!operation) return;
  const what = `${operation.operationId} answers ${answer.status}`;
  const said = operation.responses[`${answer.status}`];
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const isProblem = type === "application/problem+json" || type === "application/concise-problem-details+cbor";
  const bytes = isProblem && method !== "HEAD" ? new Uint8Array(await answer.clone().arrayBuffer()) : undefined;
  const code = bytes && problemCode(answer.headers, bytes);
  assert.ok(said, `${what} ${code ?? ""}, which its description does not say`);
  if (type !== "" && method !== "HEAD") {
    const types = Object.keys(said.content ?? {});
    assert.ok(
      types.includes(type) || types.includes("*/*") || answer.status === 303,
      `${what} as ${type}, said are ${types}`,
    );
  }
  if (code !== undefined)
    assert.ok(codesOf(said).includes(code), `${what} ${code}, which its description does not say`);
}

/** The codes stand in the words of every refusal, in JSON and in CBOR alike. */
function codesOf({ description: words }: ResponseDescription): string[] {
  return [...words.matchAll(/`(\w+)`/g)].map(([, code = ""]) => code);
}
