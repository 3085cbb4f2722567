/**
 * Where an organisation's provider sends people back to. It begins a session by GET, as OpenID Connect has it; the sealed cookie of the
 * browser that departed, its state and its nonce make sure that nobody is signed in by an address that somebody else made.
 */
import type { NextRequest } from "next/server";
import { localPath } from "#lib/features/accounts/sessions/schema.ts";
import { journeySchema } from "#lib/features/accounts/sso/schema.ts";
import { signInPath } from "#lib/features/accounts/sso/types.ts";
import { arriveFromProvider } from "#lib/features/accounts/sso/verbs/arrive-from-provider.ts";
import { currentClient, rememberSession } from "#lib/gate/browser-session.ts";
import { takeJourney } from "#lib/gate/journey-cookie.ts";
import { SealbookError } from "#lib/words/errors.ts";

export async function GET(request: NextRequest, context: { params: Promise<{ slug: string }> }): Promise<Response> {
  const { slug } = await context.params;
  const back = (code: string) =>
    leadTo(`${signInPath(encodeURIComponent(slug))}?${new URLSearchParams({ error: code })}`);
  const journey = journeySchema.safeParse(await takeJourney());
  if (!journey.success || journey.data.slug !== slug) return back("sso_interrupted");
  try {
    const { search: query } = request.nextUrl;
    await rememberSession(await arriveFromProvider({ journey: journey.data, query, client: await currentClient() }));
  } catch (error) {
    if (error instanceof SealbookError) return back(error.code);
    throw error;
  }
  return leadTo(localPath(journey.data.next));
}

/** Looking changes nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}

function leadTo(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path, "cache-control": "private, no-store" } });
}
