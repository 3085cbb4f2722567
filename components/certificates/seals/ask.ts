/** Talks to the approvers' endpoints; a refusal comes as its sentence. */

export class Refused extends Error {}

export async function ask<Found>(path: string, body?: object): Promise<Found> {
  const answer = await fetch(path, {
    ...(body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    cache: "no-store",
  });
  if (answer.ok) return (await answer.json()) as Found;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; title?: string };
  throw new Refused(problem.detail ?? problem.title ?? `HTTP ${answer.status}`);
}
